"""Planning: one row ahead for each schedule, moved when the runner changes something."""

from datetime import UTC, date, datetime, time

import pytest

from bot.reminders.plan import Kind, next_sessions, plan, replan
from bot.storage.records import RunnerChanges
from bot.storage.store import Store
from tests.occurrences import end

from .conftest import CHAT, MONDAY_NOON


async def _planned(store: Store, changes: RunnerChanges) -> list[tuple[str, datetime]]:
    async with store.begin() as tx:
        runner = await tx.runners.update(CHAT, **changes)
        await replan(tx, runner, MONDAY_NOON)
        return [(row.kind, row.due_at) for row in await tx.occurrences.upcoming(CHAT, 9)]


@pytest.mark.parametrize(
    ("changes", "kind", "due"),
    [
        ({}, "strength", datetime(2030, 1, 8, 6, tzinfo=UTC)),
        ({"strength_at": time(18, 30)}, "strength", datetime(2030, 1, 8, 17, 30, tzinfo=UTC)),
        ({"strength_days": ("mon",)}, "strength", datetime(2030, 1, 14, 6, tzinfo=UTC)),
        ({"zone": "America/New_York"}, "strength", datetime(2030, 1, 8, 12, tzinfo=UTC)),
        ({"paused_until": date(2030, 1, 10)}, "strength", datetime(2030, 1, 11, 6, tzinfo=UTC)),
        ({"strength_on": False, "checkin_on": True}, "checkin", datetime(2030, 1, 7, 19, tzinfo=UTC)),
    ],
)
async def test_a_change_moves_what_is_planned(
    store: Store, changes: RunnerChanges, kind: str, due: datetime
) -> None:
    assert await _planned(store, changes) == [(kind, due)]


@pytest.mark.parametrize(
    "changes", [{"strength_on": False}, {"zone": None}, {"active": False}, {"strength_days": ()}]
)
async def test_nothing_is_planned_for_who_wants_nothing(store: Store, changes: RunnerChanges) -> None:
    assert await _planned(store, changes) == []


async def test_a_day_that_had_its_reminder_gets_no_second_one(store: Store) -> None:
    seven = datetime(2030, 1, 8, 6, tzinfo=UTC)
    async with store.begin() as tx:
        (row,) = await tx.occurrences.claim(seven, seven - MONDAY_NOON, "a", 1)
        await end(tx, row.id, "a", state="sent", outcome="sent", now=seven)
        runner = await tx.runners.update(CHAT, strength_at=time(20))
        await replan(tx, runner, seven)
        (following,) = await tx.occurrences.upcoming(CHAT, 9)
    assert following.local_date == date(2030, 1, 11)


async def test_planning_twice_plans_once(store: Store) -> None:
    async with store.begin() as tx:
        runner = await tx.runners.get(CHAT)
        assert runner is not None
        await plan(tx, runner, MONDAY_NOON)
        await plan(tx, runner, MONDAY_NOON)
        assert len(await tx.occurrences.upcoming(CHAT, 9)) == 1
        slots = await next_sessions(tx, runner, MONDAY_NOON, 3)
    assert [str(slot.local_date) for slot in slots] == ["2030-01-08", "2030-01-11", "2030-01-15"]


async def test_a_session_left_out_is_passed_over_and_the_days_stay(store: Store) -> None:
    async with store.begin() as tx:
        runner = await tx.runners.get(CHAT)
        assert runner is not None
        await plan(tx, runner, MONDAY_NOON)
        assert await tx.occurrences.leave_out(CHAT, Kind.STRENGTH, date(2030, 1, 8), "left out")
        await plan(tx, runner, MONDAY_NOON)
        (following,) = await tx.occurrences.upcoming(CHAT, 9)
        slots = await next_sessions(tx, runner, MONDAY_NOON, 2)
    assert following.local_date == date(2030, 1, 11)
    assert [str(slot.local_date) for slot in slots] == ["2030-01-11", "2030-01-15"]


def test_kinds_are_what_stands_in_the_store() -> None:
    assert {kind.value for kind in Kind} == {"strength", "later", "checkin", "follow_up", "half_way"}
