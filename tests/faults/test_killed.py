"""SIGKILL of a real server: what was committed is there and is not doubled, what was not is not there at all."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from server import settings
from tests import cast as the_cast
from tests.api.rows import counts
from tests.builders import check, defect
from tests.cast import Cast
from tests.conftest import SECRET
from tests.pictures import picture

ROOT = Path(__file__).parent.parent.parent


@contextmanager
def _server(made: settings.Settings, port: int) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {**os.environ, "LOUXUN_DATA": str(made.data), "LOUXUN_DATABASE_URL": made.database_url,
                   "LOUXUN_SECRET": SECRET, "LOUXUN_PORT": str(port)}  # fmt: skip
    command = [sys.executable, "-m", "tests.faults.dying_server", str(port), str(made.data / "die")]
    process = subprocess.Popen(command, cwd=ROOT, env=environment)
    try:
        for _ in range(200):
            try:
                if httpx.get(f"http://127.0.0.1:{port}/healthz/live", timeout=1).status_code == 200:
                    break
            except httpx.TransportError:
                time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(10)


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
async def cast(database: None, port: int) -> AsyncIterator[Cast]:
    """The cast in the database, its phones talking to the server of another process."""
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=20) as client:
        yield await the_cast.build(client)


@pytest.mark.parametrize("moment", ["committed", "applying"])
async def test_a_server_killed_before_its_answer_doubles_and_loses_nothing(
    made: settings.Settings, cast: Cast, port: int, moment: str
) -> None:
    phone = await cast.phone("lin")
    shot = picture(1)
    lines = [phone.inspection("east2", [check("fire-door", defect("FD05", photos=[shot]))], photos=[shot]),
             phone.inspection("west2"), phone.inspection("east3", body={"point_id": "0" * 36})]  # fmt: skip
    with _server(made, port) as process:
        before = await counts()
        (made.data / "die").write_text(moment)
        with pytest.raises(httpx.TransportError):
            await phone.send(*lines)
        assert process.wait(10) == -signal.SIGKILL
    kept = await counts()
    assert (kept == before) == (moment == "applying")
    with _server(made, port):
        results = await phone.send(*lines)
        again = "repeat" if moment == "committed" else "stored"
        assert [result["outcome"] for result in results] == [again, again, "quarantined"]
        assert [result["flags"] for result in results] == [[], [], []]
        if moment == "committed":
            assert await counts() == kept
        done = await counts()
        assert [done[name] for name in ("report", "inspection", "defect", "work_order")] == [3, 2, 1, 1]
        await phone.put(shot)
        assert [state["state"] for state in await phone.status(*(line.id for line in lines))] == [
            "complete", "complete", "quarantined"]  # fmt: skip
