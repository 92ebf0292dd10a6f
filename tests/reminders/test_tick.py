"""Claim, send, record: nothing is lost, nothing comes twice, and nobody holds up the others."""

from datetime import UTC, datetime, timedelta

import pytest

from bot.reminders.delivery import Delivery, Failed, Gone, Held, Refused, Sent, Unknown, Wait
from bot.reminders.hand import LEASE
from bot.reminders.plan import Kind
from bot.reminders.record import ATTEMPTS
from bot.reminders.tick import deliver_due
from bot.storage.records import Occurrence
from bot.storage.store import Store

from .conftest import CHAT, ScriptedCourier, StandingClock

TUESDAY_SEVEN = datetime(2030, 1, 8, 6, tzinfo=UTC)
FRIDAY_SEVEN = datetime(2030, 1, 11, 6, tzinfo=UTC)


async def _rows(store: Store) -> list[Occurrence]:
    async with store.read() as tx:
        exported = (await tx.export(CHAT))["occurrences"]
        found = [await tx.occurrences.get(row["id"]) for row in exported]
    return sorted((row for row in found if row), key=lambda row: row.due_at)


async def _due(store: Store, courier: ScriptedCourier, clock: StandingClock, owner: str = "a") -> int:
    return await deliver_due(store, courier, clock, owner)


