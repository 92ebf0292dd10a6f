from datetime import datetime, timedelta

from bot.storage.records import KeptCheck
from bot.storage.store import Store

from .conftest import ALICE, BOB, NOW

LATER = NOW + timedelta(hours=1)


def _kept(chat_id: int, step: str, now: datetime) -> KeptCheck:
    return KeptCheck(chat_id, 1, step, {"flags": []}, begun_at=now, answered_at=now)


async def test_one_is_kept_a_runner_and_the_moment_it_began_stays(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.kept_checks.put(_kept(ALICE, "q2", NOW))
        await tx.kept_checks.put(_kept(ALICE, "q3", LATER))
        assert await tx.kept_checks.get(ALICE) == KeptCheck(ALICE, 1, "q3", {"flags": []}, NOW, LATER)
        assert await tx.kept_checks.get(BOB) is None


async def test_it_is_forgotten_once(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.kept_checks.put(_kept(ALICE, "q2", NOW))
        assert [await tx.kept_checks.forget(ALICE) for _ in range(2)] == [True, False]
        assert await tx.kept_checks.get(ALICE) is None


async def test_old_ones_are_pruned_by_their_last_answer(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.kept_checks.put(_kept(ALICE, "q2", NOW))
        await tx.kept_checks.put(_kept(BOB, "q2", LATER))
        assert await tx.kept_checks.prune(LATER) == 1
        assert await tx.kept_checks.get(ALICE) is None
        assert await tx.kept_checks.get(BOB) is not None
