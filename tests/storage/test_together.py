"""What is asked for while one transaction is under way goes together into the next."""

import asyncio
from collections.abc import Sequence

import pytest

from bot.storage.together import Together


class Doubling:
    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.go = asyncio.Event()
        self.failing = False

    async def __call__(self, asked: Sequence[int]) -> list[int]:
        self.batches.append(list(asked))
        await self.go.wait()
        if self.failing:
            raise RuntimeError("no store")
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


async def test_a_failure_is_everybodys_who_was_in_it_and_nobody_elses() -> None:
    do = Doubling()
    together = Together(do)
    do.failing = True
    tasks = await _asked(together, 1, 2)
    do.go.set()
    for task in tasks:
        with pytest.raises(RuntimeError, match="no store"):
            await task
    do.failing = False
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
