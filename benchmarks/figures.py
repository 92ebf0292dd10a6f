"""Figures from times: percentiles, ratios pair by pair, and the table that is printed."""

import math
import statistics
from collections.abc import Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """One line of the table: what was measured, what came out, and what was to be reached."""

    what: str
    figure: str
    aim: str = ""
    reached: bool | None = None

    def __str__(self) -> str:
        mark = {None: "", True: "reached", False: "MISSED"}[self.reached]
        return f"| {self.what} | {self.figure} | {self.aim} | {mark} |"


HEAD = "| what | measured | to reach | |\n|---|---|---|---|"


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all are not above. Raises ValueError for no values."""
    if not values:
        raise ValueError("no values")
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def median_ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """The median of the ratios round by round: a machine that slows down slows both sides of a pair."""
    return statistics.median(a / b for a, b in zip(ours, theirs, strict=True))


def rate(count: int, seconds: float) -> float:
    """A second. Raises ZeroDivisionError when no time has passed: then nothing was measured."""
    return count / seconds


def at_least(what: str, value: float, least: float, detail: str = "") -> Row:
    return Row(what, f"{value:.2f}{detail}", f">= {least:g}", value >= least)


def below(what: str, value: float, most: float, unit: str, detail: str = "") -> Row:
    return Row(what, f"{value:.2f} {unit}{detail}", f"< {most:g} {unit}", value < most)
