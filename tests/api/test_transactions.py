"""What a transaction promises, on both engines."""

import pytest

from server.journal.noting import note
from server.journal.tables import JournalEntry
from server.lib import db, ids


async def test_what_is_committed_meanwhile_is_not_seen_by_who_is_reading(database: None) -> None:
    with_others = db.current().current_transaction
    async with db.reading():
        before = await JournalEntry.count()
        mine = with_others.get()
        token = with_others.set(None)
        async with db.writing():
            await note("add", "person", ids.new())
        with_others.reset(token)
        assert with_others.get() is mine
        assert await JournalEntry.count() == before
    assert await JournalEntry.count() == before + 1


async def test_nothing_is_written_where_one_only_reads(database: None, engine: str) -> None:
    with pytest.raises(Exception, match="nothing is written" if engine == "sqlite" else "read-only transaction"):
        async with db.reading(), db.writing():
            await note("add", "person", ids.new())
    assert await JournalEntry.count() == 0


@pytest.mark.parametrize("engine", ["sqlite"])
async def test_a_transaction_that_cannot_begin_gives_its_connection_back(
    database: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    current = db.current()
    assert isinstance(current, db.PooledSQLite)
    await JournalEntry.count()
    idle = len(current._idle)

    async def locked(_self: object) -> None:
        raise OSError("database is locked")

    with monkeypatch.context() as patched:
        patched.setattr(db.PooledTransaction, "begin", locked)
        with pytest.raises(OSError, match="locked"):
            async with db.writing():
                pass
    assert (len(current._idle), current.current_transaction.get()) == (idle, None)
    async with db.writing():
        await note("add", "person", ids.new())
