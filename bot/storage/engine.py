"""How each database is connected to, and what its connections are told first."""

import sqlite3
from pathlib import Path
from typing import Any, Final

from sqlalchemy import AsyncAdaptedQueuePool, Connection, NullPool, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

WRITE = "store_write"
"""Execution option of a connection whose transaction is going to write."""

_DRIVERS = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
_CONNECTION_PRAGMAS = (
    "busy_timeout = 5000",
    "journal_mode = WAL",
    "foreign_keys = ON",
    "secure_delete = ON",  # what a runner has deleted shall not linger in free pages
)
# Ten processes fit into the 100 connections that a PostgreSQL server allows by default, with some to spare.
_POOL: Final[dict[str, Any]] = {"pool_size": 5, "max_overflow": 4, "pool_timeout": 15, "pool_pre_ping": True}
_CONNECT_WITHIN: Final = 5.0
_ANSWER_WITHIN: Final = 20.0
"""Seconds without an answer after which a server counts as lost: more than it is allowed to take."""
_SESSION: Final = {"application_name": "hamstring-coach", "timezone": "UTC"}
_LIMITS: Final = {
    "statement_timeout": "15s",
    "lock_timeout": "10s",
    # A process that hangs in the middle shall not keep its rows from the others.
    "idle_in_transaction_session_timeout": "60s",
}


def parse_url(text: str) -> URL:
    """A URL with its asynchronous driver; raises ValueError for all but SQLite and PostgreSQL."""
    try:
        url = make_url(text)
    except ArgumentError as error:
        raise ValueError("not a database URL; write e.g. sqlite:///path/to/coach.db") from error
    backend = url.get_backend_name()
    if backend not in _DRIVERS:
        raise ValueError(f"cannot use a {backend} database; write sqlite:///path or postgresql://host/name")
    return url.set(drivername=_DRIVERS[backend])


def open_engine(url: URL) -> AsyncEngine:
    """An engine for the URL; for SQLite the folder of its file is made first.

    Raises OSError when the file cannot be made or opened, ValueError when the driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _open_sqlite(url)
    return _open_postgresql(url, {"command_timeout": _ANSWER_WITHIN}, {**_SESSION, **_LIMITS}, **_POOL)


def migrator_of(engine: AsyncEngine, url: URL) -> AsyncEngine:
    """Where the migrations run: a large table may take longer than anything else is allowed to."""
    if engine.dialect.name == "sqlite":
        return writer_of(engine)
    return _open_postgresql(url, {}, _SESSION, poolclass=NullPool)


def writer_of(engine: AsyncEngine) -> AsyncEngine:
    """The same connections, for transactions that are going to write."""
    return engine.execution_options(**{WRITE: True})


def reader_of(engine: AsyncEngine) -> AsyncEngine:
    """The same connections, for transactions that only read and see one moment throughout.

    SQLite's always do. On PostgreSQL each statement sees the newest commits unless told not to.
    """
    if engine.dialect.name == "sqlite":
        return engine
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def _open_postgresql(
    url: URL,
    limits: dict[str, float],
    session: dict[str, str],
    **pool: Any,  # noqa: ANN401
) -> AsyncEngine:
    # The driver reads the address itself: it knows what psql knows (sslmode, passfile), SQLAlchemy does not.
    dsn = url.set(drivername="postgresql").render_as_string(hide_password=False)
    told = {"dsn": dsn, "timeout": _CONNECT_WITHIN, "server_settings": session, **limits}
    try:
        return create_async_engine(URL.create(url.drivername), connect_args=told, **pool)
    except ModuleNotFoundError as error:
        raise ValueError(
            f"PostgreSQL needs the package {error.name}: install hamstring-coach[postgres]"
        ) from error


def _open_sqlite(url: URL) -> AsyncEngine:
    if _in_memory(url):
        # The one connection is the database: a second would be a second, empty one.
        engine = create_async_engine(url, poolclass=AsyncAdaptedQueuePool, pool_size=1, max_overflow=0)
    else:
        _prepare_file(Path(url.database or ""))
        engine = create_async_engine(url)
    event.listen(engine.sync_engine, "connect", _prepare_sqlite)
    event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _in_memory(url: URL) -> bool:
    return url.database in (None, "", ":memory:")


def _prepare_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Tried here because aiosqlite, when it cannot open a file, leaves a thread behind that speaks up later.
    try:
        sqlite3.connect(path).close()
    except sqlite3.Error as error:
        raise OSError(f"cannot open the database file {path}: {error}") from error


def _prepare_sqlite(connection: DBAPIConnection, _record: object) -> None:
    # None stops the driver from opening transactions by itself, late and deferred: measured, that lost 280 of
    # 320 read-modify-writes without an error.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in _CONNECTION_PRAGMAS:
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    writing = connection.get_execution_options().get(WRITE, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")
