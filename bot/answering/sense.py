"""The sense of outside without a fitted model: which words entries use, and which neighbours do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from bot.answering.rank import Subject

# A word that nobody wrote down, neither inside nor outside, speaks against every entry.
UNKNOWN_LEANING: Final = -1.0
# Logistic regression on 1,800 written sentences inside and 1,091 outside: area between them .951.
LEAD_WEIGHT: Final = 11.0
KNOWN_WEIGHT: Final = 1.6
LEANING_WEIGHT: Final = 0.19
STRONGEST_WEIGHT: Final = 0.86
OFFSET: Final = -2.7


@dataclass(frozen=True, slots=True)
class Leaning:
    """known: share of the words that entries use, weighted by rarity, 0..1. evidence: log odds of inside."""

    known: float
    evidence: float


class Sense:
    """Knows which words belong inside, which outside. Built from the same subjects as the ranker."""

    def __init__(self, subjects: Sequence[Subject]) -> None:
        inside = [line for subject in subjects if not subject.outside for line in subject.phrasings]
        outside = [line for subject in subjects if subject.outside for line in subject.phrasings]
        within, without = _count(inside), _count(outside)
        self._leaning = {
            word: log((within.get(word, 0) + 0.5) / (len(inside) + 1))
            - log((without.get(word, 0) + 0.5) / (len(outside) + 1))
            for word in within | without
        }
        entries = [set().union(*subject.phrasings) for subject in subjects if not subject.outside]
        spread = _count(entries)
        self._rarity = {word: log((1 + len(entries)) / (1 + count)) + 1 for word, count in spread.items()}
        self._unseen = log(1 + len(entries)) + 1

    def read(self, words: Sequence[str], lead: float) -> Leaning:
        """Weigh the words of a question. `lead`: how much liker it is to an entry than to a neighbour."""
        leanings = [self._leaning.get(word, UNKNOWN_LEANING) for word in set(words)]
        total = sum(self._rarity.get(word, self._unseen) for word in words)
        known = sum(self._rarity.get(word, 0.0) for word in words) / total
        # Summed in order of size, so that the order in a set cannot change the last digit.
        evidence = (
            LEAD_WEIGHT * lead
            + KNOWN_WEIGHT * known
            + LEANING_WEIGHT * sum(sorted(leanings))
            + STRONGEST_WEIGHT * max(leanings)
            + OFFSET
        )
        return Leaning(known, evidence)


def _count(lines: Iterable[Iterable[str]]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for line in lines:
        for word in set(line):
            counted[word] = counted.get(word, 0) + 1
    return counted
