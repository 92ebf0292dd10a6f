"""The one place that decides: answer, offer choices, or decline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.answering.refusal import Refusal
from bot.answering.safety import SafetyFinding

Kind = Literal["answer", "suggest", "decline", "safety", "smalltalk"]

ANSWER: Final = 0.71
SUGGEST: Final = 0.3
# A third choice is offered from this share of the first one's score on.
CHOICE_SHARE: Final = 0.02
CHOICES: Final = 3
TOPICS_SHOWN: Final = 3
# Subjects outside that must never be met with training advice, not even as a choice, from this chance on.
SERIOUS: Final = frozenset({"mental-health", "heart-chest-faint"})
SERIOUS_FROM: Final = 0.1
# Kind of red flag that the model may hear -> the question to ask, and from which chance on; worst first.
# Set on the project's own sentences: the least at which no more than 2 of the 504 traps are asked about.
DOUBTS: Final[Mapping[str, tuple[str, float]]] = {
    "crisis": ("ask_crisis", 0.4),
    "emergency": ("ask_emergency", 0.4),
    "urgent": ("ask", 0.5),
}
REASSURED: Final = 0.97
# The best entry of a topic is answered with from this chance on; below, its sibling is a choice too.
SURE: Final = 0.55


@dataclass(frozen=True, slots=True)
class Candidate:
    """The best entry of one topic, and the chance, 0..1, that this topic is right (1: an exact repeat)."""

    topic: str
    entry: str
    score: float


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a message, and why.

    `candidates` are the best entry of each of the three best topics, best first, whatever the decision; empty
    only when there are no words. `suggestions` are 2 or 3 entry ids when the kind is "suggest", else empty.
    `reason` is for logs: it names the neighbour, rule or chances that decided. `neighbour` is the id of the
    subject outside that a declined question is about, None when none is likely. `parts` are two or more
    decisions of the kind "answer", in order, when one message asks different things; the first is this one.
    `refusal`: how the runner means to go on against advice, whether or not there is any.
    """

    kind: Kind
    entry: str | None
    candidates: tuple[Candidate, ...]
    suggestions: tuple[str, ...]
    safety: SafetyFinding | None
    smalltalk: str | None
    reason: str
    neighbour: str | None = None
    parts: "tuple[Decision, ...]" = ()
    refusal: Refusal | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a question stands: all that deciding needs.

    inside: chance that the coach answers such questions. candidates: best entry of each topic, best first.
    sure: chance that the first entry is the right one of its topic; sibling: the next of that topic.
    subject: the likeliest subject outside ("" when there is none), outside: its chance.
    alarms: kind of red flag -> chance that the message tells of one, by the model.
    """

    inside: float
    candidates: tuple[Candidate, ...]
    sure: float
    sibling: str | None
    subject: str
    outside: float
    alarms: Mapping[str, float] = field(default_factory=dict)


def doubt(standing: Standing, *, reassured: bool) -> SafetyFinding | None:
    """Return what to ask about when the model hears a red flag that no rule knows, else None.

    The model never raises an alarm by itself: it only asks, with the number to call in the question.
    `reassured`: it says no to a sign or that all is well, which a model of word pieces can hardly hear.
    """
    for kind, (message, least) in DOUBTS.items():
        if standing.alarms.get(kind, 0.0) >= (REASSURED if reassured else least):
            return SafetyFinding("ask", f"sounds-like-{kind}", message)
    return None


def judge(standing: Standing) -> Decision:
    """Decide on a question that is neither a repeat nor a red flag nor small talk."""
    candidates = standing.candidates[:TOPICS_SHOWN]
    best = candidates[0]
    chances = f"inside {standing.inside:.2f}, {best.topic} {best.score:.2f}, entry {standing.sure:.2f}"
    serious = standing.subject in SERIOUS and standing.outside >= SERIOUS_FROM
    if best.score >= ANSWER and standing.sure >= SURE and not serious:
        return Decision("answer", best.entry, candidates, (), None, None, f"ranked: {chances}")
    if standing.inside < SUGGEST or serious:
        name = standing.subject if serious or standing.outside > standing.inside / 2 else ""
        why = f"neighbour {name}" if name else "outside"
        return Decision("decline", None, candidates, (), None, None, f"{why}: {chances}", name or None)
    offered = _offer(candidates, standing.sibling)
    if len(offered) < 2:
        return Decision("decline", None, candidates, (), None, None, f"nothing to choose from: {chances}")
    return Decision("suggest", None, candidates, offered, None, None, f"close: {chances}")


def _offer(candidates: Sequence[Candidate], sibling: str | None) -> tuple[str, ...]:
    least = candidates[0].score * CHOICE_SHARE
    likely = [one.entry for one in candidates if one.score >= least]
    if len(likely) < CHOICES and sibling:
        likely.insert(1, sibling)
    return tuple(likely[:CHOICES])
