"""Short questions that lean on the last answer: "how many sets?", "and for sprinting?"."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.answering.decide import Candidate, Decision, Standing, judge

# Longer questions say themselves what they are about.
MOST_WORDS: Final = 6
# Words that point back: without one of them, a question that is clear by itself stands by itself.
_POINTING: Final = frozenset(
    (
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
        "same",
    )
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
OTHER: Final = 0.1
BARE_WORDS: Final = 3
_MEASURING: Final = (("how", "many"), ("how", "much"), ("how", "often"), ("how", "long"))


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
    if _is_bare(words):
        return False
    points = any(word in _POINTING for word in words) or without_opening(words) != tuple(words)
    return alone.outside >= OUTSIDE or (not points and alone.candidates[0].score >= CLEAR)


def joined(title: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """Return the words of the title of the last answer and of the question, the telling ones twice."""
    own = without_opening(words)
    return (*title, *title, *own) if _is_bare(own) else (*title, *own, *own)


def judge_after(after: str, joint: Standing, within: Sequence[tuple[str, float]]) -> Decision:
    """Decide on a question that was read together with the title of the entry answered last.

    `within`: the entries of the likeliest topic and their chances by the words of the question alone, for the
    title speaks for the last entry only.
    """
    decision = judge(_with_entry(after, joint, within))
    return replace(decision, reason=f"after {after}: {decision.reason}")


def _is_bare(words: Sequence[str]) -> bool:
    """ "How often?" and "how many sets?" name no subject."""
    return len(words) <= BARE_WORDS and tuple(words[:2]) in _MEASURING


def _with_entry(after: str, joint: Standing, within: Sequence[tuple[str, float]]) -> Standing:
    best = joint.candidates[0]
    if len(within) == 1:
        others = joint.candidates[1:]
        # Telling the same again helps only when nothing else is at all likely.
        repeats = best.entry == after and others and others[0].score >= OTHER
        return replace(joint, candidates=(*others, best)) if repeats else joint
    (first, sure), (second, _) = within[:2]
    changed = Candidate(best.topic, first, best.score)
    return replace(joint, candidates=(changed, *joint.candidates[1:]), sure=sure, sibling=second)
