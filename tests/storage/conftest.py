"""One store a test, of every kind there is: a further database is one more parameter."""

from collections.abc import AsyncIterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from bot.storage.store import Store
from tests.databases import SHARED, Postgres, empty_store

NOW = datetime(2026, 10, 20, 5, 0, tzinfo=UTC)
DAY = date(2026, 10, 20)
ALICE = 4_000_000_001
BOB = 4_000_000_002


@pytest.fixture(params=[*SHARED, "sqlite-memory"])
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    store = await empty_store(request, tmp_path)
    yield store
    await store.close()


@pytest.fixture(params=[*SHARED, "sqlite-memory"])
async def blank(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    """A store that has no tables yet."""
    urls = {
        "sqlite-file": lambda: f"sqlite:///{tmp_path / 'coach.db'}",
        "sqlite-memory": lambda: "sqlite://",
        "postgres": lambda: request.getfixturevalue("postgres").new_database(),
    }
    store = await Store.open(urls[request.param](), migrate=False)
    yield store
    await store.close()


@pytest.fixture
async def postgres_store(postgres: Postgres) -> AsyncIterator[Store]:
    store = await postgres.open_empty()
    yield store
    await store.close()


@pytest.fixture
async def runners(store: Store) -> Store:
    """The store with two runners in it, Alice and Bob."""
    async with store.begin() as tx:
        await tx.runners.ensure(ALICE, NOW)
        await tx.runners.ensure(BOB, NOW)
    return store
