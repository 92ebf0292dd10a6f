"""What speaks for a question being inside, and for each topic and entry, brought to one scale."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import exp, log
from typing import Final, TypeVar

# Weights for a matcher without a fitted model; `knowledge build` fits its own and puts them in the file.
DEFAULT_WEIGHTS: Final[Mapping[str, float]] = {"inside": 1.0, "sharpness": 1.0}
_LEAST: Final = 1e-6

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class Signals:
    """What `inside` is told from, all 0..1 but `length`.

    inside: sum of the chances of all topics. outside: chance of the likeliest subject outside.
    lead: the share of the likeliest topic among the topics.
    nearest, rival: likeness to the nearest phrasing of an entry and of a neighbour.
    strange: share of the words, weighted by rarity, that no sentence inside has. length: number of words.
    """

    inside: float
    outside: float
    lead: float
    nearest: float
    rival: float
    strange: float
    length: int

    def evidence(self) -> dict[str, float]:
        """Return the signals as a linear model takes them; chances as log odds."""
        return {
            "inside": logit(self.inside),
            "outside": logit(self.outside),
            "lead": self.lead,
            "nearest": self.nearest,
            "rival": self.rival,
            "strange": self.strange,
            "length": log(self.length + 1),
            "offset": 1.0,
        }


def chance_inside(signals: Signals, weights: Mapping[str, float]) -> float:
    """Return the chance, 0..1, that the question is one that the coach answers."""
    evidence = signals.evidence()
    return chance(sum(weights.get(name, 0.0) * size for name, size in evidence.items()))


def topic_shares(
    shares: Mapping[str, float], nearest: Mapping[str, float], weights: Mapping[str, float]
) -> dict[str, float]:
    """Return the share of each topic of `nearest` (topic -> likeness to its nearest phrasing), in sum 1.

    A topic without a share is one that the model never saw: how near its phrasings are stands for it.
    """
    sharpness, pull = weights.get("sharpness", 1.0), weights.get("pull", 0.0)
    # Without a call of max or log: this is worked out for every topic of every question.
    known = {
        topic: (share if share > _LEAST else _LEAST) ** sharpness * exp(pull * near)
        for topic, near in nearest.items()
        if (share := shares.get(topic)) is not None
    }
    total = sum(known.values()) or 1.0
    mixed = {topic: size / total for topic, size in known.items()}
    for topic, near in nearest.items():
        if topic not in shares:
            mixed = raised(mixed, topic, trust(near, weights))
    return mixed


def raised(shares: Mapping[K, float], one: K, least: float) -> dict[K, float]:
    """Return the shares with that of `one` at least `least`, in sum 1."""
    if shares.get(one, -1.0) >= least:
        return dict(shares)
    others = sum(size for name, size in shares.items() if name != one)
    if not others:
        return {**shares, one: 1.0}
    rest = {name: size * (1 - least) / others for name, size in shares.items() if name != one}
    return {**rest, one: least}


# Measured on sentences that are no phrasings: how often the topic of the nearest phrasing is the right one.
TRUST_SLOPE: Final = 7.6
TRUST_OFFSET: Final = -3.25


def trust(nearest: float, weights: Mapping[str, float]) -> float:
    """Return the chance, 0..1, that the nearest phrasing means the same, by its likeness alone."""
    return chance(weights.get("trust", TRUST_SLOPE) * nearest + weights.get("trust_offset", TRUST_OFFSET))


def chance(evidence: float) -> float:
    """Log odds -> 0..1."""
    return 1 / (1 + exp(-max(-50.0, min(50.0, evidence))))


def logit(size: float) -> float:
    """0..1 -> log odds, never endless."""
    size = min(max(size, _LEAST), 1 - _LEAST)
    return log(size / (1 - size))
