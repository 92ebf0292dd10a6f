"""From the sentences of a knowledge folder to a topic model with the figures of its fit."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
from sklearn.model_selection import StratifiedKFold

from bot.answering.keys import line_key
from bot.answering.matcher import Matcher
from bot.answering.standing import Reader
from bot.answering.topics import TopicReader
from bot.content.topic_model import Linear as Stored
from bot.content.topic_model import TopicModel
from bot.content.training import OUTSIDE_MARK, Sentence
from bot.fitting.decision import Seen, fit_entries, fit_signals
from bot.fitting.figures import figures_of
from bot.fitting.lesson import read_lesson
from bot.fitting.linear import Known, Linear, Words, fit, learn_pieces
from bot.fitting.slips import slipped

FOLDS: Final = 5
# Largest size of a weight as it is stored.
LARGEST: Final = 127
# The decision learns from slips as well: each so many'th sentence again, with one for so many characters.
SLIPS_EVERY: Final = 3
LETTERS_A_SLIP: Final = 12

Say = Callable[[str], None]


def build(folder: Path, say: Say, folds: int = FOLDS) -> TopicModel:
    """Fit on all sentences of the folder; thresholds' weights and figures by `folds`-fold prediction.

    Raises KnowledgeError for a folder that the coach could not use, ValueError for too few sentences.
    """
    lesson = read_lesson(folder, folds)
    matcher, kept, asked, labels = lesson.matcher, lesson.sentences, lesson.asked, lesson.labels
    say(f"{len(kept)} sentences, {len(set(labels))} topics and subjects")
    seen = _unseen(matcher, kept, asked, folds, say)
    say("fitting on all sentences")
    known = learn_pieces(asked, labels)
    signals = {**fit_signals(seen), **fit_entries(*_entry_logits(matcher.reader, known, folds))}
    figures = figures_of(seen, signals, len(kept))
    topics, entries = fit(known.matrix(asked), labels), _fit_entries(matcher.reader, known)
    phrased = [line for subject in matcher.reader.subjects for line in subject.phrasings]
    return _packed(known, lesson.vocabulary, phrased, topics, entries, signals, figures, lesson.digest)


def _fit_entries(reader: Reader, known: Known) -> Linear:
    lines, entries = _phrasings(reader)
    if len(set(entries)) < 2:
        return Linear((), np.zeros((len(known.rarity), 0), np.float32), np.zeros(0, np.float32))
    return fit(known.matrix(lines), entries)


def _entry_logits(reader: Reader, known: Known, folds: int) -> tuple[list[list[float]], list[int]]:
    """For phrasings left out in turn: log odds of the entries of their topic, and which is right."""
    lines, entries = _phrasings(reader)
    topic = {subject.id: subject.topic for subject in reader.subjects if not subject.outside}
    rows, right = known.matrix(lines), np.array(entries)
    found: list[list[float]] = []
    places: list[int] = []
    if len(topic) < 2:
        return found, places
    for learnt, new in StratifiedKFold(folds, shuffle=True, random_state=0).split(right, right):
        linear = fit(rows[learnt], right[learnt].tolist())
        logits = np.asarray(rows[new] @ linear.weights) + linear.bias
        for at, line in zip(new.tolist(), logits, strict=True):
            members = [n for n, name in enumerate(linear.labels) if topic[name] == topic[entries[at]]]
            if len(members) > 1:
                found.append([float(line[n]) for n in members])
                places.append([linear.labels[n] for n in members].index(entries[at]))
    return found, places


def _phrasings(reader: Reader) -> tuple[list[Words], list[str]]:
    """Phrasings of entries, and whose each is."""
    pairs = [(line, one.id) for one in reader.subjects if not one.outside for line in one.phrasings]
    return [line for line, _ in pairs], [name for _, name in pairs]


def _unseen(
    matcher: Matcher, kept: Sequence[Sentence], asked: Sequence[Words], folds: int, say: Say
) -> list[Seen]:
    """Predict each sentence with a model that was fitted without it; phrasings are left out.

    Each model also goes without some subjects outside, and predicts all of their sentences: so the decision
    learns what a subject looks like that nobody wrote sentences for.
    """
    reader = matcher.reader
    phrased = {line for subject in reader.subjects for line in subject.phrasings}
    labels = np.array([one.label for one in kept])
    outside = sorted({one.label for one in kept if one.label.startswith(OUTSIDE_MARK)})
    seen: list[Seen] = []
    parts = StratifiedKFold(folds, shuffle=True, random_state=0).split(labels, labels)
    for number, (known, new) in enumerate(parts, 1):
        say(f"fold {number} of {folds}")
        strange = np.isin(labels, outside[number - 1 :: folds])
        learnt = [at for at in known.tolist() if not strange[at]]
        lines, names = [asked[at] for at in learnt], labels[learnt].tolist()
        pieces = learn_pieces(lines, names)
        nothing = Linear((), np.zeros((len(pieces.rarity), 0), np.float32), np.zeros(0, np.float32))
        topics = TopicReader(_packed(pieces, (), (), fit(pieces.matrix(lines), names), nothing, {}, {}, ""))
        asking = sorted({*new.tolist(), *np.flatnonzero(strange).tolist()})
        for at in asking:
            if asked[at] in phrased:
                continue
            label, unheard = str(labels[at]), bool(strange[at])
            seen.append(_seen(reader, topics, label, asked[at], unheard))
            words = matcher.words(slipped(kept[at].text, LETTERS_A_SLIP)) if at % SLIPS_EVERY == 0 else ()
            if words:
                seen.append(replace(_seen(reader, topics, label, words, unheard), slips=True))
    return seen


def _seen(reader: Reader, topics: TopicReader, label: str, words: Words, strange: bool) -> Seen:
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
        strange=strange,
        slips=False,
    )


def _packed(
    known: Known,
    vocabulary: Sequence[str],
    phrasings: Sequence[Words],
    topics: Linear,
    entries: Linear,
    signals: dict[str, float],
    figures: dict[str, float],
    sentences: str,
) -> TopicModel:
    return TopicModel(
        letters=known.letters,
        words=known.words,
        rarity=known.rarity,
        home=known.home,
        vocabulary=tuple(vocabulary),
        phrasings=np.array(sorted({line_key(line) for line in phrasings}), dtype=np.uint32),
        topics=_small(topics),
        entries=_small(entries),
        signals=signals,
        figures=figures,
        sentences=sentences,
    )


def _small(linear: Linear) -> Stored:
    """Bring the weights to whole numbers of a scale for each row."""
    scale = np.abs(linear.weights).max(axis=1, initial=0) / LARGEST
    scale = scale.astype(np.float16).astype(np.float32)
    scale[scale == 0] = 1
    weights = np.clip(np.round(linear.weights / scale[:, None]), -LARGEST, LARGEST).astype(np.int8)
    return Stored(linear.labels, weights, scale, linear.bias)
