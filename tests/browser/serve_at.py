"""`louxun serve` at another time of day: `python -m tests.browser.serve_at 2026-11-23T08:40:00Z`."""

import sys
from datetime import datetime

from server.lib import clock

if __name__ == "__main__":
    with clock.pretend(datetime.fromisoformat(sys.argv[1])):
        from server.cli import main

        sys.argv = ["louxun", "serve"]
        main()
