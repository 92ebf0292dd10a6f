"""What is asked for while one transaction is under way goes together into the next."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.storage.together import Together
from bot.storage.unavailable import StoreUnavailable


class Doubling:
    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = asyncio.Event()
        self.away = False
        self.refused: int | None = None

    async def __call__(self, asked: Sequence[int]) -> list[int]:
        self.batches.append(list(asked))
        await self.go.wait()
        if self.away:
            raise StoreUnavailable("no store")
        if self.refused in asked:
            raise ValueError("not this one")
        return [2 * number for number in asked]


async def _asked(together: Together[int, int], *numbers: int) -> list[asyncio.Task[int]]:
    tasks = [asyncio.create_task(together(number)) for number in numbers]
    await asyncio.sleep(0.01)
    return tasks


async def test_each_gets_its_own_answer_and_those_who_wait_go_together() -> None:
    do = Doubling()
    together = Together(do)
    first = await _asked(together, 1)
    later = await _asked(together, 2, 3, 4)
    do.go.set()
    assert await asyncio.gather(*first, *later) == [2, 4, 6, 8]
    assert do.batches == [[1], [2, 3, 4]]


async def test_one_bad_one_spoils_only_itself() -> None:
    do = Doubling()
    do.go.set()
    do.refused = 2
    together = Together(do)
    first, bad, last = await _asked(together, 1, 2, 3)
    assert (await first, await last) == (2, 6)
    with pytest.raises(ValueError, match="not this one"):
        await bad
    assert do.batches == [[1, 2, 3], [1], [2], [3]]


async def test_a_store_that_is_away_is_so_for_all_who_asked_and_is_not_asked_once_for_each() -> None:
    do = Doubling()
    do.go.set()
    do.away = True
    together = Together(do)
    tasks = await _asked(together, 1, 2)
    for task in tasks:
        with pytest.raises(StoreUnavailable):
            await task
    assert do.batches == [[1, 2]]
    do.away = False
    assert await together(3) == 6


async def test_one_who_goes_away_does_not_stop_it_for_the_others() -> None:
    do = Doubling()
    together = Together(do)
    leaving, staying = await _asked(together, 1, 2)
    leaving.cancel()
    do.go.set()
    assert await staying == 4
    await together.finish()
    assert do.batches == [[1, 2]]


async def test_no_batch_grows_without_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.storage.together.MOST", 2)
    do = Doubling()
    do.go.set()
    together = Together(do)
    assert await asyncio.gather(*(together(number) for number in range(5))) == [0, 2, 4, 6, 8]
    assert [len(batch) for batch in do.batches] == [2, 2, 1]
