"""A real server that kills itself at a chosen moment: run as a process of its own by test_killed.py.

    python -m tests.faults.dying_server PORT FLAG

While the file FLAG exists, the next request with lines is its last: FLAG holds `committed` (killed when everything is
on disk and nothing is answered) or `applying` (killed in the middle of the second line).
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import uvicorn

from server.app import create
from server.intake import taking as _taking
from server.sync import api as _api

taking: Any = _taking
api: Any = _api
PORT, FLAG = int(sys.argv[1]), Path(sys.argv[2])
_take, _take_one = api.take, taking._take_one
_lines_taken = 0


def _die(moment: str) -> None:
    if FLAG.exists() and FLAG.read_text() == moment:
        FLAG.unlink()
        os.kill(os.getpid(), signal.SIGKILL)


async def take(*args: Any) -> Any:
    results = await _take(*args)
    _die("committed")
    return results


async def take_one(*args: Any) -> Any:
    global _lines_taken
    _lines_taken += 1
    result = await _take_one(*args)
    if _lines_taken >= 2:
        _die("applying")
    return result


if __name__ == "__main__":
    api.take = take
    taking._take_one = take_one
    uvicorn.run(create(), host="127.0.0.1", port=PORT, log_level="warning", access_log=False)
