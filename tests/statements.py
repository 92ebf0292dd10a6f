"""Statements that the store has no query for: straight to its database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.storage.connection import Inline
from bot.storage.store import Store


def engine_of(store: Store) -> Engine:
    """The engine on which events are heard."""
    return store._database.sync_engine


@asynccontextmanager
async def connected(store: Store) -> AsyncIterator[Inline | AsyncConnection]:
    """A connection in a transaction that may write."""
    async with store._database.writing() as connection:
        yield connection


async def as_the_driver_takes_it(connection: Inline | AsyncConnection, words: str, values: Any = None) -> Any:
    """A statement as it was heard on its way to the driver."""
    if isinstance(connection, Inline):
        return connection.sync.exec_driver_sql(words, values)
    return await connection.exec_driver_sql(words, values)
