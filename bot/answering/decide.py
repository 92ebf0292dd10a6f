"""The one place that decides: answer, offer choices, or decline. Every constant names its measurement.

Measured on written sentences that are no phrasings: 1,800 inside (a topic each) and 1,091 outside, none of
which had a say in choosing the neighbours. The weights of `inside` were fitted on one half (logistic
regression), its area read off on the other. Leaving each phrasing out in turn gives much the same area, .960.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp
from typing import Final, Literal

from bot.answering.safety import SafetyFinding
from bot.answering.sense import Signals

Kind = Literal["answer", "suggest", "decline", "safety", "smalltalk"]

# Chance that a question is inside, from four signals: area between inside and outside .951 (lead alone .909).
LEAD_WEIGHT: Final = 11.0
KNOWN_WEIGHT: Final = 1.6
LEANING_WEIGHT: Final = 0.19
STRONGEST_WEIGHT: Final = 0.86
INSIDE_OFFSET: Final = -2.7
# Chance that the best entry is the right one, fitted on 1,052 phrasings, each left out in turn.
MARGIN_WEIGHT: Final = 18.1
SCORE_WEIGHT: Final = 2.5
SURE_OFFSET: Final = -2.2
# From .8 inside and .4 sure on: 23 % answered by an entry of the right topic, 8 % of another one, and 0.9 %
# of outside. At .35 sure it is 26 % and 10 %, at .5 17 % and 6 %: a wrong answer costs more than a tap.
ANSWER_INSIDE: Final = 0.8
ANSWER_SURE: Final = 0.4
# From .7 inside on, choices: seven in ten of them hold the right topic. Answers and choices together reach
# 83 % of inside and 7.4 % of outside.
SUGGEST_INSIDE: Final = 0.7
# The three nearest entries hold the right topic less often than one entry each of three topics (.36, .39);
# two of one topic at most keeps the choice between close siblings as well.
OF_ONE_TOPIC: Final = 2
CHOICES: Final = 3
# A third choice is offered unless it is this far behind the first.
CHOICE_REACH: Final = 0.12
TOPICS_SHOWN: Final = 3


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best entry of one topic and its score, 0..1 (1 only for an exact repeat)."""

    topic: str
    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message, and why.

    `candidates` are the best entry of each of the three best topics, best first, whatever the decision; empty
    only when there are no words. `suggestions` are 2 or 3 entry ids when the kind is "suggest", else empty.
    `reason` is for logs: it names the neighbour, rule or chances that decided.
    """

    kind: Kind
    entry: str | None
    candidates: tuple[Candidate, ...]
    suggestions: tuple[str, ...]
    safety: SafetyFinding | None
    smalltalk: str | None
    reason: str


def inside(signals: Signals) -> float:
    """Return the chance, 0..1, that the question is about hamstring training."""
    return _chance(
        LEAD_WEIGHT * signals.lead
        + KNOWN_WEIGHT * signals.known
        + LEANING_WEIGHT * signals.leaning
        + STRONGEST_WEIGHT * signals.strongest
        + INSIDE_OFFSET
    )


def sure(signals: Signals, score: float) -> float:
    """Return the chance, 0..1, that the best entry is the right one, given that the question is inside."""
    return _chance(MARGIN_WEIGHT * signals.margin + SCORE_WEIGHT * score + SURE_OFFSET)


def judge(
    candidates: tuple[Candidate, ...], choices: Sequence[Candidate], signals: Signals, neighbour: str
) -> Decision:
    """Decide on a ranked question. `choices` are entries of any topics, best first."""
    best = candidates[0]
    within, certain = inside(signals), sure(signals, best.score)
    chances = f"inside {within:.2f}, sure {certain:.2f}"
    if within < SUGGEST_INSIDE:
        why = f"neighbour {neighbour}" if signals.lead < 0 else "outside"
        return Decision("decline", None, candidates, (), None, None, f"{why}: {chances}")
    if within >= ANSWER_INSIDE and certain >= ANSWER_SURE:
        return Decision("answer", best.entry, candidates, (), None, None, f"ranked: {chances}")
    offered = _offer(choices)
    if len(offered) < 2:
        return Decision("decline", None, candidates, (), None, None, f"nothing to choose from: {chances}")
    return Decision("suggest", None, candidates, offered, None, None, f"close: {chances}")


def _offer(choices: Sequence[Candidate]) -> tuple[str, ...]:
    reach = choices[0].score - CHOICE_REACH
    offered: list[Candidate] = []
    for choice in choices:
        siblings = sum(choice.topic == other.topic for other in offered)
        if siblings < OF_ONE_TOPIC and (len(offered) < 2 or choice.score >= reach):
            offered.append(choice)
    return tuple(choice.entry for choice in offered[:CHOICES])


def _chance(evidence: float) -> float:
    return 1 / (1 + exp(-max(-50.0, min(50.0, evidence))))
