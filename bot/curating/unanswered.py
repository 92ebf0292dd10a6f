"""Questions that got no good answer, grouped by likeness: the same wish in other words counts as one."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rapidfuzz import fuzz, process, utils

ALIKE: Final = 75
"""rapidfuzz's token_sort_ratio, 0..100, from which two questions are one wish; chosen by looking."""
NEAREST_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Missed:
    """One question, why it counts as missed, and the entries that were nearest."""

    question: str
    reason: str
    candidates: Sequence[Mapping[str, Any]]


@dataclass(slots=True)
class Group:
    """Questions alike: `example` is the first, `nearest` are entry ids with their best score, 0..1."""

    example: str
    questions: list[str] = field(default_factory=list)
    reasons: Counter[str] = field(default_factory=Counter)
    nearest: dict[str, float] = field(default_factory=dict)

    @property
    def count(self) -> int:
        return len(self.questions)

    def add(self, missed: Missed) -> None:
        self.questions.append(missed.question)
        self.reasons[missed.reason] += 1
        for candidate in missed.candidates:
            entry, score = str(candidate.get("entry")), float(candidate.get("score") or 0.0)
            self.nearest[entry] = max(score, self.nearest.get(entry, 0.0))

    def best(self) -> list[tuple[str, float]]:
        """The nearest entries, best first."""
        return sorted(self.nearest.items(), key=lambda pair: -pair[1])[:NEAREST_SHOWN]


def group(missed: Iterable[Missed]) -> list[Group]:
    """Groups, largest first; within the same size the order in which they came."""
    groups: list[Group] = []
    examples: list[str] = []
    for one in missed:
        plain = utils.default_process(one.question)
        found = process.extractOne(
            plain, examples, scorer=fuzz.token_sort_ratio, processor=None, score_cutoff=ALIKE
        )
        if found is None:
            groups.append(Group(one.question))
            examples.append(plain)
        groups[found[2] if found else -1].add(one)
    return sorted(groups, key=lambda one: -one.count)
