"""Reports without photos (20 answers, a defect, an order), one and fifty a request, against a raw sqlite3 FULL loop."""

import json
import sqlite3
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from tests.bench import world
from tests.bench.running import Measure, serving
from tests.builders import Line, Phone, check, defect
from tests.cast import Cast

COUNT = 100


@asynccontextmanager
async def ready() -> AsyncIterator[Measure]:
    """A server and a raw database file beside it."""
    with tempfile.TemporaryDirectory(prefix="louxun-bench-") as folder:
        made = world.make(Path(folder))
        raw = _raw_database(Path(folder) / "raw.sqlite")
        async with serving("server.app:create", "/api/v1/receipt-key", LOUXUN_DATA=folder) as (client, _):
            phone = Phone(
                Cast(client), UUID(str(made["person"])), UUID(str(made["site"])), UUID(str(made["device"])),
                str(made["token"]),
            )  # fmt: skip

            async def measure() -> dict[str, float]:
                single, batched = ([_line(phone, n) for n in range(COUNT)] for _ in range(2))
                limit = _raw_rate(raw, single)
                one_by_one = await _rate(phone, single, 1)
                fifty = await _rate(phone, batched, 50)
                again = await _rate(phone, batched, 50)
                return {
                    "reports one a request: rate / raw sqlite3 FULL": one_by_one / limit,
                    "reports fifty a request: rate / raw sqlite3 FULL": fifty / limit,
                    "reports re-sent: time / first time": fifty / again,
                }

            yield measure
        raw.close()


def _line(phone: Phone, number: int) -> Line:
    return phone.inspection(
        "east2",
        [
            check("fire-door", defect("FD05", spot=f"{time.time_ns()} {number}")),
            check("hydrant-box"),
            check("corridor"),
        ],
    )


async def _rate(phone: Phone, lines: list[Line], together: int) -> float:
    began = time.perf_counter()
    for first in range(0, len(lines), together):
        results = await phone.send(*lines[first : first + together])
        wrong = [result for result in results if result["outcome"] not in ("stored", "repeat")]
        if wrong:
            raise RuntimeError(str(wrong[0]))
    return len(lines) / (time.perf_counter() - began)


def _raw_database(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
        "CREATE TABLE report (id TEXT PRIMARY KEY, line BLOB, at TEXT);"
        "CREATE TABLE answer (report TEXT REFERENCES report, item TEXT, result TEXT);"
        "CREATE INDEX answer_report ON answer (report);"
        "CREATE TABLE defect (id TEXT PRIMARY KEY, report TEXT REFERENCES report, item TEXT);"
        "CREATE TABLE work_order (id TEXT PRIMARY KEY, defect TEXT REFERENCES defect, at TEXT);"
    )
    return connection


def _raw_rate(connection: sqlite3.Connection, lines: list[Line]) -> float:
    began = time.perf_counter()
    for line in lines:
        json.loads(line.content)
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO report VALUES (?, ?, ?)", (line.id, line.content, "now"))
        connection.executemany("INSERT INTO answer VALUES (?, ?, 'ok')", [(line.id, str(n)) for n in range(20)])
        connection.execute("INSERT INTO defect VALUES (?, ?, 'FD05')", (f"d{line.id}", line.id))
        connection.execute("INSERT INTO work_order VALUES (?, ?, 'now')", (f"o{line.id}", f"d{line.id}"))
        connection.execute("COMMIT")
    return len(lines) / (time.perf_counter() - began)
