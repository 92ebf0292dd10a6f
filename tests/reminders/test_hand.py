"""Two batches in one hand: the next is claimed while the last is on its way; nothing else changes for it."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

import pytest

from bot.reminders.delivery import Delivery, Sent
from bot.reminders.hand import Hand
from bot.reminders.pace import Pace
from bot.reminders.plan import Kind
from bot.reminders.tick import deliver_all
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store
from bot.storage.unavailable import StoreUnavailable

from .conftest import CHAT, MONDAY_NOON, StandingClock

SEVEN = datetime(2030, 1, 8, 6, tzinfo=UTC)
DAY = date(2030, 1, 8)
CHATS = range(21, 81)
FAST = Pace(rate=1000)
FEW = Pace(rate=10)
"""20 in hand, 3 of them on their way."""


@dataclass
class HeldCourier:
    """Holds what it is given until told to let go; remembers who was on the way with another of their own."""

    begun: list[tuple[int, str]] = field(default_factory=list)
    under_way: set[int] = field(default_factory=set)
    twice: list[int] = field(default_factory=list)
    go: asyncio.Event = field(default_factory=asyncio.Event)

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
        self.begun.append((runner.chat_id, occurrence.kind))
        if runner.chat_id in self.under_way:
            self.twice.append(runner.chat_id)
        self.under_way.add(runner.chat_id)
        await self.go.wait()
        self.under_way.remove(runner.chat_id)
        return Sent(1)


@pytest.fixture
async def due(store: Store, clock: StandingClock) -> AsyncIterator[Store]:
    """A message for each of many chats."""
    async with store.begin() as tx:
        await tx.occurrences.cancel_planned(CHAT)
        for chat in CHATS:
            await tx.runners.ensure(chat, MONDAY_NOON)
            await tx.runners.update(chat, zone="Europe/Berlin", strength_on=True)
            assert await tx.occurrences.plan(chat, Kind.STRENGTH, DAY, SEVEN)
    clock.jump(SEVEN)
    yield store


async def _states(store: Store) -> dict[str, int]:
    """How many rows of the day are in which state."""
    found: dict[str, int] = {}
    async with store.read() as tx:
        for chat in CHATS:
            row = await tx.occurrences.of_kind(chat, Kind.STRENGTH, DAY)
            assert row is not None
            found[row.state] = found.get(row.state, 0) + 1
    return found


async def _until_begun(courier: HeldCourier, count: int) -> None:
    while len(courier.begun) < count:  # noqa: ASYNC110 (nothing tells)
        await asyncio.sleep(0.005)


def _hand(store: Store, courier: HeldCourier, clock: StandingClock, pace: Pace) -> Hand:
    return Hand(store, courier, clock, "a", pace, lambda: False)


async def test_no_more_than_two_seconds_worth_is_in_hand_however_often_it_is_claimed(
    due: Store, clock: StandingClock
) -> None:
    courier = HeldCourier()
    async with _hand(due, courier, clock, FEW) as hand:
        assert (await hand.take(), await hand.take()) == (20, 0)
        assert await _states(due) == {"leased": 20, "planned": 40}
        courier.go.set()
        await hand.begun()
        assert 20 - FEW.side_by_side <= await hand.take() <= 20
    assert (await _states(due))["sent"] == len(courier.begun) >= 37


async def test_the_next_batch_is_claimed_while_the_last_is_on_its_way(
    due: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Pace, "batch", 30)
    courier = HeldCourier()
    sending = asyncio.create_task(_all(due, courier, clock))
    await _until_begun(courier, 60)
    assert await _states(due) == {"leased": 60}
    courier.go.set()
    await sending
    assert await _states(due) == {"sent": 60}


async def test_a_chat_gets_one_message_at_a_time_also_of_two_batches(
    due: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with due.begin() as tx:
        for chat in CHATS:
            assert await tx.occurrences.plan(chat, Kind.CHECKIN, DAY, SEVEN - timedelta(minutes=5))
    courier = HeldCourier()
    monkeypatch.setattr(Pace, "batch", len(CHATS))
    async with _hand(due, courier, clock, FAST) as hand:
        assert (await hand.take(), await hand.take()) == (len(CHATS), len(CHATS))
        await _until_begun(courier, len(CHATS))
        courier.go.set()
    assert courier.twice == []
    assert [kind for _, kind in courier.begun] == [Kind.CHECKIN] * len(CHATS) + [Kind.STRENGTH] * len(CHATS)


async def test_a_store_that_is_away_at_the_next_claim_cuts_nothing_off(
    due: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    courier = HeldCourier()

    async def away() -> int:
        await _until_begun(courier, FEW.side_by_side)
        courier.go.set()
        raise StoreUnavailable("no connection")

    with pytest.raises(StoreUnavailable):
        async with _hand(due, courier, clock, FEW) as hand:
            assert await hand.take() == 20
            await away()
    assert await _states(due) == {"sent": 20, "planned": 40}


async def test_one_that_breaks_lets_those_on_their_way_arrive_and_the_others_go_free(
    due: Store, clock: StandingClock
) -> None:
    """Nobody has it until its lease runs out: else it would break the next batch at once."""
    async with due.begin() as tx:
        await tx.runners.update(CHATS[0], zone="Nowhere/At_all")
    courier = HeldCourier()
    courier.go.set()
    with pytest.raises(LookupError):
        await _all(due, courier, clock, FEW)
    found = await _states(due)
    assert found["leased"] == 1
    assert found["sent"] == len(courier.begun) < 20
    assert found["planned"] == 60 - 1 - found["sent"]


async def test_a_stop_gives_back_what_was_claimed_ahead(due: Store, clock: StandingClock) -> None:
    courier = HeldCourier()
    stopping = asyncio.Event()
    sending = asyncio.create_task(_all(due, courier, clock, FEW, stopping))
    await _until_begun(courier, FEW.side_by_side)
    stopping.set()
    courier.go.set()
    await sending
    assert await _states(due) == {"sent": FEW.side_by_side, "planned": 60 - FEW.side_by_side}


async def _all(
    store: Store,
    courier: HeldCourier,
    clock: StandingClock,
    pace: Pace = FAST,
    stopping: asyncio.Event | None = None,
) -> None:
    await deliver_all(
        store,
        courier,
        clock,
        "a",
        pace=pace,
        stopping=stopping.is_set if stopping else lambda: False,
        looked=lambda: None,
    )
