"""PostgreSQL: connections from a pool, each transaction its own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any, Final, TypeVar, cast

from sqlalchemy import Connection, NullPool, event
from sqlalchemy.engine import URL, AdaptedConnection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from bot.storage.unavailable import StoreUnavailable

T = TypeVar("T")

# Ten processes fit into the 100 connections that a server allows by default, with some to spare.
_POOL: Final[dict[str, Any]] = {"pool_size": 5, "max_overflow": 2, "pool_timeout": 15}
_HURRIED_POOL: Final[dict[str, Any]] = {**_POOL, "pool_size": 2, "max_overflow": 0}
"""A sender claims and books, each one at a time."""
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


_IN_THE_WAY: Final = frozenset({"40001", "40P01", "55P03"})
"""SQLSTATEs of a transaction that was undone for another's sake: a new try succeeds."""


class PostgresDatabase:
    """Raises ValueError when the driver is not installed."""

    def __init__(self, url: URL) -> None:
        engine = _open_pool(url, {}, _POOL)
        self.sync_engine = engine.sync_engine
        self._writer = engine
        # Told once for the whole session, and nothing to begin or commit: one way there and back, not four.
        hurried = _open_pool(url, {"synchronous_commit": "off"}, _HURRIED_POOL)
        self._hurried = hurried.execution_options(isolation_level="AUTOCOMMIT")
        # Each statement would see the newest commits unless told not to.
        self._reader = engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
        # A large table may take longer than anything else is allowed to.
        self._migrator = _open(url, {}, _SESSION, poolclass=NullPool)

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        async with _transaction(self._reader) as connection:
            yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        async with _transaction(self._writer) as connection:
            yield connection

    @asynccontextmanager
    async def hurried(self) -> AsyncIterator[AsyncConnection]:
        async with _transaction(self._hurried) as connection:
            yield connection

    async def inspect(self, look: Callable[[Connection], T]) -> T:
        async with _transaction(self._reader) as connection:
            return await connection.run_sync(look)

    async def migrate(self, change: Callable[[Connection], T]) -> T:
        async with _transaction(self._migrator) as connection:
            return await connection.run_sync(change)

    async def close(self) -> None:
        await self._writer.dispose()
        await self._hurried.dispose()


def _open_pool(url: URL, session: dict[str, str], pool: dict[str, Any]) -> AsyncEngine:
    engine = _open(url, {"command_timeout": _ANSWER_WITHIN}, {**_SESSION, **_LIMITS, **session}, **pool)
    event.listen(engine.sync_engine, "checkout", _still_open)
    return engine


def _open(
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


def _still_open(connection: DBAPIConnection, _record: object, _fairy: object) -> None:
    """The driver hears when its server hangs up. SQLAlchemy's ping would ask: three ways there and back."""
    if cast("AdaptedConnection", connection).driver_connection.is_closed():
        raise DisconnectionError("the server hung up")


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
            if getattr(error.orig, "sqlstate", None) in _IN_THE_WAY:
                raise StoreUnavailable(f"another transaction was in the way ({error.orig})") from error
            if not error.connection_invalidated:
                raise
            raise StoreUnavailable(f"the connection to the database was lost ({error.orig})") from error
        except TimeoutError as error:
            # asyncpg's, not wrapped: later than any limit that the server itself would have kept.
            raise StoreUnavailable("the database does not answer") from error
