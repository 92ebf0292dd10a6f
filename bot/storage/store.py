"""The store: opens the database and hands out transactions."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from bot.storage.engine import WRITE, open_engine, parse_url
from bot.storage.migrate import Revisions, revisions, upgrade
from bot.storage.tx import Tx


class Store:
    """One database.

    Never open a transaction inside another one of the same task: on SQLite it would wait for itself.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine
        # SQLite's writers poll for their turn, an unlucky one in vain; inside one process they queue instead.
        self._turn = asyncio.Lock() if engine.dialect.name == "sqlite" else None

    @classmethod
    async def open(cls, url: str, *, migrate: bool = True) -> Self:
        """Connect, and bring the schema up to date unless told not to.

        `url`: `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`. Raises ValueError for another
        kind, OSError when the file cannot be opened.
        """
        store = cls(open_engine(parse_url(url)))
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
        async with self._engine.begin() as connection:
            yield Tx(connection, writing=False)

    async def upgrade(self) -> None:
        """Run the migrations that are missing."""
        async with self._writing() as connection:
            await connection.run_sync(upgrade)

    async def revisions(self) -> Revisions:
        """The version of the database and the newest there is."""
        async with self._engine.begin() as connection:
            return await connection.run_sync(revisions)

    @asynccontextmanager
    async def _writing(self) -> AsyncIterator[AsyncConnection]:
        turn: AbstractAsyncContextManager[object] = nullcontext() if self._turn is None else self._turn
        async with turn, self._engine.execution_options(**{WRITE: True}).begin() as connection:
            yield connection
