"""What rapidfuzz's scorers make of the same questions: each topic by its best phrasing."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Final

from rapidfuzz import fuzz, process, utils

from bot.content.entry import Entry
from bot.evaluation.cases import Inside
from bot.evaluation.run import Outcome

Scorer = Callable[..., float]

SCORERS: Final[Sequence[tuple[str, Scorer]]] = (
    ("rapidfuzz WRatio", fuzz.WRatio),
    ("rapidfuzz token_set", fuzz.token_set_ratio),
    ("rapidfuzz token_sort", fuzz.token_sort_ratio),
)


@dataclass(frozen=True, slots=True)
class Rank:
    """How one scorer ranks: shares 0..1, `also` counted as right, and the median time a question."""

    name: str
    first: float
    among_three: float
    seconds: float


def ours(outcomes: Sequence[Outcome[Inside]]) -> Rank:
    """Return the coach's own place in the table. `outcomes` must not be empty."""
    ranked = [(one.case, one.ranked) for one in outcomes]
    return _rank("the coach", ranked, [one.seconds for one in outcomes])


def rivals(entries: Iterable[Entry], cases: Sequence[Inside], clock: Callable[[], float]) -> tuple[Rank, ...]:
    """Run every scorer over titles and phrasings. `cases` must not be empty; `clock` gives seconds."""
    lines = [(line, entry.topic) for entry in entries for line in (entry.title, *entry.phrasings)]
    # Prepared once, as a program that used rapidfuzz would.
    prepared = [utils.default_process(line) for line, _ in lines]
    topics = [topic for _, topic in lines]
    return tuple(_run(name, scorer, prepared, topics, cases, clock) for name, scorer in SCORERS)


def _run(
    name: str,
    scorer: Scorer,
    lines: Sequence[str],
    topics: Sequence[str],
    cases: Sequence[Inside],
    clock: Callable[[], float],
) -> Rank:
    ranked: list[tuple[Inside, tuple[str, ...]]] = []
    times: list[float] = []
    for case in cases:
        start = clock()
        found = process.extract(utils.default_process(case.q), lines, scorer=scorer, limit=None)
        best = tuple(dict.fromkeys(topics[at] for _, _, at in found))[:3]
        times.append(clock() - start)
        ranked.append((case, best))
    return _rank(name, ranked, times)


def _rank(name: str, ranked: Sequence[tuple[Inside, tuple[str, ...]]], times: Sequence[float]) -> Rank:
    first = sum(not case.topics.isdisjoint(topics[:1]) for case, topics in ranked)
    three = sum(not case.topics.isdisjoint(topics) for case, topics in ranked)
    return Rank(name, first / len(ranked), three / len(ranked), median(times))
