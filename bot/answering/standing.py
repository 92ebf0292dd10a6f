"""Words -> how they stand: what the model believes and what the phrasings say, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final, TypeVar

import numpy as np

from bot.answering.decide import TOPICS_SHOWN, Candidate, Standing
from bot.answering.evidence import (
    DEFAULT_WEIGHTS,
    Signals,
    chance,
    chance_inside,
    raised,
    topic_shares,
    trust,
)
from bot.answering.keys import line_key
from bot.answering.rank import Likeness, Ranker, Subject
from bot.answering.sense import Sense
from bot.answering.topics import Belief, TopicReader
from bot.content.topic_model import TopicModel

# Chance of an entry among those of its topic: a softmax of its likeness. Fitted on 1,144 phrasings, each left
# out in turn (15.7); evaluation questions would have it sharper still (24).
ENTRY_SHARPNESS: Final = 16.0
# From this trust on, the nearest phrasing of all counts even against the model: nearly the same was asked.
REPEAT: Final = 0.85
# The same when the model never saw the phrasing.
FRESH: Final = 0.6
# Without a model: shares of topics are a softmax of the likeness of their best entries.
TOPIC_SHARPNESS: Final = 15.0

K = TypeVar("K")


@dataclass(frozen=True, slots=True)
class _Weighed:
    """What the model and the phrasings come to together.

    inside: chance that it is a question for an entry. shares: topic -> its share of that.
    same: the entry whose phrasing is nearly repeated.
    """

    likeness: Likeness
    belief: Belief
    inside: float
    shares: Mapping[str, float]
    same: int | None


class Reader:
    """Reads questions. Needs at least one subject inside with one phrasing; pure once built.

    `pain`: words that keep a rare name from deciding: "groin pain after a Copenhagen plank" is no question
    about how to do one.
    """

    def __init__(
        self, subjects: Sequence[Subject], model: TopicModel | None, pain: frozenset[str] = frozenset()
    ) -> None:
        self.subjects = tuple(subjects)
        self._ids = [subject.id for subject in subjects]
        self._pain = pain
        self._ranker = Ranker(subjects)
        self._sense = Sense(subjects)
        self._topics = TopicReader(model) if model else None
        self._weights: Mapping[str, float] = model.signals if model else DEFAULT_WEIGHTS
        self._of_topic: dict[str, list[int]] = {}
        for at, subject in enumerate(subjects):
            if not subject.outside:
                self._of_topic.setdefault(subject.topic, []).append(at)
        sizes = [len(members) for members in self._of_topic.values()]
        self._inside = np.array([at for members in self._of_topic.values() for at in members], dtype=np.intp)
        self._first_of_topic = np.cumsum([0, *sizes[:-1]])
        self._lines = [line for subject in subjects for line in subject.phrasings]
        self._fresh = self._new_lines(model)
        self._live = [label for label in model.topics.labels if label in self._of_topic] if model else []
        # Where the model has its log odds of each subject, None for one that it does not know.
        places = {label: place for place, label in enumerate(model.entries.labels)} if model else {}
        self._entry_places = [places.get(subject.id) for subject in subjects]
        self._outside = np.flatnonzero([subject.outside for subject in subjects])

    def read(self, words: Sequence[str]) -> Standing:
        """Return how the question stands; `words` must not be empty."""
        weighed = self._weigh(words)
        belief, shares = weighed.belief, weighed.shares
        best = sorted(shares, key=shares.__getitem__, reverse=True)[:TOPICS_SHOWN]
        standings = [self._best(topic, weighed) for topic in best]
        candidates = tuple(
            Candidate(topic, self._ids[order[0]], weighed.inside * shares[topic])
            for topic, (order, _) in zip(best, standings, strict=True)
        )
        order, sure = standings[0]
        sibling = self._ids[order[1]] if len(order) > 1 else None
        return Standing(
            weighed.inside,
            candidates,
            sure[0],
            sibling,
            belief.subject,
            belief.outside,
            belief.alarms,
        )

    def entries(self, words: Sequence[str]) -> list[tuple[Subject, float]]:
        """Return all entries, best first, with their scores: the chance of the topic, shared out."""
        weighed = self._weigh(words)
        scored: list[tuple[Subject, float]] = []
        for topic, share in weighed.shares.items():
            order, sure = self._best(topic, weighed)
            scored += [
                (self.subjects[at], weighed.inside * share * size)
                for at, size in zip(order, sure, strict=True)
            ]
        return sorted(scored, key=lambda one: -one[1])

    def within(self, topic: str, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return the entries of one topic by these words, best first, and the chance of each among them."""
        order, sure = self._best(topic, self._weigh(words))
        return [(self._ids[at], size) for at, size in zip(order, sure, strict=True)]

    def likeness(self, words: Sequence[str]) -> Likeness:
        """How like each subject the words are."""
        return self._ranker.read(words)

    def belief(self, words: Sequence[str], likeness: Likeness) -> Belief:
        """What the model believes; without one, what the likeness comes to."""
        if self._topics:
            belief = self._topics.read(words)
            live = sum(map(belief.topics.__getitem__, self._live))
            return belief if live > 1 - 1e-6 else belief.within(self._of_topic, live)
        return self._believed(words, likeness)

    def signals(self, words: Sequence[str], belief: Belief, likeness: Likeness) -> Signals:
        """What tells inside from outside."""
        return Signals(
            inside=belief.inside,
            outside=belief.outside,
            lead=max(belief.topics.values(), default=0.0),
            nearest=float(likeness.nearest.take(self._inside).max()),
            rival=self._rival(likeness),
            strange=belief.strange,
            length=len(words),
        )

    def nearest_by_topic(self, likeness: Likeness) -> dict[str, float]:
        """Topic -> likeness to the nearest of its phrasings."""
        near = np.maximum.reduceat(likeness.nearest.take(self._inside), self._first_of_topic)
        return dict(zip(self._of_topic, near.tolist(), strict=True))

    def _rival(self, likeness: Likeness) -> float:
        return float(likeness.nearest.take(self._outside).max(initial=0.0))

    def _weigh(self, words: Sequence[str]) -> _Weighed:
        likeness = self.likeness(words)
        belief = self.belief(words, likeness)
        shares = topic_shares(belief.topics, self.nearest_by_topic(likeness), self._weights)
        inside = chance_inside(self.signals(words, belief, likeness), self._weights)
        repeated = self._repeated(words, likeness)
        if repeated is None:
            return _Weighed(likeness, belief, inside, shares, None)
        same, trusted = repeated
        shares = raised(shares, self.subjects[same].topic, trusted)
        return _Weighed(likeness, belief, max(inside, trusted), shares, same)

    def _repeated(self, words: Sequence[str], likeness: Likeness) -> tuple[int, float] | None:
        """Return the entry whose phrasing is nearly what was asked, and how far to trust that."""
        line = int(likeness.lines.argmax())
        if self._pain.intersection(words).difference(self._lines[line]):
            return None
        owner, trusted = self._ranker.owner_of(line), trust(float(likeness.lines[line]), self._weights)
        least = FRESH if line in self._fresh else REPEAT
        return None if trusted < least or self.subjects[owner].outside else (owner, trusted)

    def _new_lines(self, model: TopicModel | None) -> frozenset[int]:
        """Return the places of the phrasings that the model was not fitted on."""
        if model is None:
            return frozenset()
        known = set(model.phrasings.tolist())
        return frozenset(at for at, line in enumerate(self._lines) if line_key(line) not in known)

    def _best(self, topic: str, weighed: _Weighed) -> tuple[list[int], list[float]]:
        """Return the entries of a topic, best first, and the chance of each among them."""
        belief, likeness = weighed.belief, weighed.likeness
        members = self._of_topic[topic]
        if len(members) == 1:
            return members, [1.0]
        known = {at: belief.entries[label] for at in members if (label := self._entry_places[at]) is not None}
        if known:
            shares = _softmax(known, self._weights.get("entry_sharpness", 1.0))
        else:
            whole = self._ranker.whole(likeness)
            shares = _softmax({at: float(whole[at]) for at in members}, ENTRY_SHARPNESS)
        for at in members:
            if at not in shares or at == weighed.same:
                shares = raised(shares, at, trust(float(likeness.nearest[at]), self._weights))
        order = sorted(shares, key=shares.__getitem__, reverse=True)
        return order, [shares[at] for at in order]

    def _believed(self, words: Sequence[str], likeness: Likeness) -> Belief:
        whole = self._ranker.whole(likeness)
        best = {topic: float(whole[members].max()) for topic, members in self._of_topic.items()}
        shares = _softmax(best, TOPIC_SHARPNESS)
        rival = max(self._outside.tolist(), key=lambda at: float(whole[at]), default=None)
        against = float(whole[rival]) if rival is not None else 0.0
        sense = self._sense.read(words, max(best.values()) - against)
        return Belief(
            topics=shares,
            entries=(),
            inside=chance(sense.evidence),
            subject=self._ids[rival] if rival is not None and against > max(best.values()) else "",
            outside=1 - chance(sense.evidence),
            strange=1 - sense.known,
            alarms={},
        )


def _softmax(sizes: Mapping[K, float], sharpness: float) -> dict[K, float]:
    largest = max(sizes.values())
    powers = {name: exp(sharpness * (size - largest)) for name, size in sizes.items()}
    total = sum(powers.values())
    return {name: power / total for name, power in powers.items()}
