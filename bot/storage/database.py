"""The databases there are: each opens transactions in its own way."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, Protocol, TypeVar

from sqlalchemy import Connection
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from bot.storage.connection import Querying

T = TypeVar("T")

_DRIVERS: Final = {"sqlite": "sqlite+pysqlite", "postgresql": "postgresql+asyncpg"}


class Database(Protocol):
    """Every transaction raises StoreUnavailable when the database does not answer."""

    def reading(self) -> AbstractAsyncContextManager[Querying]:
        """One moment of the database, throughout."""
        ...

    def writing(self) -> AbstractAsyncContextManager[Querying]:
        """Kept for good at the end, undone after an exception."""
        ...

    def hurried(self) -> AbstractAsyncContextManager[Querying]:
        """Each statement kept for itself, whatever follows; none needs to wait for the disk."""
        ...

    async def inspect(self, look: Callable[[Connection], T]) -> T:
        """Read outside the queries of the store: what is the schema?"""
        ...

    async def migrate(self, change: Callable[[Connection], T]) -> T:
        """Change the schema, in one transaction that may take its time."""
        ...

    async def close(self) -> None: ...


def parse_url(text: str) -> URL:
    """A URL with its driver; raises ValueError for all but SQLite and PostgreSQL."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("not a database URL; write e.g. sqlite:///path/to/coach.db") from error
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError(f"cannot use a {backend} database; write sqlite:///path or postgresql://host/name")
    return url.set(drivername=_DRIVERS[backend])


def open_database(url: URL) -> Database:
    """For a URL as `parse_url` gives it.

    Raises OSError when an SQLite file cannot be made or opened, ValueError when the driver is not installed.
    """
    # Neither reads the other's driver into memory.
    if url.get_backend_name() == "sqlite":
        from bot.storage.sqlite import SqliteDatabase  # noqa: PLC0415

        return SqliteDatabase(url)
    from bot.storage.postgres import PostgresDatabase  # noqa: PLC0415

    return PostgresDatabase(url)
