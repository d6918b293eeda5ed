"""The database: SQLite in a file, or PostgreSQL by URL; transactions, savepoints, locks.

What is acknowledged is on disk: SQLite runs in WAL mode with `synchronous=FULL`, writers begin IMMEDIATE (a deferred
transaction that turns into a writer fails at once with "database is locked"), connections are reused (Piccolo opens one
per query otherwise: three times slower, and file descriptors run out). A nested Piccolo transaction joins its parent
without a savepoint, so `savepoint()` takes one explicitly.
"""

import asyncio
import sqlite3
import weakref
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import aiosqlite
from piccolo.engine import Engine
from piccolo.engine.finder import engine_finder
from piccolo.engine.postgres import PostgresEngine
from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType, dict_factory

BUSY_SECONDS = 10
IDLE_CONNECTIONS = 8
POSTGRES_POOL = 8


def engine_for(url: str) -> Engine[Any]:
    """The engine for `sqlite:///path/file` or `postgres://person:password@host:port/name`."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        path = Path(unquote(url.removeprefix("sqlite:///")))
        return PooledSQLite(path)
    return PostgresEngine(
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
    """One consistent view on one connection, for pages and lists that run several queries."""
    async with current().transaction():
        yield


@asynccontextmanager
async def writing() -> AsyncIterator[None]:
    """One transaction that may write. On SQLite there is one writer at a time."""
    engine = current()
    if isinstance(engine, PooledSQLite):
        if engine.current_transaction.get() is not None:
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
    return (isinstance(error, sqlite3.OperationalError) and "full" in str(error)) or (
        type(error).__name__ == "DiskFullError"
    )


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
            async with connection.execute(query, args or []) as cursor:
                return await cursor.fetchall()
        finally:
            await asyncio.shield(self.put_back(connection))

    async def _run_in_existing_connection(
        self, connection: Any, query: str, args: list[Any] | None = None, query_type: str = "generic", table: Any = None
    ) -> Any:
        async with connection.execute(query, args or []) as cursor:
            return await cursor.fetchall()

    def transaction(
        self, transaction_type: TransactionType = TransactionType.deferred, allow_nested: bool = True
    ) -> "PooledTransaction":
        """A transaction on a pooled connection."""
        return PooledTransaction(engine=self, transaction_type=transaction_type, allow_nested=allow_nested)


class PooledTransaction(SQLiteTransaction):
    """Gives its connection back to the pool instead of closing it."""

    engine: PooledSQLite

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
