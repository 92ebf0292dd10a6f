from datetime import date, timedelta

from bot.storage.records import Week
from bot.storage.store import Store

from .conftest import ALICE, BOB, NOW

MONDAY = date(2026, 10, 19)


async def test_the_last_answer_of_a_week_stands_and_its_signs_stay(runners: Store) -> None:
    async with runners.begin() as tx:
        told = [await tx.weeks.record(ALICE, MONDAY, how, NOW) for how in ("usual", "worse", "worse")]
        assert told == [True, True, False]
        assert await tx.weeks.add_signs(ALICE, MONDAY, ("tired", "low_mood"), NOW)
        assert await tx.weeks.record(ALICE, MONDAY, "better", NOW)
        assert await tx.weeks.recent(ALICE, MONDAY) == (
            Week(ALICE, MONDAY, "better", ("tired", "low_mood"), NOW),
        )


async def test_no_sign_is_an_answer_and_nothing_told_is_none(runners: Store) -> None:
    async with runners.begin() as tx:
        assert not await tx.weeks.add_signs(ALICE, MONDAY, (), NOW)
        await tx.weeks.record(ALICE, MONDAY, "worse", NOW)
        assert (await tx.weeks.recent(ALICE, MONDAY))[0].signs is None
        assert [await tx.weeks.add_signs(ALICE, MONDAY, (), NOW) for _ in range(2)] == [True, False]
        assert (await tx.weeks.recent(ALICE, MONDAY))[0].signs == ()


async def test_recent_weeks_are_the_runners_own_oldest_first(runners: Store) -> None:
    async with runners.begin() as tx:
        for ago in (1, 0, 2):
            await tx.weeks.record(ALICE, MONDAY - timedelta(weeks=ago), "usual", NOW)
        await tx.weeks.record(BOB, MONDAY, "worse", NOW)
        found = await tx.weeks.recent(ALICE, MONDAY - timedelta(weeks=1))
    assert [week.monday for week in found] == [MONDAY - timedelta(weeks=1), MONDAY]
