"""SQLite: statements run at once, in the event loop; it is not held up by another writer or by the disk."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from typing import Final, TypeVar

from sqlalchemy import Connection, Engine, QueuePool, StaticPool, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError

from bot.storage.checkpoints import Checkpoints
from bot.storage.connection import Inline
from bot.storage.shared_transaction import SharedTransaction
from bot.storage.unavailable import StoreUnavailable

T = TypeVar("T")

_PRAGMAS: Final = (
    "busy_timeout = 5000",
    "journal_mode = WAL",
    "wal_autocheckpoint = 0",  # see checkpoints.py
    "foreign_keys = ON",
    "secure_delete = ON",  # what a runner has deleted shall not linger in free pages
)
# Begun by hand, not by an event of the engine: one that has any looks for them at every statement.
# And SQLite would wait in its own way, and the event loop with it.
_BEGIN_WRITING: Final = ("PRAGMA busy_timeout = 0", "BEGIN IMMEDIATE", "PRAGMA busy_timeout = 5000")
_WAITS: Final = (0.001, 0.002, 0.005, 0.01) + (0.025,) * 200
"""Seconds between two tries to become the one process that writes: five in all."""


class SqliteDatabase:
    """One file, or one database in memory.

    Those who want to write at the same time do so in one transaction, one after the other; none of them
    returns before all of it is on the disk. So one sync to the disk serves many.
    """

    def __init__(self, url: URL) -> None:
        """Raises OSError when the file cannot be made or opened."""
        self._in_memory = url.database in (None, "", ":memory:")
        self.sync_engine = _open(url, in_memory=self._in_memory)
        self._writer: Connection | None = None
        self._turn = asyncio.Lock()
        self._shared: SharedTransaction | None = None
        self._keeping: set[asyncio.Task[None]] = set()
        self._checkpoints = Checkpoints(Path(url.database or ""), self._turn)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Inline]:
        if self._in_memory:
            # The one connection is the database, so a reader takes its turn among the writers.
            async with self.writing() as connection:
                yield connection
            return
        with self._connect() as own, own.begin():
            own.exec_driver_sql("BEGIN")
            yield Inline(own)

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[Inline]:
        async with self._turn:
            shared = self._shared or await self._begin()
            try:
                with shared.part() as connection:
                    yield Inline(connection)
            finally:
                if shared.lost:
                    self._forget(shared)
        await shared.until_kept()

    def hurried(self) -> AbstractAsyncContextManager[Inline]:
        """As any other: all who write share one sync."""
        return self.writing()

    async def inspect(self, look: Callable[[Connection], T]) -> T:
        async with self.reading() as connection:
            return look(connection.sync)

    async def migrate(self, change: Callable[[Connection], T]) -> T:
        async with self.writing() as connection:
            return change(connection.sync)

    async def close(self) -> None:
        await asyncio.gather(*self._keeping)
        await self._checkpoints.finish()
        if self._writer is not None:
            self._writer.close()
            self._writer = None
        self.sync_engine.dispose()

    def _connect(self) -> Connection:
        try:
            return self.sync_engine.connect()
        except DBAPIError as error:
            raise StoreUnavailable(f"no connection to the database ({error.orig})") from error

    async def _begin(self) -> SharedTransaction:
        """Whoever stands in line for a turn by now will write in it; then it is kept."""
        if self._writer is None:
            self._writer = self._connect()
        await _begin_writing(self._writer)
        self._shared = SharedTransaction(self._writer)
        keeping = asyncio.create_task(self._keep(self._shared))
        self._keeping.add(keeping)
        keeping.add_done_callback(self._keeping.discard)
        return self._shared

    async def _keep(self, shared: SharedTransaction) -> None:
        async with self._turn:
            await shared.keep(in_thread=not self._in_memory)
            if self._shared is shared:
                self._shared = None
            if shared.lost:
                self._forget(shared)
        if not self._in_memory:
            self._checkpoints.committed()

    def _forget(self, shared: SharedTransaction) -> None:
        """A connection that failed in the middle is not used again."""
        if self._writer is shared.connection:
            self._writer.invalidate()
            self._writer.close()
            self._writer = self._shared = None


async def _begin_writing(connection: Connection) -> None:
    for wait in _WAITS:
        transaction = connection.begin()
        try:
            for statement in _BEGIN_WRITING:
                connection.exec_driver_sql(statement)
        except DBAPIError as error:
            transaction.rollback()
            if (
                not isinstance(error.orig, sqlite3.Error)
                or error.orig.sqlite_errorcode != sqlite3.SQLITE_BUSY
            ):
                raise
            await asyncio.sleep(wait)
        else:
            return
    raise StoreUnavailable("another process keeps writing to the database")


def _open(url: URL, *, in_memory: bool) -> Engine:
    any_thread = {"check_same_thread": False}
    if in_memory:
        engine = create_engine(url, poolclass=StaticPool, connect_args=any_thread)
    else:
        _prepare_file(Path(url.database or ""))
        # Without a limit: a pool that is used up would make the event loop wait for itself.
        engine = create_engine(url, poolclass=QueuePool, max_overflow=-1, connect_args=any_thread)
    event.listen(engine, "connect", _prepare)
    return engine


def _prepare_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        sqlite3.connect(path).close()
    except sqlite3.Error as error:
        raise OSError(f"cannot open the database file {path}: {error}") from error


def _prepare(connection: DBAPIConnection, _record: object) -> None:
    # None stops the driver from opening transactions by itself, late and deferred: measured, that lost 280 of
    # 320 read-modify-writes without an error.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()
