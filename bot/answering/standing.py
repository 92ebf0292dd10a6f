"""Words -> how they stand: what the model believes and what the phrasings say, put together."""

from collections.abc import Mapping, Sequence
from math import exp
from typing import Final

import numpy as np

from bot.answering.decide import Candidate, Standing
from bot.answering.evidence import (
    DEFAULT_WEIGHTS,
    Signals,
    chance,
    chance_inside,
    raised,
    topic_shares,
    trust,
)
from bot.answering.rank import Floats, Likeness, Ranker, Subject
from bot.answering.sense import Sense
from bot.answering.topics import Belief, TopicReader
from bot.content.topic_model import TopicModel

# Chance of an entry among those of its topic: a softmax of its likeness. Fitted on 1,144 phrasings, each left
# out in turn (15.7); evaluation questions would have it sharper still (24).
ENTRY_SHARPNESS: Final = 16.0
# From this trust in the nearest phrasing on, a phrasing counts even against the model: it may be new.
REPEAT: Final = 0.85
# Without a model: shares of topics are a softmax of the likeness of their best entries.
TOPIC_SHARPNESS: Final = 15.0


class Reader:
    """Reads questions. Needs at least one subject inside with one phrasing; pure once built."""

    def __init__(self, subjects: Sequence[Subject], model: TopicModel | None) -> None:
        self.subjects = tuple(subjects)
        self._ranker = Ranker(subjects)
        self._sense = Sense(subjects)
        self._topics = TopicReader(model) if model else None
        self._weights: Mapping[str, float] = model.signals if model else DEFAULT_WEIGHTS
        self._of_topic: dict[str, list[int]] = {}
        for at, subject in enumerate(subjects):
            if not subject.outside:
                self._of_topic.setdefault(subject.topic, []).append(at)
        self._outside = [at for at, subject in enumerate(subjects) if subject.outside]

    def read(self, words: Sequence[str]) -> Standing:
        """Return how the question stands; `words` must not be empty."""
        likeness = self._ranker.read(words)
        belief = self.belief(words, likeness)
        nearest = self.nearest_by_topic(likeness)
        shares = topic_shares(belief.topics, nearest, self._weights)
        inside = chance_inside(self.signals(words, belief, likeness), self._weights)
        closest = max(nearest, key=nearest.__getitem__)
        trusted = trust(nearest[closest], self._weights)
        if trusted >= REPEAT and nearest[closest] > self._rival(likeness):
            shares, inside = raised(shares, closest, trusted), max(inside, trusted)
        return self._standing(inside, shares, likeness.whole, belief)

    def entries(self, words: Sequence[str]) -> list[tuple[Subject, float]]:
        """Return all entries, best first, with their scores: the chance of the topic, shared out."""
        standing = self.read(words)
        whole = self._ranker.read(words).whole
        scored: list[tuple[Subject, float]] = []
        for candidate in standing.candidates:
            members = self._of_topic[candidate.topic]
            scored += [
                (self.subjects[at], candidate.score * size)
                for at, size in zip(members, _softmax(whole[members]), strict=True)
            ]
        return sorted(scored, key=lambda one: -one[1])

    def likeness(self, words: Sequence[str]) -> Likeness:
        """How like each subject the words are."""
        return self._ranker.read(words)

    def belief(self, words: Sequence[str], likeness: Likeness) -> Belief:
        """What the model believes; without one, what the likeness comes to."""
        if self._topics:
            belief = self._topics.read(words)
            live = sum(belief.topics.get(topic, 0.0) for topic in self._of_topic)
            return belief if live > 1 - 1e-6 else belief.within(self._of_topic, live)
        return self._believed(words, likeness)

    def signals(self, words: Sequence[str], belief: Belief, likeness: Likeness) -> Signals:
        """What tells inside from outside."""
        inside = [at for members in self._of_topic.values() for at in members]
        return Signals(
            inside=belief.inside,
            outside=belief.outside,
            lead=max(belief.topics.values(), default=0.0),
            nearest=float(likeness.nearest[inside].max()),
            rival=self._rival(likeness),
            known=belief.known,
            length=len(words),
        )

    def nearest_by_topic(self, likeness: Likeness) -> dict[str, float]:
        """Topic -> likeness to the nearest of its phrasings."""
        near = likeness.nearest.tolist()
        return {topic: max(near[at] for at in members) for topic, members in self._of_topic.items()}

    def _rival(self, likeness: Likeness) -> float:
        return float(likeness.nearest[self._outside].max()) if self._outside else 0.0

    def _standing(
        self, inside: float, shares: Mapping[str, float], whole: Floats, belief: Belief
    ) -> Standing:
        best = [(topic, *self._best(topic, whole)) for topic in shares]
        candidates = sorted(
            (Candidate(topic, self.subjects[at].id, inside * shares[topic]) for topic, at, _, _ in best),
            key=lambda one: -one.score,
        )
        first = next(one for one in best if one[0] == candidates[0].topic)
        sibling = self.subjects[first[3]].id if first[3] is not None else None
        return Standing(inside, tuple(candidates), first[2], sibling, belief.subject, belief.outside)

    def _best(self, topic: str, whole: Floats) -> tuple[int, float, int | None]:
        """Return the best entry of a topic, its chance among them, and the second best."""
        members = self._of_topic[topic]
        if len(members) == 1:
            return members[0], 1.0, None
        order = sorted(members, key=lambda at: -whole[at])
        return order[0], _softmax(whole[order])[0], order[1]

    def _believed(self, words: Sequence[str], likeness: Likeness) -> Belief:
        whole = likeness.whole
        best = {topic: float(whole[members].max()) for topic, members in self._of_topic.items()}
        shares = _softmax(np.array(list(best.values())), TOPIC_SHARPNESS)
        rival = max(self._outside, key=lambda at: whole[at], default=None)
        against = float(whole[rival]) if rival is not None else 0.0
        sense = self._sense.read(words, max(best.values()) - against)
        return Belief(
            topics=dict(zip(best, shares, strict=True)),
            inside=chance(sense.evidence),
            subject=self.subjects[rival].id if rival is not None and against > max(best.values()) else "",
            outside=1 - chance(sense.evidence),
            known=sense.known,
        )


def _softmax(sizes: Floats, sharpness: float = ENTRY_SHARPNESS) -> list[float]:
    powers = [exp(sharpness * (float(size) - float(sizes.max()))) for size in sizes]
    return [power / sum(powers) for power in powers]
