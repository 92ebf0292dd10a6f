"""How likely each topic and each subject outside is, by the model that was learnt from the sentences."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from bot.answering.pieces import PieceSpace
from bot.content.topic_model import TopicModel
from bot.content.training import OUTSIDE_MARK

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Belief:
    """What the model makes of a question.

    topics: topic -> its share of all that speaks for topics; the shares add up to 1.
    inside: chance of all topics together, 0..1.
    subject: the likeliest subject outside, without its mark, and `outside`: its chance, 0..1.
    known: share of the words that somebody wrote in a sentence, 0..1.
    """

    topics: Mapping[str, float]
    inside: float
    subject: str
    outside: float
    known: float

    def within(self, topics: Iterable[str], live: float) -> "Belief":
        """Leave out topics that have no entry any more; `live` is the share of the others."""
        shares = {topic: self.topics[topic] / max(live, 1e-12) for topic in topics if topic in self.topics}
        return replace(self, topics=shares, inside=self.inside * live)


class TopicReader:
    """Reads questions with a fitted model. Pure once built."""

    def __init__(self, model: TopicModel) -> None:
        self._space = PieceSpace(model.letters, model.words, model.rarity)
        # Topics first: one slice for either side.
        order = sorted(range(len(model.labels)), key=lambda at: model.labels[at].startswith(OUTSIDE_MARK))
        labels = [model.labels[at] for at in order]
        inside = sum(not label.startswith(OUTSIDE_MARK) for label in labels)
        self._topics, self._subjects = labels[:inside], [label[1:] for label in labels[inside:]]
        self._weights = np.ascontiguousarray(model.weights[:, order])
        self._scale, self._bias = model.scale, model.bias[order]

    def read(self, words: Sequence[str]) -> Belief:
        """Return what the model believes; `words` must not be empty."""
        ids, weights = self._space.vector(words)
        logits = (weights * self._scale[ids]) @ self._weights[ids].astype(np.float32) + self._bias
        chances = np.exp(logits - logits.max())
        chances /= chances.sum()
        inside, outside = chances[: len(self._topics)], chances[len(self._topics) :]
        total = float(inside.sum())
        worst = int(outside.argmax()) if len(outside) else -1
        return Belief(
            topics=dict(zip(self._topics, (inside / max(total, 1e-12)).tolist(), strict=True)),
            inside=total,
            subject=self._subjects[worst] if worst >= 0 else "",
            outside=float(outside[worst]) if worst >= 0 else 0.0,
            known=self._space.known(words) / len(words),
        )
