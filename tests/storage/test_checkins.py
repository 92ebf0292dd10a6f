from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from bot.storage.records import Checkin
from bot.storage.store import Store

from .conftest import ALICE, BOB, DAY, NOW


async def test_the_last_answer_of_a_day_stands_and_says_whether_it_differs(runners: Store) -> None:
    later = NOW + timedelta(hours=1)
    async with runners.begin() as tx:
        taps = [await tx.checkins.record(ALICE, DAY, soreness, later) for soreness in (3, 3, 5)]
        assert taps == [True, False, True]
        assert await tx.checkins.recent(ALICE, DAY) == (Checkin(ALICE, DAY, 5, later),)


async def test_the_same_answer_again_keeps_the_time_of_the_first(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.checkins.record(ALICE, DAY, 3, NOW)
        await tx.checkins.record(ALICE, DAY, 3, NOW + timedelta(hours=1))
        assert (await tx.checkins.recent(ALICE, DAY))[0].answered_at == NOW


async def test_recent_checkins_are_the_runners_own_oldest_first(runners: Store) -> None:
    days = [DAY + timedelta(days=n) for n in range(4)]
    async with runners.begin() as tx:
        for day in reversed(days):
            await tx.checkins.record(ALICE, day, 1, NOW)
            await tx.checkins.record(BOB, day, 9, NOW)
        recent = await tx.checkins.recent(ALICE, days[1])
    assert [(checkin.local_date, checkin.soreness) for checkin in recent] == [(day, 1) for day in days[1:]]


@pytest.mark.parametrize("soreness", [-1, 11])
async def test_the_scale_ends_at_0_and_10(runners: Store, soreness: int) -> None:
    with pytest.raises(IntegrityError):
        async with runners.begin() as tx:
            await tx.checkins.record(ALICE, DAY, soreness, NOW)


async def test_a_checkin_of_a_deleted_runner_is_not_kept(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.delete(ALICE)
    with pytest.raises(IntegrityError):
        async with runners.begin() as tx:
            await tx.checkins.record(ALICE, DAY, 3, NOW)


async def test_the_first_checkin_is_the_runners_own_earliest(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.checkins.record(BOB, DAY - timedelta(days=9), 1, NOW)
        assert await tx.checkins.first(ALICE) is None
        for day in (DAY, DAY - timedelta(days=2), DAY - timedelta(days=1)):
            await tx.checkins.record(ALICE, day, 1, NOW)
        assert await tx.checkins.first(ALICE) == Checkin(ALICE, DAY - timedelta(days=2), 1, NOW)
