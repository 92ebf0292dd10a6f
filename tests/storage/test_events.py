from datetime import timedelta

import pytest

from bot.storage.store import Store
from bot.storage.types import NaiveDatetimeError

from .conftest import ALICE, BOB, NOW


async def test_events_come_back_newest_first_and_only_so_many(store: Store) -> None:
    async with store.begin() as tx:
        for n, kind in enumerate(("started", "paused", "resumed")):
            await tx.events.add(ALICE, NOW + timedelta(days=n), kind, {"days": [n]})
        await tx.events.add(BOB, NOW, "started", {})
        recent = await tx.events.recent(ALICE, 2)
    assert [(event.kind, event.data) for event in recent] == [
        ("resumed", {"days": [2]}),
        ("paused", {"days": [1]}),
    ]


async def test_events_of_one_instant_come_back_in_the_order_of_writing(store: Store) -> None:
    async with store.begin() as tx:
        for kind in ("first", "second", "third"):
            await tx.events.add(ALICE, NOW, kind, {})
        assert [event.kind for event in await tx.events.recent(ALICE, 9)] == ["third", "second", "first"]


async def test_a_naive_instant_is_refused_in_an_insert_too(store: Store) -> None:
    with pytest.raises(NaiveDatetimeError):
        async with store.begin() as tx:
            await tx.events.add(ALICE, NOW.replace(tzinfo=None), "started", {})


async def test_events_of_one_kind_are_not_crowded_out_by_the_others(store: Store) -> None:
    async with store.begin() as tx:
        for n, kind in enumerate(("paused", "started", "started", "started")):
            await tx.events.add(ALICE, NOW + timedelta(days=n), kind, {})
        assert [event.kind for event in await tx.events.recent(ALICE, 2, kind="paused")] == ["paused"]
