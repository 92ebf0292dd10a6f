"""The store: opens the database and hands out transactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager, nullcontext
from typing import Self

from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.engine import migrator_of, open_engine, parse_url, reader_of, writer_of
from bot.storage.migrate import Revisions, revisions, upgrade
from bot.storage.tx import Tx
from bot.storage.unavailable import StoreUnavailable


class Store:
    """One database.

    Never open a transaction inside another one of the same task: on SQLite it would wait for itself.
    Every transaction raises StoreUnavailable when the database does not answer; the next one tries anew.
    """

    def __init__(self, engine: AsyncEngine, migrator: AsyncEngine) -> None:
        self._engine = engine
        self._migrator = migrator
        self._reader = reader_of(engine)
        self._writer = writer_of(engine)
        # SQLite's writers poll for their turn, an unlucky one in vain; inside one process they queue instead.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    async def open(cls, url: str, *, migrate: bool = True) -> Self:
        """Connect, and bring the schema up to date unless told not to.

        `url`: `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`. Raises ValueError for another
        kind or a missing driver, OSError when the file cannot be opened or the server does not answer.
        """
        address = parse_url(url)
        engine = open_engine(address)
        store = cls(engine, migrator_of(engine, address))
        if migrate:
            try:
                await store.upgrade()
            except BaseException:
                await store.close()
                raise
        return store

    async def close(self) -> None:
        await self._engine.dispose()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction that may write: all of it is kept at the end, nothing after an exception."""
        async with self._writing() as connection:
            yield Tx(connection, writing=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A transaction that only reads, and sees one moment of the database throughout."""
        async with _transaction(self._reader) as connection:
            yield Tx(connection, writing=False)

    async def upgrade(self) -> None:
        """Run the migrations that are missing."""
        async with self._my_turn(), _transaction(self._migrator) as connection:
            await connection.run_sync(upgrade)

    async def revisions(self) -> Revisions:
        """The version of the database and the newest there is."""
        async with _transaction(self._reader) as connection:
            return await connection.run_sync(revisions)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        async with self._my_turn(), _transaction(self._writer) as connection:
            yield connection

    def _my_turn(self) -> AbstractAsyncContextManager[object]:
        return nullcontext() if self._turn is None else self._turn


@asynccontextmanager
async def _transaction(engine: AsyncEngine) -> AsyncIterator[AsyncConnection]:
    async with AsyncExitStack() as stack:
        try:
            connection = await stack.enter_async_context(engine.connect())
        except Exception as error:
            # asyncpg's own errors and those of the network come through unwrapped here.
            reason = str(getattr(error, "orig", None) or error) or type(error).__name__
            raise StoreUnavailable(f"no connection to the database ({reason})") from error
        try:
            async with connection.begin():
                yield connection
        except DBAPIError as error:
            if not error.connection_invalidated:
                raise
            raise StoreUnavailable(f"the connection to the database was lost ({error.orig})") from error
        except TimeoutError as error:
            # asyncpg's, not wrapped: later than any limit that the server itself would have kept.
            raise StoreUnavailable("the database does not answer") from error
