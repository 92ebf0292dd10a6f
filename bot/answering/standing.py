"""Words -> how they stand: what the model believes and what the phrasings say, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp
from typing import Final

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


@dataclass(frozen=True, slots=True)
class _Plain:
    """Likeness as plain lists, faster to look into one by one; `same`: the entry nearly repeated."""

    nearest: list[float]
    whole: list[float]
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
        self._pain = pain
        self._ranker = Ranker(subjects)
        self._sense = Sense(subjects)
        self._topics = TopicReader(model) if model else None
        self._weights: Mapping[str, float] = model.signals if model else DEFAULT_WEIGHTS
        self._of_topic: dict[str, list[int]] = {}
        for at, subject in enumerate(subjects):
            if not subject.outside:
                self._of_topic.setdefault(subject.topic, []).append(at)
        self._inside = [at for members in self._of_topic.values() for at in members]
        self._lines = [line for subject in subjects for line in subject.phrasings]
        self._fresh = self._new_lines(model)
        self._outside = [at for at, subject in enumerate(subjects) if subject.outside]

    def read(self, words: Sequence[str]) -> Standing:
        """Return how the question stands; `words` must not be empty."""
        likeness = self.likeness(words)
        belief = self.belief(words, likeness)
        inside, shares = self._weigh(words, likeness, belief)
        plain = self._plain(words, likeness)
        best = sorted(shares.items(), key=lambda one: -one[1])[:TOPICS_SHOWN]
        standings = [self._best(topic, plain, belief) for topic, _ in best]
        candidates = tuple(
            Candidate(topic, self.subjects[order[0]].id, inside * share)
            for (topic, share), (order, _) in zip(best, standings, strict=True)
        )
        order, sure = standings[0]
        sibling = self.subjects[order[1]].id if len(order) > 1 else None
        return Standing(
            inside,
            candidates,
            sure[0],
            sibling,
            belief.subject,
            belief.outside,
            belief.alarms,
        )

    def entries(self, words: Sequence[str]) -> list[tuple[Subject, float]]:
        """Return all entries, best first, with their scores: the chance of the topic, shared out."""
        likeness = self.likeness(words)
        belief = self.belief(words, likeness)
        inside, shares = self._weigh(words, likeness, belief)
        plain = self._plain(words, likeness)
        scored: list[tuple[Subject, float]] = []
        for topic, share in shares.items():
            order, sure = self._best(topic, plain, belief)
            scored += [
                (self.subjects[at], inside * share * size) for at, size in zip(order, sure, strict=True)
            ]
        return sorted(scored, key=lambda one: -one[1])

    def within(self, topic: str, words: Sequence[str]) -> list[tuple[str, float]]:
        """Return the entries of one topic by these words, best first, and the chance of each among them."""
        likeness = self.likeness(words)
        order, sure = self._best(topic, self._plain(words, likeness), self.belief(words, likeness))
        return [(self.subjects[at].id, size) for at, size in zip(order, sure, strict=True)]

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
        return Signals(
            inside=belief.inside,
            outside=belief.outside,
            lead=max(belief.topics.values(), default=0.0),
            nearest=float(likeness.nearest[self._inside].max()),
            rival=self._rival(likeness),
            strange=belief.strange,
            length=len(words),
        )

    def nearest_by_topic(self, likeness: Likeness) -> dict[str, float]:
        """Topic -> likeness to the nearest of its phrasings."""
        near = likeness.nearest.tolist()
        return {topic: max(near[at] for at in members) for topic, members in self._of_topic.items()}

    def _rival(self, likeness: Likeness) -> float:
        return float(likeness.nearest[self._outside].max()) if self._outside else 0.0

    def _weigh(
        self, words: Sequence[str], likeness: Likeness, belief: Belief
    ) -> tuple[float, Mapping[str, float]]:
        """Return the chance of inside, and the share of each topic."""
        nearest = self.nearest_by_topic(likeness)
        shares = topic_shares(belief.topics, nearest, self._weights)
        inside = chance_inside(self.signals(words, belief, likeness), self._weights)
        same = self._repeated(words, likeness)
        if same:
            inside, shares = max(inside, same[1]), raised(shares, self.subjects[same[0]].topic, same[1])
        return inside, shares

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

    def _plain(self, words: Sequence[str], likeness: Likeness) -> _Plain:
        same = self._repeated(words, likeness)
        return _Plain(likeness.nearest.tolist(), likeness.whole.tolist(), same[0] if same else None)

    def _best(self, topic: str, likeness: _Plain, belief: Belief) -> tuple[list[int], list[float]]:
        """Return the entries of a topic, best first, and the chance of each among them."""
        members = self._of_topic[topic]
        known = [at for at in members if self.subjects[at].id in belief.entries]
        if known:
            sharpness = self._weights.get("entry_sharpness", 1.0)
            sizes = _softmax([belief.entries[self.subjects[at].id] for at in known], sharpness)
        else:
            known, sizes = members, _softmax([likeness.whole[at] for at in members], ENTRY_SHARPNESS)
        shares = dict(zip(known, sizes, strict=True))
        for at in members:
            if at not in shares or at == likeness.same:
                shares = raised(shares, at, trust(likeness.nearest[at], self._weights))
        order = sorted(shares, key=lambda at: -shares[at])
        return order, [shares[at] for at in order]

    def _believed(self, words: Sequence[str], likeness: Likeness) -> Belief:
        whole = likeness.whole
        best = {topic: float(whole[members].max()) for topic, members in self._of_topic.items()}
        shares = _softmax(list(best.values()), TOPIC_SHARPNESS)
        rival = max(self._outside, key=lambda at: whole[at], default=None)
        against = float(whole[rival]) if rival is not None else 0.0
        sense = self._sense.read(words, max(best.values()) - against)
        return Belief(
            topics=dict(zip(best, shares, strict=True)),
            entries={},
            inside=chance(sense.evidence),
            subject=self.subjects[rival].id if rival is not None and against > max(best.values()) else "",
            outside=1 - chance(sense.evidence),
            strange=1 - sense.known,
            alarms={},
        )


def _softmax(sizes: Sequence[float], sharpness: float) -> list[float]:
    largest = max(sizes)
    powers = [exp(sharpness * (size - largest)) for size in sizes]
    total = sum(powers)
    return [power / total for power in powers]
