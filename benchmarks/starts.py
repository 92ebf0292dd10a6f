"""From the start of the process to its first answer, and the memory that it holds then and later."""

import random
from statistics import median
from typing import Final, NamedTuple

from benchmarks import people, updates
from benchmarks.bench import SEED, Bench, in_store, now
from benchmarks.control import Control
from benchmarks.figures import Row, below
from benchmarks.process import Process

STARTS: Final = 7
PORTIONS: Final = 20
"""A lifetime of questions is asked in so many portions."""


class Start(NamedTuple):
    seconds: float
    memory: float
    """MB, once it has answered."""


def measure(bench: Bench) -> list[Row]:
    crowd = bench.sizes.tables[-1]
    begun = now()
    in_store(bench.sqlite("crowd"), lambda store: people.add_runners(store, 1, crowd, begun))
    in_store(bench.sqlite("crowd"), lambda store: people.add_a_day(store, crowd, begun + people.DAY))
    with bench.api() as control:
        empty, full = _starts(bench, control)
        lifetime = _lifetime(bench, control, bench.sizes.lifetime)
    more = _memory(full) - _memory(empty)
    half = len(lifetime) // 2
    return [
        below("cold start to the first answer", _seconds(empty), 1.5, "s"),
        below(f"the same with {crowd:,} runners in the table", _seconds(full), 2, "s"),
        below("memory of that against an empty table", more, 20, "MB", f" ({_memory(full):.0f} MB)"),
        below(f"resident memory after {bench.sizes.lifetime:,} questions", lifetime[-1], 150, "MB"),
        below("growth over the last half of them", lifetime[-1] - lifetime[half - 1], 5, "MB"),
    ]


def _starts(bench: Bench, control: Control) -> tuple[list[Start], list[Start]]:
    """With an empty table and with a full one, in turns."""
    empty, full = [], []
    for number in range(STARTS):
        empty.append(_start(bench, control, f"8:empty{number}", bench.sqlite("empty")))
        full.append(_start(bench, control, f"9:full{number}", bench.sqlite("crowd")))
    return empty, full


def _start(bench: Bench, control: Control, token: str, database: str) -> Start:
    """The question waits at Telegram when the process starts."""
    control.queue(token, [updates.writes(1, "how many sets of nordics should I do")])
    with bench.coach(control, token, database) as process:
        report = control.answered(token, 1)
        return Start(report.last - process.started, process.memory())


def _lifetime(bench: Bench, control: Control, count: int) -> list[float]:
    """MB after each portion of the questions."""
    token, portion, memory = "8:lifetime", count // PORTIONS, []
    dice = random.Random(SEED)
    with bench.coach(control, token, bench.sqlite("lifetime")) as process:
        for number in range(PORTIONS):
            first = 1 + number * portion
            memory.append(_asked(control, process, token, first, updates.questions(portion, dice)))
    return memory


def _asked(control: Control, process: Process, token: str, first: int, texts: list[str]) -> float:
    control.reset(token)
    control.queue(token, [updates.writes(chat, text) for chat, text in enumerate(texts, first)])
    control.answered(token, len(texts))
    return process.memory()


def _seconds(starts: list[Start]) -> float:
    return median(start.seconds for start in starts)


def _memory(starts: list[Start]) -> float:
    return median(start.memory for start in starts)
