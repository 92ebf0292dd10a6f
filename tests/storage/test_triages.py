from datetime import timedelta

from bot.storage.store import Store

from .conftest import ALICE, BOB, DAY, NOW


async def test_triages_come_back_newest_first_and_only_so_many(runners: Store) -> None:
    async with runners.begin() as tx:
        added = [
            await tx.triages.add(
                chat_id,
                DAY,
                answers={"soreness": 4, "where": ["mid"]},
                outcome=outcome,
                rule="R4",
                ruleset="1",
                completed_at=NOW + timedelta(hours=hours),
            )
            for chat_id, outcome, hours in [(ALICE, "K", 0), (ALICE, "A", 2), (ALICE, "X", 1), (BOB, "E", 3)]
        ]
        assert await tx.triages.recent(ALICE, 2) == (added[1], added[2])
        assert [triage.outcome for triage in await tx.triages.recent(ALICE, 9)] == ["A", "X", "K"]
    assert added[0].answers == {"soreness": 4, "where": ["mid"]}
    assert added[0].completed_at == NOW
