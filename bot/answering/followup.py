"""Short questions that lean on the last answer: "how many sets?", "and for sprinting?"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.answering.decide import Candidate, Decision, Standing, judge

# Longer questions say themselves what they are about.
MOST_WORDS: Final = 6
# Words that point back: without one of them, a question that is clear by itself stands by itself.
_POINTING: Final = frozenset(
    [
        "and",
        "also",
        "but",
        "then",
        "it",
        "its",
        "that",
        "this",
        "them",
        "those",
        "these",
        "they",
        "one",
        "ones",
        "same",
    ]
)
_OPENING: Final = (
    ("what", "about"),
    ("how", "about"),
    ("what", "if"),
    ("and",),
    ("but",),
    ("so",),
    ("then",),
    ("also",),
)
CLEAR: Final = 0.9
# From this chance on a subject outside is what the short question itself is about ("and shoes?").
OUTSIDE: Final = 0.5
# Telling the same again helps only when nothing else is at all likely.
OTHER: Final = 0.1


def leans(words: Sequence[str]) -> bool:
    """Tell whether a question is short enough to lean on the last answer."""
    return len(words) <= MOST_WORDS


def without_opening(words: Sequence[str]) -> tuple[str, ...]:
    """Leave out "and", "what about" and the like at the beginning."""
    rest = tuple(words)
    while opening := next((one for one in _OPENING if rest[: len(one)] == one), None):
        rest = rest[len(opening) :]
    return rest


def stands_alone(words: Sequence[str], alone: Standing) -> bool:
    """Tell whether a short question needs no earlier answer, or is about something outside."""
    if alone.outside >= OUTSIDE:
        return True
    points = any(word in _POINTING for word in words) or without_opening(words) != tuple(words)
    return not points and alone.candidates[0].score >= CLEAR


def judge_after(after: str, joint: Standing) -> Decision:
    """Decide on a question that was read together with the title of the entry answered last."""
    decision = judge(_something_new(after, joint))
    return replace(decision, reason=f"after {after}: {decision.reason}")


def _something_new(after: str, joint: Standing) -> Standing:
    """Prefer the best other entry: a sibling of the last one, or another topic."""
    best = joint.candidates[0]
    if best.entry != after:
        return joint
    if joint.sibling:
        changed = Candidate(best.topic, joint.sibling, best.score)
        return replace(joint, candidates=(changed, *joint.candidates[1:]), sibling=after, sure=1 - joint.sure)
    others = joint.candidates[1:]
    return replace(joint, candidates=(*others, best)) if others and others[0].score >= OTHER else joint
