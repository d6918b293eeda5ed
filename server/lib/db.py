"""The database: SQLite in a file, or PostgreSQL by URL; transactions, savepoints, locks.

What is acknowledged is on disk: SQLite runs in WAL mode with `synchronous=FULL`, writers begin IMMEDIATE (a deferred
transaction that turns into a writer fails at once with "database is locked"), connections are reused (Piccolo opens one
per query otherwise: three times slower, and file descriptors run out). A nested Piccolo transaction joins its parent
without a savepoint, so `savepoint()` takes one explicitly.
"""

import asyncio
import errno
import sqlite3
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosqlite
import asyncpg
from piccolo.engine import Engine
from piccolo.engine.finder import engine_finder
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory

BUSY_SECONDS = 10
IDLE_CONNECTIONS = 8
POSTGRES_POOL = 8

# Result codes that say nothing about the statement: the database can't be used now (sqlite.org/rescode.html).
_SQLITE_UNWELL = frozenset({
    sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_NOMEM, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_INTERRUPT,
    sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_NOTADB,
})  # fmt: skip
# The same for PostgreSQL, by the class of the SQLSTATE: connection, transaction state, serialization and deadlock,
# resources, not in prerequisite state, operator intervention, system, internal.
_POSTGRES_UNWELL = frozenset({"08", "25", "40", "53", "55", "57", "58", "XX"})


def engine_for(url: str) -> Engine[Any]:
    """The engine for `sqlite:///path/file` or `postgres://person:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(url.removeprefix("sqlite:///")))
        return PooledSQLite(path)
    return PooledPostgres(
        config={
            "host": parts.hostname or "localhost",
            "port": parts.port or 5432,
            "user": unquote(parts.username or ""),
            "password": unquote(parts.password or ""),
            "database": parts.path.removeprefix("/"),
        }
    )


def current() -> Engine[Any]:
    """The engine in use (Piccolo finds it through `piccolo_conf`)."""
    engine = engine_finder()
    assert engine is not None
    return engine


def is_postgres() -> bool:
    """Whether the engine in use is PostgreSQL."""
    return isinstance(current(), PostgresEngine)


async def open_pool() -> None:
    """Opens PostgreSQL's pool; for SQLite sets WAL once (it stays set in the file)."""
    engine = current()
    if isinstance(engine, PooledSQLite):
        engine.prepare()
    elif isinstance(engine, PostgresEngine):
        await engine.start_connection_pool(min_size=1, max_size=POSTGRES_POOL)


async def close_pool() -> None:
    """Closes every connection; without this aiosqlite's threads keep the process alive."""
    engine = current()
    if isinstance(engine, PooledSQLite):
        await engine.close()
    elif isinstance(engine, PostgresEngine) and engine.pool is not None:
        await engine.close_connection_pool()


@asynccontextmanager
async def reading() -> AsyncIterator[None]:
    """One consistent view on one connection, for pages and lists that run several queries. Nothing is written in it."""
    engine = current()
    if engine.current_transaction.get() is not None:
        yield
        return
    async with engine.transaction() as transaction:
        if is_postgres():
            # By itself every query of a transaction sees what was committed meanwhile.
            await transaction.connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """One transaction that may write. On SQLite there is one writer at a time."""
    engine = current()
    if isinstance(engine, PooledSQLite):
        outer = engine.current_transaction.get()
        if outer is not None:
            assert outer.transaction_type is TransactionType.immediate, "nothing is written inside `reading()`"
            yield
            return
        async with engine.writer(), engine.transaction(transaction_type=TransactionType.immediate):
            yield
    else:
        async with engine.transaction():
            yield


@asynccontextmanager
async def savepoint() -> AsyncIterator[None]:
    """Inside a transaction: all that happens in here stays or goes together, whatever becomes of the rest."""
    transaction = current().current_transaction.get()
    assert transaction is not None, "a savepoint needs a transaction"
    point = await transaction.savepoint()
    try:
        yield
    except BaseException:
        await point.rollback_to()
        await point.release()
        raise
    await point.release()


async def lock(*names: str) -> None:
    """Holds these names until the transaction ends, against other writers on PostgreSQL.

    SQLite has one writer anyway. Taken in a fixed order, so that two writers never wait for each other.
    """
    if is_postgres():
        transaction = current().current_transaction.get()
        assert transaction is not None, "a lock needs a transaction"
        for name in sorted(set(names)):
            await transaction.connection.execute("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", name)


def is_full(error: BaseException) -> bool:
    """Whether the database says that the disk is full."""
    if isinstance(error, OSError):
        return error.errno in (errno.ENOSPC, errno.EDQUOT)
    return isinstance(error, asyncpg.DiskFullError) or (
        isinstance(error, sqlite3.OperationalError) and "full" in str(error)
    )


