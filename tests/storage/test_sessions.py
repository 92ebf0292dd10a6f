from datetime import timedelta

from bot.storage.records import Session
from bot.storage.store import Store

from .conftest import ALICE, BOB, DAY, NOW


async def test_a_session_counts_once_a_day_and_kind(runners: Store) -> None:
    async with runners.begin() as tx:
        added = [await tx.sessions.add(ALICE, DAY, kind, NOW) for kind in ("strength", "strength", "swim")]
    assert added == [True, False, True]


async def test_recent_sessions_are_the_runners_own_oldest_first(runners: Store) -> None:
    async with runners.begin() as tx:
        for n in (3, 1, 2):
            await tx.sessions.add(ALICE, DAY + timedelta(days=n), "strength", NOW)
        await tx.sessions.add(BOB, DAY + timedelta(days=3), "strength", NOW)
        assert await tx.sessions.recent(ALICE, DAY + timedelta(days=2)) == (
            Session(ALICE, DAY + timedelta(days=2), "strength", NOW),
            Session(ALICE, DAY + timedelta(days=3), "strength", NOW),
        )
