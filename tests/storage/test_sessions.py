from datetime import timedelta

from bot.storage.records import Session
from bot.storage.store import Store

from .conftest import ALICE, BOB, DAY, NOW


async def test_a_session_counts_once_a_day_and_kind(runners: Store) -> None:
    async with runners.begin() as tx:
        added = [await tx.sessions.add(ALICE, DAY, kind, NOW) for kind in ("strength", "strength", "swim")]
    assert added == [True, False, True]


async def test_how_it_felt_is_kept_once_and_changes_only_within_the_day(runners: Store) -> None:
    later = NOW + timedelta(hours=2)
    async with runners.begin() as tx:
        await tx.sessions.add(ALICE, DAY, "session", NOW)

        async def feel(which: str, since: timedelta) -> bool:
            return await tx.sessions.feel(ALICE, DAY, "session", which, later, logged_since=NOW + since)

        assert [await feel("ache", timedelta(days=1)), await feel("ache", timedelta(0))] == [True, False]
        assert not await feel("sharp", timedelta(days=1))
        assert await feel("sharp", timedelta(0))
        assert await tx.sessions.recent(ALICE, DAY) == (
            Session(ALICE, DAY, "session", NOW, feel="sharp", felt_at=later),
        )


async def test_a_session_that_is_not_there_felt_like_nothing(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.sessions.add(BOB, DAY, "session", NOW)
        assert not await tx.sessions.feel(ALICE, DAY, "session", "ache", NOW, logged_since=NOW)
        assert not await tx.sessions.feel(BOB, DAY, "standin", "ache", NOW, logged_since=NOW)


async def test_recent_sessions_are_the_runners_own_oldest_first(runners: Store) -> None:
    async with runners.begin() as tx:
        for n in (3, 1, 2):
            await tx.sessions.add(ALICE, DAY + timedelta(days=n), "strength", NOW)
        await tx.sessions.add(BOB, DAY + timedelta(days=3), "strength", NOW)
        assert await tx.sessions.recent(ALICE, DAY + timedelta(days=2)) == (
            Session(ALICE, DAY + timedelta(days=2), "strength", NOW),
            Session(ALICE, DAY + timedelta(days=3), "strength", NOW),
        )
