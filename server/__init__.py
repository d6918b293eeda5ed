"""Louxun 楼巡: building patrols and inspections that work without signal.

Start at `app.py` (what is served) or walk one photo report: `sync/api.py` → `intake/taking.py` →
`inspections/recording.py` → `defects/opening.py` → `workorders/ordering.py` → `photos/storing.py`.
Packages stand on floors and know only those below them; `pyproject.toml` holds the floors, import-linter checks them.
"""

import os

__version__ = "0.1.0"

# Piccolo finds its configuration by this name.
os.environ.setdefault("PICCOLO_CONF", "server.piccolo_conf")
