from dataclasses import replace
from datetime import timedelta

from bot.storage.records import Answer
from bot.storage.store import Store

from .conftest import ALICE, BOB, NOW

ANSWER = Answer(ALICE, 10, 11, "how often?", "how-often", None, NOW)


async def test_an_answer_is_found_by_its_question_and_by_its_message(store: Store) -> None:
    async with store.begin() as tx:
        await tx.answers.put(ANSWER)
        assert await tx.answers.by_question(ALICE, 10) == ANSWER
        assert await tx.answers.by_message(ALICE, 11) == ANSWER
        assert await tx.answers.by_question(BOB, 10) is None
        assert await tx.answers.by_message(ALICE, 10) is None


async def test_an_edited_question_replaces_its_answer(store: Store) -> None:
    edited = replace(ANSWER, question="how long?", entry="how-long", at=NOW + timedelta(minutes=1))
    async with store.begin() as tx:
        await tx.answers.put(ANSWER)
        await tx.answers.put(edited)
        assert await tx.answers.by_message(ALICE, 11) == edited


async def test_of_two_answers_to_one_question_the_later_message_is_found(store: Store) -> None:
    async with store.begin() as tx:
        await tx.answers.put(replace(ANSWER, answer_message_id=13))
        await tx.answers.put(replace(ANSWER, answer_message_id=12))
        assert (await tx.answers.by_question(ALICE, 10)).answer_message_id == 13


async def test_a_vote_counts_once_and_may_be_changed(store: Store) -> None:
    async with store.begin() as tx:
        await tx.answers.put(ANSWER)
        votes = [await tx.answers.vote(ALICE, 11, vote) for vote in ("up", "up", "down", "down", "up")]
        assert votes == [True, False, True, False, True]
        assert (await tx.answers.by_message(ALICE, 11)).vote == "up"
        assert not await tx.answers.vote(BOB, 11, "up")


async def test_only_old_answers_are_pruned(store: Store) -> None:
    async with store.begin() as tx:
        await tx.answers.put(ANSWER)
        await tx.answers.put(replace(ANSWER, answer_message_id=12, at=NOW + timedelta(days=1)))
        assert await tx.answers.prune(NOW + timedelta(days=1)) == 1
        assert await tx.answers.by_message(ALICE, 11) is None
        assert await tx.answers.by_message(ALICE, 12) is not None


async def test_the_last_entry_is_the_newest_that_was_shown_lately(store: Store) -> None:
    async with store.begin() as tx:
        await tx.answers.put(ANSWER)
        await tx.answers.put(replace(ANSWER, answer_message_id=12, entry=None))
        since = NOW - timedelta(minutes=10)
        assert await tx.answers.last_entries([ALICE, BOB], since) == {ALICE: ANSWER.entry}
        assert await tx.answers.last_entries([ALICE, BOB], NOW) == {}
