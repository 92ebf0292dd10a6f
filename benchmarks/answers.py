"""Questions and check-in taps a second, beside bots that only echo."""

import random
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import date
from statistics import median
from typing import Any, Final
from zoneinfo import ZoneInfo

from benchmarks import people, updates
from benchmarks.bench import SEED, Bench, in_store, now
from benchmarks.control import Control
from benchmarks.figures import Row, at_least, median_ratio, rate
from benchmarks.process import Process

Rates = dict[str, list[float]]
"""By bot, updates answered a second, round by round."""

COACH: Final = "1:coach"
SAME: Final = "2:same"
DEFAULT: Final = "3:default"


def measure(bench: Bench) -> list[Row]:
    count, rounds = bench.sizes.updates, bench.sizes.rounds
    begun = now()
    in_store(bench.sqlite("answers"), lambda store: people.add_runners(store, 1, count, begun))
    texts = updates.questions(count, random.Random(SEED))
    day = begun.astimezone(ZoneInfo(people.daytime_zone(begun))).date()
    with bench.api() as control, _bots(bench, control) as tokens:
        asked = _rates(control, tokens, rounds, lambda _: _questions(texts))
        tapped = _rates(control, tokens, rounds, lambda number: _taps(count, day, number % 3))
    return [
        _at_least("questions / echo bot, same transport", asked[COACH], asked[SAME], 0.7),
        _at_least("questions / echo bot, default set-up", asked[COACH], asked[DEFAULT], 3),
        _at_least("check-in taps / echo bot's texts, same transport", tapped[COACH], asked[SAME], 0.5),
        _compared(
            "check-in taps / a bot that answers and edits, same transport", tapped[COACH], tapped[SAME]
        ),
    ]


@contextmanager
def _bots(bench: Bench, control: Control) -> Iterator[tuple[str, ...]]:
    """The coach and both echo bots, each waiting for updates of its own."""
    with ExitStack() as stack:
        coach = stack.enter_context(bench.coach(control, COACH, bench.sqlite("answers")))
        for token, kind in ((SAME, "same"), (DEFAULT, "default")):
            arguments = ["-m", "benchmarks.echo", control.url, token, kind]
            stack.enter_context(Process(arguments, log=bench.folder / f"{kind}.log"))
        coach.read()
        yield COACH, SAME, DEFAULT


def _rates(
    control: Control, tokens: tuple[str, ...], rounds: int, work: Callable[[int], list[dict[str, Any]]]
) -> Rates:
    rates: Rates = {token: [] for token in tokens}
    for number in range(rounds + 1):
        for token in tokens:
            found = _rate(control, token, work(number))
            if number:
                rates[token].append(found)
    return rates


def _rate(control: Control, token: str, work: list[dict[str, Any]]) -> float:
    control.reset(token)
    control.queue(token, work)
    report = control.answered(token, len(work))
    return rate(len(work), report.last - report.queued)


def _questions(texts: list[str]) -> list[dict[str, Any]]:
    return [updates.writes(chat, text) for chat, text in enumerate(texts, 1)]


def _taps(count: int, day: date, score: int) -> list[dict[str, Any]]:
    return [updates.taps_score(chat, day, score) for chat in range(1, count + 1)]


def _at_least(what: str, ours: list[float], theirs: list[float], least: float) -> Row:
    return at_least(what, median_ratio(ours, theirs), least, _detail(ours, theirs))


def _compared(what: str, ours: list[float], theirs: list[float]) -> Row:
    return Row(what, f"{median_ratio(ours, theirs):.2f}{_detail(ours, theirs)}")


def _detail(ours: list[float], theirs: list[float]) -> str:
    return f" ({median(ours):.0f}/s and {median(theirs):.0f}/s)"