async def test_nothing_is_sent_before_it_is_due(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    clock.jump(TUESDAY_SEVEN - timedelta(seconds=1))
    assert await _due(store, courier, clock) == 0
    assert courier.carried == []


async def test_what_is_sent_is_recorded_and_the_next_is_planned(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    clock.jump(TUESDAY_SEVEN)
    assert await _due(store, courier, clock) == 1
    sent, following = await _rows(store)
    assert (sent.state, sent.message_id, sent.sent_at) == ("sent", 101, TUESDAY_SEVEN)
    assert (following.state, following.due_at) == ("planned", FRIDAY_SEVEN)
    assert await _due(store, courier, clock) == 0


@pytest.mark.parametrize(
    ("delivery", "state", "outcome"),
    [
        (Sent(5), "sent", "sent"),
        (Unknown("timed out"), "sent", "unknown: timed out"),
        (Held("urgent"), "held", "urgent"),
        (Refused("can't parse"), "dead", "can't parse"),
    ],
)
async def test_whatever_came_of_it_the_next_is_planned(
    store: Store,
    courier: ScriptedCourier,
    clock: StandingClock,
    delivery: Delivery,
    state: str,
    outcome: str,
) -> None:
    courier.script.append(delivery)
    clock.jump(TUESDAY_SEVEN)
    await _due(store, courier, clock)
    first, following = await _rows(store)
    assert (first.state, first.outcome) == (state, outcome)
    assert (following.state, following.due_at) == ("planned", FRIDAY_SEVEN)


async def test_a_wait_is_waited_out_and_uses_up_no_attempt(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    until = TUESDAY_SEVEN + timedelta(seconds=90)
    courier.script += [Wait(until)] * (ATTEMPTS + 2)
    clock.jump(TUESDAY_SEVEN)
    await _due(store, courier, clock)
    clock.jump(until - timedelta(seconds=1))
    assert await _due(store, courier, clock) == 0
    (row, *_) = await _rows(store)
    assert (row.state, row.attempts, row.not_before) == ("planned", 0, until)


async def test_a_failure_is_tried_again_later_and_then_laid_aside(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    courier.script += [Failed("no network")] * ATTEMPTS
    clock.jump(TUESDAY_SEVEN)
    for wait in (20, 40, 80, 160, 320, 640):
        assert await _due(store, courier, clock) == 1
        clock.jump(clock.now() + timedelta(seconds=wait - 1))
        assert await _due(store, courier, clock) == 0
        clock.jump(clock.now() + timedelta(seconds=1))
    first, following = await _rows(store)
    assert (first.state, first.outcome) == ("dead", "no network")
    assert following.state == "planned"
    assert len(courier.carried) == ATTEMPTS


async def test_a_courier_that_breaks_down_stops_nobody(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    courier.script.append(RuntimeError("bug"))
    clock.jump(TUESDAY_SEVEN)
    await _due(store, courier, clock)
    clock.jump(TUESDAY_SEVEN + timedelta(minutes=1))
    await _due(store, courier, clock)
    assert (await _rows(store))[0].state == "sent"


async def test_a_runner_who_is_gone_gets_nothing_more(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    courier.script.append(Gone("bot was blocked by the user"))
    clock.jump(TUESDAY_SEVEN)
    await _due(store, courier, clock)
    async with store.read() as tx:
        runner = await tx.runners.get(CHAT)
        assert await tx.occurrences.next_due() is None
    assert runner is not None
    assert not runner.active


@pytest.mark.parametrize(
    ("kind", "hours"), [(Kind.STRENGTH, 3), (Kind.LATER, 3), (Kind.CHECKIN, 6), (Kind.FOLLOW_UP, 24)]
)
@pytest.mark.parametrize(("seconds", "state"), [(0, "sent"), (1, "missed")])
async def test_what_is_too_late_is_recorded_as_missed_and_not_sent(
    store: Store,
    courier: ScriptedCourier,
    clock: StandingClock,
    kind: Kind,
    hours: int,
    seconds: int,
    state: str,
) -> None:
    async with store.begin() as tx:
        await tx.occurrences.cancel_planned(CHAT)
        await tx.occurrences.plan(CHAT, kind, TUESDAY_SEVEN.date(), TUESDAY_SEVEN)
    clock.jump(TUESDAY_SEVEN + timedelta(hours=hours, seconds=seconds))
    await _due(store, courier, clock)
    first, following = await _rows(store)
    assert (first.state, following.due_at) == (state, FRIDAY_SEVEN)
    assert len(courier.carried) == (state == "sent")


@pytest.mark.parametrize(
    ("after", "state"), [(timedelta(hours=3), "sent"), (timedelta(hours=3, seconds=1), "missed")]
)
async def test_what_was_told_to_wait_is_late_only_from_then_on(
    store: Store, courier: ScriptedCourier, clock: StandingClock, after: timedelta, state: str
) -> None:
    waited = TUESDAY_SEVEN + timedelta(hours=2, minutes=50)
    courier.script.append(Wait(waited))
    clock.jump(TUESDAY_SEVEN)
    await _due(store, courier, clock)
    clock.jump(waited + after)
    await _due(store, courier, clock)
    assert (await _rows(store))[0].state == state


async def test_a_process_that_dies_while_sending_loses_nothing(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    clock.jump(TUESDAY_SEVEN)
    async with store.begin() as tx:
        (claimed,) = await tx.occurrences.claim(clock.now(), LEASE, "the dead one", 10)
    assert await _due(store, courier, clock, "b") == 0
    clock.jump(TUESDAY_SEVEN + LEASE)
    assert await _due(store, courier, clock, "b") == 1
    assert [row.id for row in courier.carried] == [claimed.id]


async def test_who_lost_the_lease_records_nothing(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    class Slow(ScriptedCourier):
        async def deliver(self, occurrence: Occurrence, runner: object, now: datetime) -> Delivery:
            clock.jump(clock.now() + LEASE)
            await deliver_due(store, courier, clock, "quick")
            return Sent(1)

    clock.jump(TUESDAY_SEVEN)
    await deliver_due(store, Slow(), clock, "slow")
    first, *following = await _rows(store)
    assert (first.state, first.message_id) == ("sent", 101)
    assert len(following) == 1


async def test_days_changed_while_a_message_is_on_its_way_count_for_the_next(
    store: Store, clock: StandingClock
) -> None:
    class Changing(ScriptedCourier):
        async def deliver(self, occurrence: Occurrence, runner: object, now: datetime) -> Delivery:
            async with store.begin() as tx:
                await tx.runners.update(CHAT, strength_days=("sun",))
            return Sent(1)

    clock.jump(TUESDAY_SEVEN)
    await deliver_due(store, Changing(), clock, "a")
    assert str((await _rows(store))[-1].local_date) == "2030-01-13"
