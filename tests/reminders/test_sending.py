"""A batch on its way: safety first, chats side by side, nothing late at night, nothing sent twice."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

import pytest

from bot.reminders.delivery import Delivery, Gone, Moved, NotBegun, Sent, Unknown, Wait
from bot.reminders.hand import LEASE
from bot.reminders.pace import SPREAD, Pace, offset
from bot.reminders.plan import Kind, replan
from bot.reminders.record import ATTEMPTS
from bot.reminders.tick import deliver_due
from bot.storage.occurrence_leases import FIRST, USUAL
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store
from bot.storage.tx import Tx
from bot.storage.unavailable import StoreUnavailable

from .conftest import CHAT, MONDAY_NOON, ScriptedCourier, StandingClock

SEVEN = datetime(2030, 1, 8, 6, tzinfo=UTC)
"""07:00 in Berlin."""
DAY = date(2030, 1, 8)
CHATS = range(21, 33)


@dataclass
class SlowCourier:
    """Takes `takes` seconds for each; remembers how many were on their way at once, and of one chat."""

    takes: float = 0.02
    carried: list[tuple[int, str]] = field(default_factory=list)
    under_way: list[int] = field(default_factory=list)
    most: int = 0
    most_of_one: int = 0

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
        self.carried.append((runner.chat_id, occurrence.kind))
        self.under_way.append(runner.chat_id)
        self.most = max(self.most, len(self.under_way))
        self.most_of_one = max(self.most_of_one, self.under_way.count(runner.chat_id))
        await asyncio.sleep(self.takes)
        self.under_way.remove(runner.chat_id)
        return Sent(1)


async def _runners(store: Store) -> None:
    async with store.begin() as tx:
        for chat in CHATS:
            await tx.runners.ensure(chat, MONDAY_NOON)
            await tx.runners.update(chat, zone="Europe/Berlin", strength_on=True)


async def _plan(store: Store, chat: int, kind: Kind, due: datetime, priority: int = USUAL) -> None:
    async with store.begin() as tx:
        assert await tx.occurrences.plan(chat, kind, DAY, due, priority=priority)


async def _row(store: Store, kind: str = Kind.STRENGTH, chat: int = CHAT) -> Occurrence:
    async with store.read() as tx:
        row = await tx.occurrences.of_kind(chat, kind, DAY)
    assert row is not None
    return row


async def test_safety_goes_first_however_long_the_others_wait(store: Store, clock: StandingClock) -> None:
    await _runners(store)
    for chat in CHATS:
        await _plan(store, chat, Kind.CHECKIN, SEVEN - timedelta(hours=1))
    await _plan(store, 30, Kind.FOLLOW_UP, SEVEN, FIRST)
    await _plan(store, 31, Kind.HALF_WAY, SEVEN, FIRST)
    clock.jump(SEVEN)
    courier = SlowCourier(takes=0)
    assert await deliver_due(store, courier, clock, "a", pace=Pace(rate=1)) == 2
    assert [kind for _, kind in courier.carried] == ["follow_up", "half_way"]
    await deliver_due(store, courier, clock, "a", pace=Pace(rate=1))
    assert {kind for _, kind in courier.carried[2:]} == {"checkin"}


async def test_chats_go_side_by_side_and_each_gets_its_messages_in_order(
    store: Store, clock: StandingClock
) -> None:
    await _runners(store)
    for chat in CHATS:
        await _plan(store, chat, Kind.STRENGTH, SEVEN)
        await _plan(store, chat, Kind.CHECKIN, SEVEN - timedelta(minutes=5))
    clock.jump(SEVEN)
    courier, pace = SlowCourier(), Pace(rate=10)
    while await deliver_due(store, courier, clock, "a", pace=pace):
        pass
    assert courier.most == pace.side_by_side == 3
    assert courier.most_of_one == 1
    assert len(courier.carried) == len(set(courier.carried)) == 2 * len(CHATS) + 1
    own = [kind for chat, kind in courier.carried if chat == 25]
    assert own == ["checkin", "strength"]


NIGHT = [
    # The time that was chosen, how much later it is, the kind; what becomes of it.
    (time(22, 0), timedelta(0), Kind.STRENGTH, "sent"),
    (time(5, 30), timedelta(minutes=15), Kind.CHECKIN, "sent"),
    (time(5, 30), timedelta(minutes=16), Kind.CHECKIN, "missed"),
    (time(22, 0), timedelta(hours=1), Kind.LATER, "missed"),
    (time(20, 30), timedelta(minutes=29), Kind.CHECKIN, "sent"),
    (time(20, 30), timedelta(minutes=30), Kind.CHECKIN, "missed"),
    (time(20, 50), timedelta(minutes=14), Kind.LATER, "sent"),
    (time(6, 0), timedelta(minutes=59), Kind.STRENGTH, "missed"),
    (time(6, 0), timedelta(hours=1), Kind.STRENGTH, "sent"),
    (time(21, 30), timedelta(hours=3), Kind.FOLLOW_UP, "sent"),
    (time(21, 30), timedelta(hours=3), Kind.HALF_WAY, "sent"),
]


@pytest.mark.parametrize(("chosen", "later", "kind", "state"), NIGHT)
async def test_at_night_a_message_comes_at_the_time_that_was_chosen_or_not_at_all(
    store: Store,
    courier: ScriptedCourier,
    clock: StandingClock,
    chosen: time,
    later: timedelta,
    kind: Kind,
    state: str,
) -> None:
    due = datetime.combine(DAY, chosen, UTC) - timedelta(hours=1)
    async with store.begin() as tx:
        await tx.occurrences.cancel_planned(CHAT)
    await _plan(store, CHAT, kind, due)
    clock.jump(due + later)
    await deliver_due(store, courier, clock, "a")
    row = await _row(store, kind)
    assert row.state == state
    assert (row.outcome == "quiet hours") == (state == "missed")


async def test_what_waited_by_day_is_not_sent_at_night(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    due = datetime(2030, 1, 8, 19, 50, tzinfo=UTC)
    await _plan(store, CHAT, Kind.CHECKIN, due)
    courier.script += [Sent(1), Wait(due + timedelta(minutes=40))]
    clock.jump(due - timedelta(hours=12))
    await deliver_due(store, courier, clock, "a")
    clock.jump(due)
    await deliver_due(store, courier, clock, "a")
    clock.jump(due + timedelta(minutes=40))
    await deliver_due(store, courier, clock, "a")
    row = await _row(store, Kind.CHECKIN)
    assert (row.state, row.outcome) == ("missed", "quiet hours")


@pytest.mark.parametrize(
    ("kind", "state", "sends"),
    [
        (Kind.STRENGTH, "sent", 1),
        (Kind.LATER, "sent", 1),
        (Kind.CHECKIN, "sent", 1),
        (Kind.FOLLOW_UP, "planned", 2),
        (Kind.HALF_WAY, "planned", 2),
    ],
)
async def test_what_may_have_arrived_is_sent_again_only_for_safety(
    store: Store, courier: ScriptedCourier, clock: StandingClock, kind: Kind, state: str, sends: int
) -> None:
    async with store.begin() as tx:
        await tx.occurrences.cancel_planned(CHAT)
        await tx.runners.update(CHAT, strength_on=False)
    await _plan(store, CHAT, kind, SEVEN)
    courier.script += [Unknown("Timed out")]
    clock.jump(SEVEN)
    await deliver_due(store, courier, clock, "a")
    assert (await _row(store, kind)).state == state
    clock.jump(SEVEN + timedelta(minutes=1))
    await deliver_due(store, courier, clock, "a")
    assert len(courier.carried) == sends
    assert (await _row(store, kind)).state == "sent"


async def test_who_is_gone_is_told_nothing_of_what_fell_due_meanwhile(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    await _plan(store, CHAT, Kind.CHECKIN, SEVEN)
    courier.script += [Gone("blocked")]
    clock.jump(SEVEN)
    await deliver_due(store, courier, clock, "a")
    assert len(courier.carried) == 1
    async with store.begin() as tx:
        assert await tx.occurrences.upcoming(CHAT, 9) == ()
        await tx.runners.set_active(CHAT, True)
    clock.jump(SEVEN + timedelta(days=9))
    assert await deliver_due(store, courier, clock, "a") == 0


async def test_a_chat_that_moved_gets_its_message_and_its_next_ones_there(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    courier.script += [Moved(-100)]
    clock.jump(SEVEN)
    await deliver_due(store, courier, clock, "a")
    await deliver_due(store, courier, clock, "a")
    assert [row.chat_id for row in courier.carried] == [CHAT, -100]
    assert (await _row(store, chat=-100)).state == "sent"
    async with store.read() as tx:
        assert await tx.runners.get(CHAT) is None
        assert [row.kind for row in await tx.occurrences.upcoming(-100, 9)] == ["strength"]


async def test_a_chat_that_moves_on_and_on_is_laid_aside(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    courier.script += [Moved(-100 - n) for n in range(ATTEMPTS)]
    clock.jump(SEVEN)
    while await deliver_due(store, courier, clock, "a"):
        pass
    assert len(courier.carried) == ATTEMPTS
    assert (await _row(store, chat=-100 - ATTEMPTS + 2)).state == "dead"


async def test_while_telegram_wants_the_bot_to_wait_nothing_is_claimed(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    clock.jump(SEVEN)
    async with store.begin() as tx:
        await tx.send_budget.hold(60)
    assert await deliver_due(store, courier, clock, "a") == 0
    row = await _row(store)
    assert (row.state, row.attempts, row.not_before) == ("planned", 0, None)


def _until(courier: SlowCourier, count: int) -> Callable[[], bool]:
    return lambda: len(courier.carried) >= count


async def test_a_stop_finishes_what_is_on_its_way_and_gives_back_the_rest_at_once(
    store: Store, clock: StandingClock
) -> None:
    await _runners(store)
    for chat in CHATS:
        await _plan(store, chat, Kind.STRENGTH, SEVEN)
    clock.jump(SEVEN)
    courier, pace = SlowCourier(), Pace(rate=10)
    await deliver_due(store, courier, clock, "a", pace=pace, stopping=_until(courier, 1))
    assert 1 <= len(courier.carried) <= pace.side_by_side
    rows = [await _row(store, chat=chat) for chat in (CHAT, *CHATS)]
    assert sorted({(row.state, row.attempts) for row in rows}) == [("planned", 0), ("sent", 1)]
    assert sum(row.state == "sent" for row in rows) == len(courier.carried)


@pytest.mark.parametrize(
    ("where", "state", "outcome"),
    [("on its way", "sent", "unknown: stopped"), ("at its turn", "planned", None)],
)
async def test_a_sender_that_is_cut_off_knows_what_may_have_arrived(
    store: Store, clock: StandingClock, where: str, state: str, outcome: str | None
) -> None:
    class Cut(SlowCourier):
        async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
            self.carried.append((runner.chat_id, occurrence.kind))
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError as error:
                raise (NotBegun() if where == "at its turn" else error) from None
            return Sent(1)

    clock.jump(SEVEN)
    courier = Cut()
    task = asyncio.create_task(deliver_due(store, courier, clock, "a"))
    while not courier.carried:  # noqa: ASYNC110 (nothing tells)
        await asyncio.sleep(0.005)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    row = await _row(store)
    assert (row.state, row.outcome, row.lease_owner) == (state, outcome, None)


async def test_a_batch_whose_lease_ran_out_is_not_sent(store: Store, clock: StandingClock) -> None:
    """The clock jumped an hour ahead in the middle: another sender may have them by now."""

    class Jumping(SlowCourier):
        async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
            clock.jump(SEVEN + timedelta(hours=1))
            return await super().deliver(occurrence, runner, now)

    await _runners(store)
    for chat in CHATS:
        await _plan(store, chat, Kind.STRENGTH, SEVEN)
    clock.jump(SEVEN)
    courier = Jumping()
    await deliver_due(store, courier, clock, "a", pace=Pace(rate=1))
    assert len(courier.carried) == 1
    clock.jump(SEVEN + timedelta(hours=1) + LEASE)
    while await deliver_due(store, courier, clock, "a", pace=Pace(rate=3)):
        pass
    assert len(courier.carried) == len(set(courier.carried)) == len(CHATS) + 1


async def test_what_is_called_off_while_another_is_on_its_way_is_not_sent(
    store: Store, clock: StandingClock
) -> None:
    class CallingOff(SlowCourier):
        async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
            async with store.begin() as tx:
                for chat in (CHAT, *CHATS):
                    await tx.occurrences.cancel_planned(chat)
            return await super().deliver(occurrence, runner, now)

    await _runners(store)
    for chat in CHATS:
        await _plan(store, chat, Kind.STRENGTH, SEVEN)
    clock.jump(SEVEN)
    courier = CallingOff()
    assert await deliver_due(store, courier, clock, "a", pace=Pace(rate=1)) > 1
    assert len(courier.carried) == 1


async def test_a_store_that_is_away_when_a_message_was_sent_hears_of_it_when_it_is_back(
    store: Store, courier: ScriptedCourier, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else its lease would run out, and it would be sent again."""
    away = [StoreUnavailable("no connection")] * 2
    begin = store.begin
    claimed = False

    def broken() -> object:
        nonlocal claimed
        if claimed and away:
            raise away.pop()
        claimed = True
        return begin()

    monkeypatch.setattr(store, "begin", broken)
    monkeypatch.setattr("bot.reminders.carrier.FIRST_WAIT", 0.01)
    clock.jump(SEVEN)
    await deliver_due(store, courier, clock, "a")
    assert away == []
    assert (await _row(store)).state == "sent"
    assert len(courier.carried) == 1


