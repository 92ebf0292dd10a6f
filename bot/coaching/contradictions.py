"""Answers of the triage that do not fit together, and how they are read when they stay so (protocol, 8.3)."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from bot.coaching.answers import ASK_Q4B_FROM, Answers, Days, Form, Onset, Trend, Walking
from bot.coaching.triage import Verdict, decide

Doubtful = Literal["soreness", "onset", "days", "form", "walking", "trend"]
"""Keys of the answers that can contradict another."""
Correction = Mapping[str, int | str]

_FROM_DAY_4: Final = frozenset({Days.TO_6, Days.TO_13, Days.FROM_14})
_FROM_DAY_7: Final = frozenset({Days.TO_13, Days.FROM_14})


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two answers of which at most one can be right.

    `instead`: what each of the `pair` would be if the other one is right; the nearest answer that fits.
    """

    id: str
    pair: tuple[Doubtful, Doubtful]
    instead: tuple[int | str, int | str]
    clashes: Callable[[Answers], bool]


# 8.3 c names "after workout" with "gradual", two answers to one question. It is read here as a start that
# does not fit the days: soreness of a workout is gone within a week (E37), and what built up over weeks did
# not begin yesterday.
CONTRADICTIONS: Final = (
    Contradiction(
        "a-walking",
        ("soreness", "walking"),
        (1, Walking.FINE),
        lambda a: a.soreness == 0 and a.walking is Walking.LIMP,
    ),
    Contradiction(
        "a-form",
        ("soreness", "form"),
        (1, Form.NO),
        lambda a: a.soreness == 0 and a.form in {Form.LITTLE, Form.LOT},
    ),
    Contradiction(
        "b",
        ("days", "trend"),
        (Days.TO_3, Trend.SAME),
        lambda a: a.trend is Trend.NEW and a.days in _FROM_DAY_4,
    ),
    Contradiction(
        "c-after",
        ("onset", "days"),
        (Onset.GRADUAL, Days.TO_6),
        lambda a: a.onset is Onset.AFTER and a.days in _FROM_DAY_7,
    ),
    Contradiction(
        "c-gradual",
        ("onset", "days"),
        (Onset.NO_REASON, Days.TO_13),
        lambda a: a.onset is Onset.GRADUAL and a.days is Days.TO_1,
    ),
    Contradiction(
        "d",
        ("soreness", "walking"),
        (ASK_Q4B_FROM - 1, Walking.UNCOMFORTABLE),
        lambda a: a.soreness >= ASK_Q4B_FROM and a.walking is Walking.FINE and a.form is Form.NO,
    ),
)


def first_contradiction(answers: Answers, settled: Collection[str] = ()) -> Contradiction | None:
    """The first in the order of 8.3 whose id is not among those `settled`, None when all fits together.

    (e), a flag ticked beside "none of these", never gets this far: the flag beats it (bot.coaching.answers).
    """
    found = (one for one in CONTRADICTIONS if one.id not in settled and one.clashes(answers))
    return next(found, None)


def most_serious_reading(answers: Answers) -> tuple[Correction, Verdict]:
    """The correction under which the answers end most seriously, and how; an empty one: as they stand.

    Weighed are the answers as they stand, and each contradiction corrected on either side.
    """
    readings = [(change, decide(answers.model_copy(update=dict(change)))) for change in _corrections(answers)]
    return max(readings, key=lambda reading: reading[1].outcome.seriousness)


def _corrections(answers: Answers) -> Iterator[Correction]:
    yield {}
    for one in CONTRADICTIONS:
        if one.clashes(answers):
            for key, value in zip(one.pair, one.instead, strict=True):
                yield {key: value}
