"""Shared by all tests: the knowledge as shipped, databases, and no network beyond this machine."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load
from tests.databases import SHARED, Postgres, empty_store


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(default_folder())


@pytest.fixture(scope="session")
def matcher(knowledge: Knowledge) -> Matcher:
    return Matcher(knowledge)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    with Postgres.running() as server:
        yield server


@pytest.fixture(params=SHARED)
async def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database without rows, of each kind that several processes can share."""
    store = await empty_store(request, tmp_path)
    await store.close()
    if request.param == "sqlite-file":
        return f"sqlite:///{tmp_path / 'coach.db'}"
    server: Postgres = request.getfixturevalue("postgres")
    return server.shared
