"""The messages that a triage can end with, each with the answers and the rule that lead to it.

A message depends on the rule and on the answers that the conditions of its outcome name: every combination of
those is composed, and with flags ticked every set of A flags and of B flags. Of C flags it is each alone and
all together, each beside no risk group, one and all.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

import numpy as np

from bot.coaching.advice import compose
from bot.coaching.answers import Answers, Flag
from bot.coaching.outcome import Outcome
from bot.coaching.space import ordinary
from bot.coaching.triage import RULES, Verdict, decide
from bot.content.knowledge import default_folder
from bot.content.triage import OutcomeText, load_triage
from tests.coaching.space import AT_MOST_ONE, AXES, RISKS, grid

TEXTS: Final = load_triage(default_folder())
_FIRST: Final = next(ordinary())
_FEW_RISKS: Final = (*RISKS[:AT_MOST_ONE], RISKS[-1])


@dataclass(frozen=True, slots=True)
class Said:
    """`text`: Markdown, `{emergency}` and `{emergency_brief}` not yet filled in."""

    answers: Answers
    verdict: Verdict
    text: str


@cache
def every_message() -> tuple[Said, ...]:
    """One of each text, rule and set of answers that the outcome's words ask for."""
    return tuple(
        Said(answers, verdict, compose(TEXTS, verdict, answers))
        for answers in itertools.chain(_without_flags(), _with_flags())
        if (verdict := decide(answers))
    )


def named_by(outcome: OutcomeText) -> frozenset[str]:
    """The answers that the conditions of an outcome's blocks name."""
    return frozenset(key for block in outcome.blocks for key in (*block.when, *block.unless))


def _without_flags() -> Iterator[Answers]:
    """One of each rule and each combination of the answers that its outcome names."""
    rules = grid(risks=len(RISKS))
    for index, rule in enumerate(RULES):
        where = np.nonzero(rules == index)
        named = named_by(TEXTS.outcomes[rule.outcome.value])
        kept = [where[at] for at, key in enumerate((*AXES, "risk")) if key in named]
        if where[0].size:
            _, first = np.unique(np.stack([np.zeros_like(where[0]), *kept]), axis=1, return_index=True)
            for at in first:
                yield _answers(tuple(int(axis[at]) for axis in where))


def _with_flags() -> Iterator[Answers]:
    """Flags of one letter, A also with Yes to Q4b, over what the outcome names beside them."""
    for letter, outcome in (("A", Outcome.E), ("B", Outcome.U), ("C", Outcome.P)):
        named = named_by(TEXTS.outcomes[outcome.value]) - {"flags", "rule", "q4b"}
        risks = _FEW_RISKS if letter == "C" else RISKS
        beside = {key: values for key, values in (AXES | {"risk": risks}).items() if key in named}
        for flags, values in itertools.product(_sets(letter), itertools.product(*beside.values())):
            for q4b in (False, True) if letter == "A" else (False,):
                ticked = {"flags": flags, "q4b": q4b, **dict(zip(beside, values, strict=True))}
                yield _FIRST.model_copy(update=ticked)
    yield from (_FIRST.model_copy(update={"q4b": True, "risk": risk}) for risk in RISKS)


def _sets(letter: str) -> list[frozenset[Flag]]:
    flags = [flag for flag in Flag if flag.startswith(letter)]
    sizes = (1, len(flags)) if letter == "C" else range(1, len(flags) + 1)
    return [frozenset(some) for size in sizes for some in itertools.combinations(flags, size)]


def _answers(at: tuple[int, ...]) -> Answers:
    values = [axis[index] for axis, index in zip(AXES.values(), at, strict=False)]
    return _FIRST.model_copy(update=dict(zip(AXES, values, strict=True)) | {"risk": RISKS[at[-1]]})
