"""Senders side by side on one database, each with connections of its own as processes have: nothing twice."""

import asyncio
from datetime import timedelta

import pytest

from bot.storage.store import Store
from tests.occurrences import end

from .conftest import DAY, NOW

LEASE = timedelta(minutes=2)
CHATS = 20
DAYS = 5


@pytest.mark.parametrize("claimers", [2, 4])
async def test_each_row_is_claimed_once_and_recorded_once(database: str, claimers: int) -> None:
    stores = [await Store.open(database) for _ in range(claimers)]
    planned = await _plan(stores[0])
    hauls = await asyncio.gather(*(_take_all(store, f"sender {n}") for n, store in enumerate(stores)))
    taken = [id for haul in hauls for id in haul]
    assert len(taken) == len(set(taken)) == planned
    async with stores[0].read() as tx:
        rows = [await tx.occurrences.get(id) for id in taken]
    assert {(row.state, row.attempts) for row in rows} == {("sent", 1)}
    for store in stores:
        await store.close()


async def test_a_claim_passes_over_what_another_is_claiming(postgres_store: Store) -> None:
    """Not after it is through: while its transaction is still open."""
    await _plan(postgres_store)
    async with postgres_store.begin() as one, postgres_store.begin() as two:
        first = await one.occurrences.claim(NOW, LEASE, "one", 30)
        second = await asyncio.wait_for(two.occurrences.claim(NOW, LEASE, "two", 30), timeout=5)
    assert (len(first), len(second)) == (30, 30)
    assert not {row.id for row in first} & {row.id for row in second}


async def test_a_claim_that_is_undone_leaves_its_rows_to_the_others(database: str) -> None:
    store = await Store.open(database)
    planned = await _plan(store)
    with pytest.raises(ZeroDivisionError):
        async with store.begin() as tx:
            await tx.occurrences.claim(NOW, LEASE, "one", planned)
            _ = 1 / 0
    assert len(await _take_all(store, "two")) == planned
    await store.close()


async def _plan(store: Store) -> int:
    async with store.begin() as tx:
        for chat_id in range(CHATS):
            await tx.runners.ensure(chat_id, NOW)
            for day in range(DAYS):
                await tx.occurrences.plan(chat_id, "strength", DAY + timedelta(days=day), NOW)
    return CHATS * DAYS


async def _take_all(store: Store, owner: str) -> list[int]:
    taken: list[int] = []
    while True:
        async with store.hurried() as tx:
            claimed = await tx.occurrences.claim(NOW, LEASE, owner, 7)
        if not claimed:
            return taken
        for row in claimed:
            async with store.begin() as tx:
                assert await tx.occurrences.begin(owner, [row.id]) == {row.id: 1}
                assert await end(tx, row.id, owner, state="sent", outcome="sent", now=NOW)
        taken += [row.id for row in claimed]
