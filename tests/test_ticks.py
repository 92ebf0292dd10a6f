import asyncio
from datetime import timedelta

import pytest

from bot.ticks import Ticks

SOON = 0.01
NEVER = 3600.0


async def test_a_job_runs_at_once_and_then_again_and_again() -> None:
    ticks, runs, enough = Ticks(), [], asyncio.Event()

    async def job() -> None:
        runs.append(asyncio.get_running_loop().time())
        if len(runs) == 3:
            enough.set()

    ticks.every(SOON, job)
    await asyncio.wait_for(enough.wait(), 5)
    await ticks.stop()
    assert runs[2] - runs[0] >= 2 * SOON * 0.9


async def test_a_job_that_takes_long_never_runs_twice_side_by_side() -> None:
    ticks, under_way, most, runs = Ticks(), 0, 0, 0

    async def job() -> None:
        nonlocal under_way, most, runs
        under_way += 1
        most, runs = max(most, under_way), runs + 1
        await asyncio.sleep(5 * SOON)
        under_way -= 1

    ticks.every(SOON, job)
    await asyncio.sleep(20 * SOON)
    await ticks.stop()
    assert (most, under_way) == (1, 0)
    assert runs > 1


async def test_a_job_that_fails_is_told_of_and_comes_again(caplog: pytest.LogCaptureFixture) -> None:
    ticks, runs, twice = Ticks(), [], asyncio.Event()

    async def job() -> None:
        runs.append(1)
        if len(runs) == 2:
            twice.set()
        raise ValueError("the store is away")

    ticks.every(SOON, job)
    await asyncio.wait_for(twice.wait(), 5)
    await ticks.stop()
    assert "the store is away" in caplog.text


async def test_stopping_waits_for_what_runs_and_not_for_the_next_turn() -> None:
    ticks, ended = Ticks(), []

    async def job() -> None:
        await asyncio.sleep(SOON)
        ended.append(1)

    ticks.every(NEVER, job)
    await asyncio.sleep(SOON / 2)
    await asyncio.wait_for(ticks.stop(), 5)
    assert ended == [1]


async def test_a_clock_that_is_put_back_stops_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.ticks.LOOK_EVERY", SOON)
    ticks, runs = Ticks(), []

    async def job() -> None:
        runs.append(1)

    ticks.every(0.2, job)
    await asyncio.sleep(SOON)
    (planned,) = ticks._scheduler.get_jobs()
    planned.modify(next_run_time=planned.next_run_time + timedelta(hours=1))
    await asyncio.sleep(0.5)
    await ticks.stop()
    assert len(runs) > 1