def is_unwell(error: BaseException) -> bool:
    """Whether the database can't be used now, whatever is being asked of it (full, locked, gone, shutting down).

    Everything else is the fault of the statement or of the values in it.
    """
    if is_full(error):
        return True
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        return "locked" in str(error) if code is None else code & 0xFF in _SQLITE_UNWELL
    if isinstance(error, asyncpg.PostgresError):
        return (error.sqlstate or "XX")[:2] in _POSTGRES_UNWELL
    return isinstance(error, asyncpg.InterfaceError) and "closed" in str(error)


class PooledSQLite(SQLiteEngine):
    """Piccolo's SQLite engine with connections that are kept and reused."""

    __slots__ = ("_idle", "_locks")

    def __init__(self, path: Path) -> None:
        super().__init__(path=str(path), timeout=BUSY_SECONDS)
        self._idle: list[aiosqlite.Connection] = []
        self._locks: weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = weakref.WeakKeyDictionary()

    def prepare(self) -> None:
        """Sets WAL with the plain driver: doing it on every connection ends in "database is locked"."""
        Path(self.path).parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=BUSY_SECONDS)
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        finally:
            connection.close()

    def writer(self) -> asyncio.Lock:
        """Writers of this process queue here, in order, instead of polling SQLite's lock."""
        loop = asyncio.get_running_loop()
        return self._locks.setdefault(loop, asyncio.Lock())

    async def get_connection(self) -> aiosqlite.Connection:
        """An idle connection, or a new one with our pragmas."""
        if self._idle:
            return self._idle.pop()
        connection = await aiosqlite.connect(**self.connection_kwargs)
        connection.row_factory = dict_factory  # type: ignore[assignment]
        await connection.execute("PRAGMA foreign_keys = 1")
        await connection.execute("PRAGMA synchronous = FULL")
        return connection

    async def put_back(self, connection: aiosqlite.Connection) -> None:
        """Keeps a connection that is in no transaction; closes it otherwise, which rolls back."""
        if connection.in_transaction or len(self._idle) >= IDLE_CONNECTIONS:
            await connection.close()
        else:
            self._idle.append(connection)

    async def close(self) -> None:
        """Closes all idle connections."""
        while self._idle:
            await self._idle.pop().close()

    async def _run_in_new_connection(
        self, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        connection = await self.get_connection()
        try:
            return await connection.execute_fetchall(query, args or [])
        finally:
            await asyncio.shield(self.put_back(connection))

    async def _run_in_existing_connection(
        self, connection: Any, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        # One hop to the connection's thread instead of three: the hops cost more than SQLite does.
        return await connection.execute_fetchall(query, args or [])

    def transaction(
        self, transaction_type: TransactionType = TransactionType.deferred, allow_nested: bool = True
    ) -> "PooledTransaction":
        """A transaction on a pooled connection."""
        return PooledTransaction(engine=self, transaction_type=transaction_type, allow_nested=allow_nested)


class PooledTransaction(SQLiteTransaction):
    """Gives its connection back to the pool instead of closing it, also where BEGIN fails."""

    engine: PooledSQLite

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()  # type: ignore[no-untyped-call]
        try:
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            # Another process holds the lock, or the client has gone: a connection left here keeps its thread and file.
            await asyncio.shield(self.engine.put_back(self.connection))
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is not None and not self._rolled_back:
                await self.rollback()  # type: ignore[no-untyped-call]
            elif not self._committed and not self._rolled_back:
                await self.commit()  # type: ignore[no-untyped-call]
        finally:
            self.engine.current_transaction.reset(self.context)
            await asyncio.shield(self.engine.put_back(self.connection))
        return exception is None


class PooledPostgres(PostgresEngine):
    """Piccolo's PostgreSQL engine, whose transactions always give their connection back."""

    def transaction(self, allow_nested: bool = True) -> "ReleasedTransaction":
        """A transaction on a pooled connection."""
        return ReleasedTransaction(engine=self, allow_nested=allow_nested)


class ReleasedTransaction(PostgresTransaction):
    """Piccolo's keeps its connection where BEGIN, COMMIT or ROLLBACK fails: eight such failures, and the pool is empty.

    The pool itself resets, or throws away, a connection that comes back in a bad state.
    """

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()  # type: ignore[no-untyped-call]
        try:
            self.transaction = self.connection.transaction()
            await self.begin()  # type: ignore[no-untyped-call]
        except BaseException:
            await self._release()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, exception_type: Any, exception: Any, traceback: Any) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is not None and not self._rolled_back:
                await self.rollback()  # type: ignore[no-untyped-call]
            elif not self._committed and not self._rolled_back:
                await self.commit()  # type: ignore[no-untyped-call]
        finally:
            self.engine.current_transaction.reset(self.context)
            await asyncio.shield(self._release())
        return exception is None

    async def _release(self) -> None:
        if self.engine.pool:
            await self.engine.pool.release(self.connection)
        else:
            await self.connection.close()