async def test_what_cannot_be_recorded_stops_nobody_and_is_given_up_in_the_end(
    store: Store, clock: StandingClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def broken(tx: Tx, runners: Sequence[Runner], *_: object, **__: object) -> None:
        if CHAT in {runner.chat_id for runner in runners} and not healed:
            raise RuntimeError("a bug in planning")

    healed: list[bool] = []
    monkeypatch.setattr("bot.reminders.record.plan_all", broken)
    await _runners(store)
    for chat in CHATS:
        await _plan(store, chat, Kind.STRENGTH, SEVEN)
    clock.jump(SEVEN)
    courier = SlowCourier()
    for _ in range(ATTEMPTS):
        while await deliver_due(store, courier, clock, "a"):
            pass
        clock.jump(clock.now() + LEASE)
    assert {(await _row(store, chat=chat)).state for chat in CHATS} == {"sent"}
    healed.append(True)
    await deliver_due(store, courier, clock, "a")
    row = await _row(store)
    assert (row.state, (row.outcome or "")[:8]) == ("dead", "given up")
    assert len(courier.carried) == len(CHATS) + ATTEMPTS


def test_a_chat_always_has_the_same_place_within_a_minute_and_many_are_spread_evenly() -> None:
    places = [offset(chat, SPREAD) for chat in range(5_000_000, 5_010_000)]
    assert places == [offset(chat, SPREAD) for chat in range(5_000_000, 5_010_000)]
    assert min(places) >= timedelta(0)
    assert max(places) < timedelta(minutes=1)
    seconds = [sum(int(place.total_seconds()) == second for place in places) for second in range(50)]
    assert max(seconds) < 2 * min(seconds)


async def test_the_next_reminder_is_planned_at_its_place_and_still_due_at_the_promised_time(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    clock.jump(SEVEN)
    await deliver_due(store, courier, clock, "a", pace=Pace(spread=SPREAD))
    async with store.read() as tx:
        (following,) = await tx.occurrences.upcoming(CHAT, 9)
    friday = datetime(2030, 1, 11, 6, tzinfo=UTC)
    assert (following.due_at, following.not_before) == (friday, friday + offset(CHAT, SPREAD))


async def test_a_safety_message_is_never_spread(
    store: Store, courier: ScriptedCourier, clock: StandingClock
) -> None:
    async with store.begin() as tx:
        await tx.runners.update(CHAT, state="stop", state_rule="R1", state_since=SEVEN)
        runner = await tx.runners.get(CHAT)
        assert runner is not None
        await replan(tx, runner, MONDAY_NOON)
    clock.jump(SEVEN)
    await deliver_due(store, courier, clock, "a", pace=Pace(spread=SPREAD))
    async with store.read() as tx:
        rows = {row.kind: row for row in await tx.occurrences.upcoming(CHAT, 9)}
    assert rows["follow_up"].not_before is None
    assert rows["strength"].not_before is not None


@pytest.mark.parametrize(
    ("rate", "paid", "batch", "side_by_side"),
    [(1, False, 2, 1), (25, False, 50, 8), (30, False, 60, 9), (31, True, 62, 10), (1000, True, 100, 100)],
)
def test_the_pace_follows_from_the_rate(rate: int, paid: bool, batch: int, side_by_side: int) -> None:
    pace = Pace(rate)
    assert (pace.paid, pace.batch, pace.side_by_side) == (paid, batch, side_by_side)


def test_a_process_that_also_answers_has_fewer_on_their_way() -> None:
    assert Pace(1000, beside_replies=True).side_by_side < Pace(1000).side_by_side
    assert Pace(25, beside_replies=True).side_by_side == Pace(25).side_by_side
