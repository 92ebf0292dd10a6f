"""Answers to test over: any answers for hypothesis, and the whole space of them as a grid of rules."""

import itertools
from collections.abc import Sequence
from functools import cache
from typing import Final

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from bot.coaching.answers import Answers, Days, Flag, Form, Location, Onset, Risk, Trend, Walking
from bot.coaching.space import ordinary
from bot.coaching.triage import RULES, decide

FORMS: Final = (Form.NO, Form.NOT_RUN, Form.LITTLE, Form.LOT)
"""Mildest first: who has not run since stands between "no change" and "a little"."""
TRENDS: Final = (Trend.BETTER, Trend.SAME, Trend.NEW, Trend.WORSE)
"""Mildest first: what is new weighs as what has not changed."""
AXES: Final[dict[str, Sequence[object]]] = {
    "soreness": range(11),
    "location": tuple(Location),
    "onset": tuple(Onset),
    "days": tuple(Days),
    "form": FORMS,
    "walking": tuple(Walking),
    "trend": TRENDS,
}
"""What each axis of a grid stands for; those that have an order, mildest first. The last axis is `RISKS`."""
RISKS: Final = tuple(
    frozenset(risks) for number in range(len(Risk) + 1) for risks in itertools.combinations(Risk, number)
)
"""Every set of risk groups: first none, then each alone."""
AT_MOST_ONE: Final = 1 + len(Risk)
"""How many of `RISKS` the ordinary answers hold."""

Grid = NDArray[np.int8]
_INDEX: Final = {rule.id: index for index, rule in enumerate(RULES)}
SERIOUSNESS: Final[Grid] = np.array([rule.outcome.seriousness for rule in RULES], dtype=np.int8)
"""By the index of a rule: 0 (K) to 5 (E)."""

ANY = st.builds(
    Answers,
    flags=st.frozensets(st.sampled_from(Flag), max_size=2),
    soreness=st.integers(0, 10),
    q4b=st.booleans(),
    location=st.sampled_from(Location),
    onset=st.sampled_from(Onset),
    days=st.sampled_from(Days),
    form=st.sampled_from(Form),
    walking=st.sampled_from(Walking),
    trend=st.sampled_from(Trend),
    risk=st.frozensets(st.sampled_from(Risk)),
)


def grid(flags: frozenset[Flag] = frozenset(), *, q4b: bool = False, risks: int = AT_MOST_ONE) -> Grid:
    """The index in `RULES` of the rule that decides, for every combination of the ordinary answers.

    `risks`: how many of `RISKS` the last axis has. The same flags and Q4b hold for the whole grid.
    """
    ticked = flags or q4b
    return _decided(flags, q4b, risks if ticked else len(RISKS))[..., :risks]


@cache
def _decided(flags: frozenset[Flag], q4b: bool, risks: int) -> Grid:
    shape = (*map(len, AXES.values()), risks)
    # One sheet filled in anew each time: building a million of them takes longer than deciding them.
    sheet = next(ordinary()).model_copy(update={"flags": flags, "q4b": q4b})
    rules = np.empty(int(np.prod(shape)), dtype=np.int8)
    at = 0
    for values in itertools.product(*AXES.values()):
        for key, value in zip(AXES, values, strict=True):
            sheet.__dict__[key] = value
        for risk in RISKS[:risks]:
            sheet.__dict__["risk"] = risk
            rules[at] = _INDEX[decide(sheet).rule]
            at += 1
    return rules.reshape(shape)


def seriousness(rules: Grid) -> Grid:
    """A grid of rules as one of seriousness."""
    return SERIOUSNESS[rules]


def axis(key: str) -> int:
    """Which axis of a grid that answer is."""
    return list(AXES).index(key)
