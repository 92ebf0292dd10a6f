"""Shared by all tests: the knowledge as shipped, and no network beyond this machine."""

import pytest

from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    return load(default_folder())


@pytest.fixture(scope="session")
def matcher(knowledge: Knowledge) -> Matcher:
    return Matcher(knowledge)
