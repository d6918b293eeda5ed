"""A database that can't write refuses the whole request, and then nothing of it is kept (protocol: 507, 503)."""

import sqlite3
from typing import Any

import asyncpg
import pytest

from server.intake import taking as _taking
from server.lib import db
from server.lib.db import PooledSQLite, PooledTransaction, ReleasedTransaction
from server.reports.tables import Report
from tests.api.rows import counts
from tests.builders import Line, Phone
from tests.cast import Cast

taking: Any = _taking
FULL: dict[str, Exception] = {
    "sqlite": sqlite3.OperationalError("database or disk is full"),
    "postgres": asyncpg.DiskFullError("could not extend file: No space left on device"),
}
BUSY: dict[str, Exception] = {
    "sqlite": sqlite3.OperationalError("database is locked"),
    "postgres": asyncpg.DeadlockDetectedError("deadlock detected"),
}


def _lines(phone: Phone) -> list[Line]:
    return [phone.inspection(point) for point in ("east2", "west2", "east3")]


async def _refused(phone: Phone, lines: list[Line], status: int, code: str) -> None:
    answer = await phone.post(b"\n".join(line.content for line in lines))
    assert (answer.status_code, answer.json()["code"], answer.json()["retry"]) == (status, code, True), answer.text
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["content-type"].startswith("application/problem+json")


async def _fails_and_heals(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, target: Any, name: str, fault: Any, status: int, code: str
) -> None:
    """Twelve failures in a row (more than there are connections) keep nothing; then all is taken."""
    phone = await cast.phone("lin")
    lines = _lines(phone)
    before = await counts()
    with monkeypatch.context() as broken:
        broken.setattr(target, name, fault)
        for _ in range(12):
            await _refused(phone, lines, status, code)
    assert await counts() == before
    assert [result["outcome"] for result in await phone.send(*lines)] == ["stored"] * 3


@pytest.mark.parametrize("faults", [FULL, BUSY, {"sqlite": OSError(28, "No space"), "postgres": OSError(28, "No")}])
async def test_in_the_middle_of_the_third_line(
    cast: Cast, engine: str, monkeypatch: pytest.MonkeyPatch, faults: dict[str, Exception]
) -> None:
    calls = 0
    apply = taking.apply

    async def failing(*args: Any, **more: Any) -> Any:
        nonlocal calls
        calls += 1
        applied = await apply(*args, **more)
        if calls % 3 == 0:
            raise faults[engine]
        return applied

    status, code = (503, "unavailable") if faults is BUSY else (507, "no-space")
    await _fails_and_heals(cast, monkeypatch, taking, "apply", failing, status, code)


async def test_at_the_commit(cast: Cast, engine: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = PooledTransaction if engine == "sqlite" else ReleasedTransaction
    commit: Any = target.commit
    keeping = False

    async def failing(self: Any) -> None:
        if keeping:
            raise FULL[engine]
        await commit(self)

    # Only what writes lines fails: signing in and contacts are other transactions.
    take = taking._take_one

    async def taking_one(*args: Any) -> Any:
        nonlocal keeping
        keeping = True
        return await take(*args)

    monkeypatch.setattr(taking, "_take_one", taking_one)
    phone = await cast.phone("lin")
    lines = _lines(phone)
    before = await counts()
    with monkeypatch.context() as broken:
        broken.setattr(target, "commit", failing)
        for _ in range(12):
            keeping = False
            await _refused(phone, lines, 507, "no-space")
    assert await counts() == before
    assert [result["outcome"] for result in await phone.send(*lines)] == ["stored"] * 3


@pytest.mark.parametrize("engine", ["sqlite"], indirect=False)
async def test_a_sqlite_file_that_really_can_t_grow(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    phone = await cast.phone("lin")
    big = [phone.inspection("east2", body={"note": "长" * 60_000}) for _ in range(3)]
    before = await counts()
    engine: Any = db.current()
    assert isinstance(engine, PooledSQLite)
    await engine.close()
    opened = PooledSQLite.get_connection

    async def small(self: PooledSQLite) -> Any:
        connection = await opened(self)
        rows: Any = await connection.execute_fetchall("PRAGMA page_count")
        await connection.execute(f"PRAGMA max_page_count = {rows[0]['page_count'] + 20}")
        return connection

    with monkeypatch.context() as full:
        full.setattr(PooledSQLite, "get_connection", small)
        await _refused(phone, big, 507, "no-space")
    await engine.close()
    assert await counts() == before
    assert [result["outcome"] for result in await phone.send(*big)] == ["stored"] * 3


@pytest.mark.parametrize("engine", ["postgres"], indirect=False)
async def test_a_connection_that_is_cut_in_the_middle(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    apply = taking.apply

    async def cut(*args: Any, **more: Any) -> Any:
        applied = await apply(*args, **more)
        await Report.raw("SELECT pg_terminate_backend(pg_backend_pid())")
        return applied

    await _fails_and_heals(cast, monkeypatch, taking, "apply", cut, 503, "unavailable")
