"""How well a fit does, on sentences that it had not seen."""

from collections.abc import Mapping, Sequence

import numpy as np
from sklearn.metrics import roc_auc_score

from bot.answering.decide import ANSWER, SUGGEST
from bot.answering.evidence import chance_inside, topic_shares
from bot.fitting.decision import Seen


def figures_of(seen: Sequence[Seen], signals: Mapping[str, float], sentences: int) -> dict[str, float]:
    """Return the figures of a fit by name; all but the number of sentences are shares, 0..1."""
    inside = np.array([one.right is not None for one in seen])
    strange = np.array([one.strange for one in seen])
    slips = np.array([one.slips for one in seen])
    typed, inside, strange = inside & slips, inside & ~slips, strange & ~slips
    outside = ~np.array([one.right is not None or one.strange or one.slips for one in seen])
    chances = np.array([chance_inside(one.signals, signals) for one in seen])
    places, shares = zip(*(_place(one, signals) for one in seen), strict=True)
    first, three = np.array(places) == 0, np.array(places) < 3
    answered = chances * np.array(shares) >= ANSWER
    offered = ~answered & (chances >= SUGGEST)
    shown = {
        "topic_first": first[inside].mean(),
        "topic_in_three": three[inside].mean(),
        "inside_outside_area": roc_auc_score(inside[inside | outside], chances[inside | outside]),
        "inside_answered_by_right_topic": (answered & first)[inside].mean(),
        "inside_answered_by_wrong_topic": (answered & ~first)[inside].mean(),
        "inside_offered_right_topic": (offered & three)[inside].mean(),
        "topic_first_with_slips": first[typed].mean(),
        "inside_declined_with_slips": (chances < SUGGEST)[typed].mean(),
        "outside_answered": answered[outside].mean(),
        "outside_offered": offered[outside].mean(),
        "unknown_subject_answered": answered[strange].mean(),
        "unknown_subject_offered": offered[strange].mean(),
    }
    return {"sentences": sentences, **{name: round(float(size), 4) for name, size in shown.items()}}


def _place(one: Seen, signals: Mapping[str, float]) -> tuple[int, float]:
    """Return how many topics come before the right one (all of them for outside), and the best share."""
    names = [str(at) for at in range(len(one.shares))]
    shares = topic_shares(
        dict(zip(names, one.shares, strict=True)), dict(zip(names, one.nearest, strict=True)), signals
    )
    best = max(shares.values())
    if one.right is None:
        return len(names), best
    return sum(share > shares[str(one.right)] for share in shares.values()), best
