from datetime import datetime, timedelta, timezone

from bot.storage.records import Miss
from bot.storage.store import Store
from bot.storage.tables import misses

from .conftest import NOW


async def test_a_miss_keeps_the_day_but_not_the_hour(store: Store) -> None:
    candidates = [{"entry": "how-often", "score": 0.4}]
    async with store.begin() as tx:
        await tx.misses.add("why me", "declined", candidates, NOW + timedelta(hours=3, minutes=7))
        (miss,) = await tx.misses.all(9)
    assert miss == Miss(1, NOW.replace(hour=0), "why me", "declined", candidates)


async def test_the_day_of_a_miss_is_that_of_utc(store: Store) -> None:
    east = datetime(2026, 10, 21, 1, 0, tzinfo=timezone(timedelta(hours=9)))
    async with store.begin() as tx:
        await tx.misses.add("why me", "declined", [], east)
        assert (await tx.misses.all(1))[0].at == NOW.replace(hour=0)


async def test_misses_come_back_newest_first_and_only_so_many(store: Store) -> None:
    async with store.begin() as tx:
        for n in (0, 2, 1):
            await tx.misses.add(f"question {n}", "thumbed_down", [], NOW + timedelta(days=n))
        assert [miss.question for miss in await tx.misses.all(2)] == ["question 2", "question 1"]


def test_a_miss_has_no_column_that_could_name_somebody() -> None:
    assert {column.name for column in misses.c} == {"id", "at", "question", "reason", "candidates"}
