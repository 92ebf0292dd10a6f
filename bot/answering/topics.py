"""How likely each topic and each subject outside is, by the model that was learnt from the sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

import numpy as np

from bot.answering.keys import Ids, Weights
from bot.answering.pieces import PieceSpace
from bot.content.topic_model import Linear, TopicModel
from bot.content.training import OUTSIDE_MARK, RED_FLAG

CACHE_WORDS: Final = 2_000


@dataclass(frozen=True, slots=True)
class Belief:
    """What the model makes of a question.

    topics: topic -> its share of all that speaks for topics; the shares add up to 1.
    entries: log odds of the entries, in the order of the model's labels, to be compared within a topic.
    inside: chance of all topics together, 0..1.
    subject: the likeliest subject outside, without its mark, and `outside`: its chance, 0..1.
    alarms: kind of red flag -> its chance, 0..1, for the kinds that the model knows.
    strange: share of the words, weighted by rarity, that no sentence inside has, 0..1.
    """

    topics: Mapping[str, float]
    entries: Sequence[float]
    inside: float
    subject: str
    outside: float
    strange: float
    alarms: Mapping[str, float]

    def within(self, topics: Iterable[str], live: float) -> "Belief":
        """Leave out topics that have no entry any more; `live` is the share of the others."""
        shares = {topic: self.topics[topic] / max(live, 1e-12) for topic in topics if topic in self.topics}
        return replace(self, topics=shares, inside=self.inside * live)


class _Columns:
    """One linear model, its labels in the order wanted."""

    def __init__(self, linear: Linear, order: Sequence[int]) -> None:
        # Built files have the order wanted, so that nothing is copied.
        wanted = list(order) == list(range(len(linear.labels)))
        self._weights = linear.weights if wanted else np.ascontiguousarray(linear.weights[:, order])
        self._scale, self._bias = linear.scale, linear.bias[order]

    def logits(self, ids: Ids, weights: Weights) -> Weights:
        rows = self._weights.take(ids, axis=0).astype(np.float32)
        return np.asarray((weights * self._scale.take(ids)).dot(rows) + self._bias)


class TopicReader:
    """Reads questions with a fitted model. Pure once built."""

    def __init__(self, model: TopicModel) -> None:
        self._space = PieceSpace(model.letters, model.words, model.rarity)
        names = model.topics.labels
        # Topics first: one slice for either side.
        order = sorted(range(len(names)), key=lambda at: names[at].startswith(OUTSIDE_MARK))
        inside = sum(not name.startswith(OUTSIDE_MARK) for name in names)
        self._topics = [names[at] for at in order[:inside]]
        self._subjects = [names[at].removeprefix(OUTSIDE_MARK) for at in order[inside:]]
        self._alarms = [
            (at, name.removeprefix(RED_FLAG))
            for at, name in enumerate(self._subjects)
            if name.startswith(RED_FLAG)
        ]
        self._by_topic = _Columns(model.topics, order)
        self._by_entry = _Columns(model.entries, range(len(model.entries.labels)))
        self._home = model.home
        # Nothing is rarer than a word that nobody wrote.
        self._rarest = float(model.rarity.max(initial=1.0))
        self._rarity_of = lru_cache(maxsize=CACHE_WORDS)(self._find_rarity)

    def read(self, words: Sequence[str]) -> Belief:
        """Return what the model believes; `words` must not be empty."""
        ids, weights = self._space.vector(words)
        logits = self._by_topic.logits(ids, weights)
        sizes = np.exp(logits - logits.max())
        chances = (sizes / sizes.sum()).tolist()
        inside, outside = chances[: len(self._topics)], chances[len(self._topics) :]
        total, worst = sum(inside), max(outside, default=0.0)
        whole = max(total, 1e-12)
        return Belief(
            topics={topic: size / whole for topic, size in zip(self._topics, inside, strict=True)},
            entries=self._by_entry.logits(ids, weights).tolist(),
            inside=total,
            subject=self._subjects[outside.index(worst)] if outside else "",
            outside=worst,
            strange=self._strange(words),
            alarms={kind: outside[at] for at, kind in self._alarms},
        )

    def _strange(self, words: Sequence[str]) -> float:
        sizes = [self._rarity_of(word) for word in words]
        return 1 - sum(home for _, home in sizes) / sum(size for size, _ in sizes)

    def _find_rarity(self, word: str) -> tuple[float, float]:
        """How rare a word is, and again when a sentence inside has it, else 0."""
        at = self._space.place_of_word(word)
        if at is None:
            return self._rarest, 0.0
        rarity = self._space.rarity_of_word(at)
        return rarity, rarity if self._home[at] else 0.0
