"""Every combination of the ordinary answers, and where the rules send each of them (protocol, preface).

Ordinary: no flag ticked, Q4b not answered with Yes, at most one risk group.
"""

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.coaching.answers import Answers, Days, Flag, Form, Location, Onset, Risk, Trend, Walking
from bot.coaching.outcome import Outcome
from bot.coaching.triage import decide

_NO_FLAGS = frozenset[Flag]()
_RISKS = (frozenset[Risk](), *(frozenset({risk}) for risk in Risk))
_AXES = (range(11), Location, Onset, Days, Form, Walking, Trend, _RISKS)


@dataclass(frozen=True, slots=True)
class Counts:
    """How many combinations end in each outcome and by each rule; a rule that none reaches is not in it."""

    total: int
    by_outcome: Mapping[Outcome, int]
    by_rule: Mapping[str, int]


def ordinary(step: int = 1) -> Iterator[Answers]:
    """Every `step`th of the 369,600 combinations; a prime above 11 still meets every axis."""
    for soreness, location, onset, days, form, walking, trend, risk in itertools.islice(
        itertools.product(*_AXES), 0, None, step
    ):
        # Not validated: the values are the enums' own, and validating 369,600 takes far longer than deciding.
        yield Answers.model_construct(
            flags=_NO_FLAGS,
            soreness=soreness,
            q4b=False,
            location=location,
            onset=onset,
            days=days,
            form=form,
            walking=walking,
            trend=trend,
            risk=risk,
        )


def count() -> Counts:
    """Decide every combination, one by one: about 3 seconds."""
    verdicts = Counter(map(decide, ordinary()))
    by_outcome: Counter[Outcome] = Counter()
    by_rule: Counter[str] = Counter()
    for verdict, number in verdicts.items():
        by_outcome[verdict.outcome] += number
        by_rule[verdict.rule] += number
    return Counts(verdicts.total(), by_outcome, by_rule)
