"""One transaction of SQLite in which several write, each a part that can be undone without the others."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection
from sqlalchemy.exc import SQLAlchemyError

from bot.storage.unavailable import StoreUnavailable


class SharedTransaction:
    """`connection`: in a transaction that has begun."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self.lost = False
        """True when the database has undone all of it: nobody's part is left."""
        self._kept: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    @contextmanager
    def part(self) -> Iterator[Connection]:
        """What is done inside is undone after an exception, without the parts of others."""
        # SQLAlchemy's own savepoints are compiled anew each time, for a name of their own.
        self.connection.exec_driver_sql("SAVEPOINT part")
        try:
            yield self.connection
            self.connection.exec_driver_sql("RELEASE part")
        except BaseException as error:
            self._undo(error)
            raise

    async def keep(self, *, in_thread: bool) -> None:
        """Commit; `in_thread`: while the disk syncs the event loop goes on."""
        if self.lost:
            return
        try:
            await (asyncio.to_thread(self.connection.commit) if in_thread else self._commit())
        except Exception as error:
            self._lose(error)
        else:
            self._kept.set_result(None)

    async def until_kept(self) -> None:
        """Raises StoreUnavailable when it could not be kept."""
        # Shielded: one who stops waiting must not end it for the others.
        await asyncio.shield(self._kept)

    async def _commit(self) -> None:
        self.connection.commit()

    def _undo(self, error: BaseException) -> None:
        # A full or failing disk makes SQLite undo the whole transaction, savepoints and all.
        driver = self.connection.connection.dbapi_connection
        if driver is not None and driver.in_transaction:
            try:
                self.connection.exec_driver_sql("ROLLBACK TO part")
                self.connection.exec_driver_sql("RELEASE part")
            except SQLAlchemyError as worse:
                self._lose(worse)
        else:
            self._lose(error)

    def _lose(self, error: BaseException) -> None:
        self.lost = True
        self._kept.set_exception(StoreUnavailable(f"the database could not keep what was written ({error})"))
        self._kept.exception()  # nobody may be left who asks for it
