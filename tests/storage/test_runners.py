from datetime import UTC, datetime, time, timedelta, timezone

import pytest
from sqlalchemy.exc import CompileError

from bot.storage.store import Store
from bot.storage.types import NaiveDatetimeError

from .conftest import ALICE, BOB, NOW


async def test_a_new_runner_is_sent_nothing_unasked(store: Store) -> None:
    async with store.begin() as tx:
        runner = await tx.runners.ensure(ALICE, NOW)
    assert (runner.strength_on, runner.checkin_on, runner.active) == (False, False, True)
    assert (runner.level, runner.zone, runner.state) == (None, None, "normal")
    assert (runner.strength_days, runner.strength_at, runner.checkin_at) == (
        ("tue", "fri"),
        time(7),
        time(20),
    )


async def test_ensure_leaves_a_known_runner_as_it_is(runners: Store) -> None:
    async with runners.begin() as tx:
        changed = await tx.runners.update(ALICE, zone="Europe/Riga")
        assert await tx.runners.ensure(ALICE, NOW + timedelta(days=1)) == changed


async def test_a_change_touches_one_runner_and_comes_back(runners: Store) -> None:
    async with runners.begin() as tx:
        bob = await tx.runners.get(BOB)
        changed = await tx.runners.update(
            ALICE, strength_days=("mon", "thu", "sat"), strength_at=time(6, 30), paused_until=NOW.date()
        )
        assert changed.strength_days == ("mon", "thu", "sat")
        assert changed.paused_until == NOW.date()
        assert await tx.runners.get(ALICE) == changed
        assert await tx.runners.get(BOB) == bob


async def test_no_days_at_all_come_back_as_no_days(runners: Store) -> None:
    async with runners.begin() as tx:
        assert (await tx.runners.update(ALICE, strength_days=())).strength_days == ()


@pytest.mark.parametrize("changes", [{"level": "beginner"}, {}])
async def test_changing_a_stranger_raises_a_lookup_error(runners: Store, changes: dict) -> None:
    async with runners.begin() as tx:
        with pytest.raises(LookupError, match="42"):
            await tx.runners.update(42, **changes)


async def test_an_unknown_column_is_refused(runners: Store) -> None:
    async with runners.begin() as tx:
        with pytest.raises(CompileError, match="shoe_size"):
            await tx.runners.update(ALICE, **{"shoe_size": 44})


async def test_set_active_tells_whether_it_changed_anything(runners: Store) -> None:
    async with runners.begin() as tx:
        assert [await tx.runners.set_active(ALICE, active) for active in (True, False, False, True)] == [
            False,
            True,
            False,
            True,
        ]
        assert not await tx.runners.set_active(42, False)
        assert await tx.runners.count() == 2


async def test_an_instant_of_another_zone_comes_back_in_utc(runners: Store) -> None:
    there = datetime(2026, 10, 20, 8, 0, tzinfo=timezone(timedelta(hours=3)))
    async with runners.begin() as tx:
        runner = await tx.runners.update(ALICE, set_up_at=there)
    assert runner.set_up_at == there
    assert runner.set_up_at.tzinfo is UTC
    assert runner.set_up_at.hour == 5


async def test_a_naive_datetime_is_refused(runners: Store) -> None:
    with pytest.raises(NaiveDatetimeError, match="no time zone"):
        async with runners.begin() as tx:
            await tx.runners.update(ALICE, set_up_at=NOW.replace(tzinfo=None))
    async with runners.read() as tx:
        assert (await tx.runners.get(ALICE)).set_up_at is None
