"""The store: opens the database and hands out transactions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Self

from bot.storage.database import Database, open_database, parse_url
from bot.storage.migrate import Revisions, revisions, upgrade
from bot.storage.tx import Tx


class Store:
    """One database.

    Never open a transaction inside another one of the same task: on SQLite it would wait for itself.
    Every transaction raises StoreUnavailable when the database does not answer; the next one tries anew.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    async def open(cls, url: str, *, migrate: bool = True) -> Self:
        """Connect, and bring the schema up to date unless told not to.

        `url`: `sqlite:///path`, `sqlite://` (in memory) or `postgresql://...`. Raises ValueError for another
        kind or a missing driver, OSError when the file cannot be opened or the server does not answer.
        """
        store = cls(open_database(parse_url(url)))
        if migrate:
            try:
                await store.upgrade()
            except BaseException:
                await store.close()
                raise
        return store

    async def close(self) -> None:
        await self._database.close()

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[Tx]:
        """A transaction that may write: all of it is kept at the end, nothing after an exception."""
        async with self._database.writing() as connection:
            yield Tx(connection, writing=True)

    @asynccontextmanager
    async def hurried(self) -> AsyncIterator[Tx]:
        """Statements that each stand alone, and whose end does not wait for the disk.

        For what is worth nothing without a later transaction, whose end waits for both. Only a database that
        crashes at once loses it, as if it had never been; a process that dies does not.
        """
        async with self._database.hurried() as connection:
            yield Tx(connection, writing=True)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Tx]:
        """A transaction that only reads, and sees one moment of the database throughout."""
        async with self._database.reading() as connection:
            yield Tx(connection, writing=False)

    async def upgrade(self) -> None:
        """Run the migrations that are missing."""
        await self._database.migrate(upgrade)

    async def revisions(self) -> Revisions:
        """The version of the database and the newest there is."""
        return await self._database.inspect(revisions)
