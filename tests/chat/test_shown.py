"""Answers that are shown at the same time are kept in one transaction, each with what it leaves."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from bot.answering.decide import Candidate
from bot.chat.shown import Shown, ShownKeeper
from bot.storage.records import Answer
from bot.storage.store import Store
from tests.databases import SHARED, empty_store

NOW = datetime(2030, 1, 7, 12, tzinfo=UTC)
NEAR = (Candidate("frequency", "how-often", 0.2),)


@pytest.fixture(params=SHARED)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await empty_store(request, tmp_path)
    yield opened
    await opened.close()


def _answer(chat: int, entry: str | None, question: str = "how often") -> Answer:
    return Answer(chat, 1, 2, question, entry, vote=None, at=NOW)


async def test_what_was_shown_is_found_by_its_message_and_a_no_is_left_to_the_curator(store: Store) -> None:
    keeper = ShownKeeper(store)
    answered, declined = _answer(1, "how-often"), _answer(2, None, "which tyres")
    await asyncio.gather(keeper.keep(Shown(answered)), keeper.keep(Shown(declined, NEAR)))
    async with store.read() as tx:
        assert await tx.answers.by_message(1, 2) == answered
        assert await tx.answers.by_message(2, 2) == declined
        (miss,) = await tx.misses.all(9)
    assert (miss.question, miss.reason) == ("which tyres", "declined")
    assert miss.candidates == [{"topic": "frequency", "entry": "how-often", "score": 0.2}]


async def test_the_later_answer_to_an_edited_question_stands(store: Store) -> None:
    keeper = ShownKeeper(store)
    await keeper.keep(Shown(_answer(1, "how-often")))
    await keeper.keep(Shown(_answer(1, "sprinting")))
    async with store.read() as tx:
        kept = await tx.answers.by_message(1, 2)
    assert kept is not None
    assert kept.entry == "sprinting"


async def test_one_that_cannot_be_kept_takes_no_other_with_it(store: Store) -> None:
    keeper = ShownKeeper(store)
    bad, good = _answer(2**70, "how-often"), _answer(1, "how-often")
    kept = await asyncio.gather(keeper.keep(Shown(bad)), keeper.keep(Shown(good)), return_exceptions=True)
    assert isinstance(kept[0], DBAPIError | OverflowError)
    assert kept[1] is None
    async with store.read() as tx:
        assert await tx.answers.by_message(1, 2) == good
