"""From the sentences of a knowledge folder to a topic model with the figures of its fit."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import StratifiedKFold

from bot.answering.matcher import Matcher
from bot.answering.standing import Reader
from bot.answering.topics import TopicReader
from bot.content.load import load
from bot.content.topic_model import TopicModel
from bot.content.training import OUTSIDE_MARK, Sentence, digest, read_sentences
from bot.fitting.decision import Seen, fit_signals
from bot.fitting.figures import figures_of
from bot.fitting.linear import Fitted, Words, fit

FOLDS: Final = 5
# Largest size of a weight as it is stored.
LARGEST: Final = 127

Say = Callable[[str], None]


def build(folder: Path, say: Say, folds: int = FOLDS) -> TopicModel:
    """Fit on all sentences of the folder; thresholds' weights and figures by `folds`-fold prediction.

    Raises KnowledgeError for a folder that the coach could not use, ValueError for too few sentences.
    """
    knowledge = load(folder, with_model=False)
    matcher = Matcher(knowledge)
    sentences = read_sentences(folder)
    worded = [(one, words) for one in sentences if (words := matcher.words(one.text))]
    kept, asked = [one for one, _ in worded], [words for _, words in worded]
    labels = [one.label for one in kept]
    rare = sorted({label for label in labels if labels.count(label) < folds})
    if rare or len(set(labels)) < 2:
        raise ValueError(f"too few sentences: {', '.join(rare) or 'no second label'} - write {folds} or more")
    say(f"{len(kept)} sentences, {len(set(labels))} topics and subjects")
    seen = _unseen(matcher.reader, kept, asked, folds, say)
    signals = fit_signals(seen)
    say("fitting on all sentences")
    return _packed(fit(asked, labels), signals, figures_of(seen, signals, len(kept)), digest(sentences))


def _unseen(
    reader: Reader, kept: Sequence[Sentence], asked: Sequence[Words], folds: int, say: Say
) -> list[Seen]:
    """Predict each sentence with a model that was fitted without it; phrasings are left out."""
    phrased = {line for subject in reader.subjects for line in subject.phrasings}
    labels = np.array([one.label for one in kept])
    seen: list[Seen] = []
    parts = StratifiedKFold(folds, shuffle=True, random_state=0).split(labels, labels)
    for number, (known, new) in enumerate(parts, 1):
        say(f"fold {number} of {folds}")
        fitted = fit([asked[at] for at in known], labels[known].tolist())
        topics = TopicReader(_packed(fitted, {}, {}, ""))
        seen += [
            _seen(reader, topics, str(labels[at]), asked[at])
            for at in new.tolist()
            if asked[at] not in phrased
        ]
    return seen


def _seen(reader: Reader, topics: TopicReader, label: str, words: Words) -> Seen:
    likeness = reader.likeness(words)
    belief = topics.read(words)
    nearest = reader.nearest_by_topic(likeness)
    names = sorted(nearest)
    return Seen(
        signals=reader.signals(words, belief, likeness),
        shares=[belief.topics.get(name, 0.0) for name in names],
        nearest=[nearest[name] for name in names],
        right=None if label.startswith(OUTSIDE_MARK) else names.index(label),
        closest_right=max(names, key=nearest.__getitem__) == label,
    )


def _packed(
    fitted: Fitted, signals: dict[str, float], figures: dict[str, float], sentences: str
) -> TopicModel:
    scale, weights = _small(fitted.weights)
    return TopicModel(
        labels=fitted.labels,
        letters=fitted.letters,
        words=fitted.words,
        rarity=fitted.rarity,
        weights=weights,
        scale=scale,
        bias=fitted.bias,
        signals=signals,
        figures=figures,
        sentences=sentences,
    )


def _small(weights: npt.NDArray[np.float32]) -> tuple[npt.NDArray[np.float32], npt.NDArray[np.int8]]:
    """Return a scale for each row, and the weights as whole numbers of it."""
    scale = (np.abs(weights).max(axis=1) / LARGEST).astype(np.float16).astype(np.float32)
    scale[scale == 0] = 1
    return scale, np.clip(np.round(weights / scale[:, None]), -LARGEST, LARGEST).astype(np.int8)
