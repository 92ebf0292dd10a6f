"""What deciding costs: time a question, time and memory to build."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil
from statistics import median

from bot.evaluation.run import Results


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds and bytes; `memory` is None where the system does not tell."""

    median: float
    p99: float
    load: float
    memory: int | None


def cost(results: Results, load: float, memory: int | None) -> Cost:
    """Every question was asked once, so no cache has seen it. At least one is needed."""
    times = [one.seconds for one in results]
    return Cost(median(times), percentile(times, 99), load, memory)


def percentile(values: Iterable[float], percent: int) -> float:
    """Return the smallest value that `percent` % of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, ceil(len(ordered) * percent / 100) - 1)]
