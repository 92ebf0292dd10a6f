"""The sense of outside: is the question about hamstring training at all?"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from bot.answering.rank import Subject

# A word that nobody wrote down, neither inside nor outside, speaks against every entry.
UNKNOWN_LEANING: Final = -1.0


@dataclass(frozen=True, slots=True)
class Signals:
    """What speaks for or against answering.

    lead: score of the best entry minus score of the best neighbouring subject, -1..1.
    margin: score of the best entry minus that of the next, 0..1.
    known: share of the words that entries use, weighted by rarity, 0..1.
    leaning: sum over the words of the log odds of inside against outside.
    strongest: the largest of those log odds.
    """

    lead: float
    margin: float
    known: float
    leaning: float
    strongest: float


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

    def read(self, words: Sequence[str], lead: float, margin: float) -> Signals:
        """Weigh the words of a question; `words` must not be empty."""
        leanings = [self._leaning.get(word, UNKNOWN_LEANING) for word in set(words)]
        total = sum(self._rarity.get(word, self._unseen) for word in words)
        known = sum(self._rarity.get(word, 0.0) for word in words)
        # Summed in order of size, so that the order in a set cannot change the last digit.
        return Signals(lead, margin, known / total, sum(sorted(leanings)), max(leanings))


def _count(lines: Iterable[Iterable[str]]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for line in lines:
        for word in set(line):
            counted[word] = counted.get(word, 0) + 1
    return counted
