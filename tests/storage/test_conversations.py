import asyncio
from datetime import timedelta

import pytest

from bot.storage.records import Conversation
from bot.storage.store import Store

from .conftest import ALICE, BOB, NOW

OPEN = Conversation(ALICE, "triage", 1, "token-1", "flags", {"asked": ["a"]}, 77, NOW)


async def _put(store: Store, conversation: Conversation = OPEN) -> None:
    async with store.begin() as tx:
        await tx.conversations.put(conversation)


async def test_a_conversation_comes_back_as_it_was_put(store: Store) -> None:
    await _put(store)
    async with store.read() as tx:
        assert await tx.conversations.get(ALICE) == OPEN
        assert await tx.conversations.get(BOB) is None


async def test_a_new_conversation_takes_the_place_of_the_open_one(store: Store) -> None:
    await _put(store)
    other = Conversation(ALICE, "setup", 2, "token-2", "level", {}, None, NOW + timedelta(minutes=1))
    await _put(store, other)
    async with store.read() as tx:
        assert await tx.conversations.get(ALICE) == other


async def test_a_step_moves_on_and_keeps_the_message_unless_given_one(store: Store) -> None:
    await _put(store)
    later = NOW + timedelta(minutes=1)
    async with store.begin() as tx:
        assert await tx.conversations.advance(
            ALICE, "token-1", "flags", to_step="where", data={"n": 1}, now=later
        )
        assert await tx.conversations.get(ALICE) == Conversation(
            ALICE, "triage", 1, "token-1", "where", {"n": 1}, 77, later
        )
        assert await tx.conversations.advance(
            ALICE, "token-1", "where", to_step="when", data={}, message_id=78, now=later
        )
        assert (await tx.conversations.get(ALICE)).message_id == 78


@pytest.mark.parametrize(
    ("chat_id", "token", "step"),
    [(ALICE, "token-0", "flags"), (ALICE, "token-1", "level"), (BOB, "token-1", "flags")],
    ids=["an old token", "another step", "another chat"],
)
async def test_a_stale_tap_moves_nothing(store: Store, chat_id: int, token: str, step: str) -> None:
    await _put(store)
    async with store.begin() as tx:
        assert not await tx.conversations.advance(chat_id, token, step, to_step="where", data={}, now=NOW)
        assert await tx.conversations.get(ALICE) == OPEN


async def test_of_two_taps_at_once_only_one_moves_the_conversation(store: Store) -> None:
    await _put(store)

    async def tap(to_step: str) -> bool:
        async with store.begin() as tx:
            return await tx.conversations.advance(
                ALICE, "token-1", "flags", to_step=to_step, data={}, now=NOW
            )

    assert sorted(await asyncio.gather(*(tap(step) for step in ("where", "when", "done")))) == [
        False,
        False,
        True,
    ]


@pytest.mark.parametrize(("token", "cleared"), [(None, True), ("token-1", True), ("token-0", False)])
async def test_a_conversation_is_closed_by_its_own_token_or_by_none(
    store: Store, token: str | None, cleared: bool
) -> None:
    await _put(store)
    async with store.begin() as tx:
        assert await tx.conversations.clear(ALICE, token) is cleared
        assert (await tx.conversations.get(ALICE) is None) is cleared
        assert not await tx.conversations.clear(BOB)
