"""The simulated clock: its arithmetic, and that its order is the one in which the store hands out rows."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from benchmarks.lateness import Message, crowd, in_turn, simulate
from bot.reminders.pace import Pace
from bot.reminders.plan import SAFETY, Kind
from bot.storage.occurrence_leases import FIRST, USUAL
from bot.storage.store import Store

START = datetime(2026, 10, 20, 5, tzinfo=UTC)


def _checkins(count: int) -> list[Message]:
    return [Message(0.0, Kind.CHECKIN) for _ in range(count)]


@pytest.mark.parametrize(("rate", "latest"), [(25, 39.96), (1000, 0.999)])
def test_the_last_of_a_thousand_waits_for_all_before_it(rate: int, latest: float) -> None:
    assert max(simulate(_checkins(1000), rate).usual) == pytest.approx(latest)


def test_what_is_later_than_its_kind_allows_is_missed_and_takes_no_turn() -> None:
    six_hours = 25 * 6 * 3600
    found = simulate(_checkins(six_hours + 500), 25)
    assert len(found.usual) + found.missed == six_hours + 500
    assert found.missed == pytest.approx(500, abs=Pace(25).batch)
    assert max(found.usual) == pytest.approx(6 * 3600, abs=2)


def test_a_safety_follow_up_waits_for_the_batch_that_is_under_way_and_no_longer() -> None:
    found = simulate([*_checkins(100_000), Message(600.0, Kind.FOLLOW_UP)], 25)
    assert found.safety == [pytest.approx(1, abs=1.001)]


def test_a_full_hour_in_three_zones_comes_in_three_waves() -> None:
    ready = [message.ready for message in crowd(3000) if message.kind is Kind.CHECKIN]
    waves = {int(moment // 3600) for moment in ready}
    assert waves == {0, 1, 2}
    assert all(moment % 3600 < 50 for moment in ready)


async def test_the_store_claims_in_the_order_of_the_simulation() -> None:
    dice = random.Random(5)
    messages = [Message(float(second), dice.choice(list(Kind))) for second in dice.sample(range(3600), 60)]
    store = await Store.open("sqlite://")
    async with store.begin() as tx:
        for chat, message in enumerate(messages):
            await tx.runners.ensure(chat, START)
            due = START + timedelta(seconds=message.ready)
            priority = FIRST if message.kind in SAFETY else USUAL
            await tx.occurrences.plan(chat, message.kind, due.date(), due, priority=priority)
    async with store.begin() as tx:
        claimed = await tx.occurrences.claim(START + timedelta(hours=2), timedelta(minutes=5), "one", 100)
    await store.close()
    first, usual = in_turn(messages)
    assert [messages[row.chat_id] for row in claimed] == [*first, *usual]
