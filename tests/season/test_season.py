"""A season with many runners: what must hold every day, on whatever way people tap through the coach.

The full size (200 runners, 120 days) takes about ten minutes: `make season`, or `pytest -m season`.
"""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random

import pytest

from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge

from .evidence import ORDER
from .house import QuickHouse
from .http_house import HttpHouse
from .invariants import CHECKS
from .log import Log, Said
from .season import START, live

SHOWN_AT_MOST = 20
"""Breaches told of one check; the first ones lead to the cause."""


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody taps too fast: the days are short here."""
    monkeypatch.setattr("bot.chat.pace.BURST", 100_000)


async def _quick(
    folder: Path, knowledge: Knowledge, matcher: Matcher, seed: int, runners: int, days: int, *, kills: bool
) -> Log:
    house = QuickHouse(folder, knowledge, matcher, START, Random(f"kill {seed}") if kills else None)
    await house.open()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(house.close)
        return await live(house, seed, runners, days)


def _breaches(log: Log, knowledge: Knowledge) -> list[str]:
    return [
        f"{check.__name__}: {breach.told(log)}"
        for check in CHECKS
        for breach in list(check(log, knowledge))[:SHOWN_AT_MOST]
    ]


@pytest.mark.timeout(600)
async def test_what_must_hold_holds_through_two_seasons(
    tmp_path: Path, knowledge: Knowledge, matcher: Matcher
) -> None:
    logs = [
        await _quick(_folder(tmp_path, seed), knowledge, matcher, seed, runners=14, days=50, kills=True)
        for seed in (1, 2)
    ]
    assert "\n".join(breach for log in logs for breach in _breaches(log, knowledge)) == ""
    assert _not_lived(logs) == set()


@pytest.mark.season
@pytest.mark.timeout(7200)
async def test_what_must_hold_holds_for_two_hundred_runners(
    tmp_path: Path, knowledge: Knowledge, matcher: Matcher
) -> None:
    log = await _quick(tmp_path, knowledge, matcher, 2030, runners=200, days=120, kills=True)
    assert "\n".join(_breaches(log, knowledge)) == ""
    assert _not_lived([log]) == set()


@pytest.mark.timeout(300)
async def test_the_same_season_over_http_gives_the_same_chats(
    tmp_path: Path, knowledge: Knowledge, matcher: Matcher
) -> None:
    quick = await _quick(tmp_path, knowledge, matcher, 5, runners=6, days=20, kills=False)
    house = HttpHouse(tmp_path, knowledge, matcher, START)
    await house.open()
    async with AsyncExitStack() as stack:
        stack.push_async_callback(house.close)
        log = await live(house, 5, 6, 20)
    assert "\n".join(_breaches(log, knowledge)) == ""
    for number, (over_http, in_memory) in enumerate(zip(_chats(log), _chats(quick), strict=True)):
        for one, other in zip(over_http, in_memory, strict=True):
            assert one == other, f"runner {number}"


def _folder(parent: Path, seed: int) -> Path:
    folder = parent / str(seed)
    folder.mkdir()
    return folder


def _not_lived(logs: Sequence[Log]) -> set[str]:
    """States and ways back that no season went through: there the checks would hold for want of a case."""
    lived = {str(entry.data[key]) for log in logs for entry in log.of("state") for key in ("to", "rule")}
    killed = {kill.when for log in logs for kill in log.kills}
    return {*ORDER, "walking_fine", "cleared", "before", "after"} - lived - killed


def _chats(log: Log) -> list[list[tuple[str, str, Sequence[str]]]]:
    """Each chat as its runner saw it come: when, what, and with which labels; of one moment in any order."""
    chats = dict.fromkeys(said.chat for said in log.said)
    return [sorted(_line(said) for said in log.said if said.chat == chat) for chat in chats]


def _line(said: Said) -> tuple[str, str, Sequence[str]]:
    return said.at.isoformat(), said.text, [label for label, _ in said.buttons]
