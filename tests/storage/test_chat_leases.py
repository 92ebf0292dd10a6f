"""A chat has one holder; a process that is gone holds it no longer than its lease."""

import asyncio
from datetime import datetime, timedelta

from bot.storage.store import Store

from .conftest import ALICE, BOB, NOW

LEASE = timedelta(seconds=20)
LATER = NOW + timedelta(seconds=21)


async def _claim(store: Store, owner: str, now: datetime = NOW, *chats: int) -> set[int]:
    async with store.begin() as tx:
        return set(await tx.chat_leases.claim(chats or (ALICE,), owner, now, LEASE))


async def test_a_held_chat_is_nobody_elses_until_the_lease_runs_out(store: Store) -> None:
    assert await _claim(store, "a") == {ALICE}
    assert await _claim(store, "b", NOW, ALICE, BOB) == {BOB}
    assert await _claim(store, "b", LATER) == {ALICE}
    assert await _claim(store, "a", LATER) == set()


async def test_what_one_holds_is_never_claimed_twice_by_the_same_whatever_the_clock_says(
    store: Store,
) -> None:
    assert await _claim(store, "a") == {ALICE}
    assert await _claim(store, "a", NOW + timedelta(days=1)) == set()


async def test_a_lease_from_before_the_clock_was_set_back_holds_nobody_up(store: Store) -> None:
    assert await _claim(store, "a", NOW + timedelta(hours=1)) == {ALICE}
    assert await _claim(store, "b") == {ALICE}


async def test_a_renewed_lease_holds_on(store: Store) -> None:
    await _claim(store, "a", NOW, ALICE, BOB)
    async with store.begin() as tx:
        assert await tx.chat_leases.renew("a", LATER, LEASE) == 2
        assert await tx.chat_leases.renew("b", LATER, LEASE) == 0
    assert await _claim(store, "b", LATER) == set()


async def test_only_the_holder_gives_a_chat_back(store: Store) -> None:
    await _claim(store, "a", NOW, ALICE, BOB)
    async with store.begin() as tx:
        assert await tx.chat_leases.release([ALICE], "b") == frozenset()
        assert await tx.chat_leases.release([ALICE, 99], "a") == {ALICE}
        assert await tx.chat_leases.release([ALICE], "a") == frozenset()
    assert await _claim(store, "b", NOW, ALICE, BOB) == {ALICE}


async def test_at_the_end_of_a_process_all_it_held_is_free(store: Store) -> None:
    await _claim(store, "a", NOW, ALICE)
    await _claim(store, "b", NOW, BOB)
    async with store.begin() as tx:
        assert await tx.chat_leases.release_all("a") == 1
        assert await tx.chat_leases.clear() == 1
    assert await _claim(store, "c", NOW, ALICE, BOB) == {ALICE, BOB}


async def test_unattended_is_where_something_waits_and_nobody_holds_the_chat(store: Store) -> None:
    rows = [(1, ALICE, "{}"), (2, ALICE, "{}"), (3, BOB, "{}"), (4, 5, "{}")]
    async with store.begin() as tx:
        await tx.inbox.put_many(rows, NOW)
        await tx.inbox.mark_handled([4], NOW)
    await _claim(store, "a", NOW, ALICE)
    async with store.read() as tx:
        assert await tx.chat_leases.unattended(NOW, LEASE, 9) == (BOB,)
        assert await tx.chat_leases.unattended(LATER, LEASE, 9) == (ALICE, BOB)
        assert await tx.chat_leases.unattended(LATER, LEASE, 1) == (ALICE,)


async def test_of_many_that_claim_at_once_each_chat_goes_to_one(store: Store) -> None:
    chats = range(1, 301)
    claims = await asyncio.gather(*(_claim(store, f"process {n}", NOW, *chats) for n in range(8)))
    assert sorted(chat for claim in claims for chat in claim) == list(chats)
