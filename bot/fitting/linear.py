"""Multinomial logistic regression over word pieces."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from bot.answering.pieces import Keys, PieceSpace, letter_keys, word_keys

# A piece of one sentence only teaches that sentence. Pieces come first by how many sentences have them, so
# that these limits, not the number of sentences, bound the size of the file.
FEWEST: Final = 2
MOST_LETTERS: Final = 60_000
MOST_WORDS: Final = 40_000
# Measured out of fold on 16,500 sentences, topic right first: C 4 .768, 8 .769, 20 .769, 40 .756.
STRENGTH: Final = 8.0
STEPS: Final = 100
TOLERANCE: Final = 1e-3

Words = tuple[str, ...]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Fitted:
    """labels: L; weights: pieces x L; bias: L."""

    letters: Keys
    words: Keys
    rarity: Floats
    labels: tuple[str, ...]
    weights: Floats
    bias: Floats

    def chances(self, asked: Sequence[Words]) -> Floats:
        """Chance of each label, one row a question."""
        space = PieceSpace(self.letters, self.words, self.rarity)
        logits = np.asarray(_matrix(space, asked, len(self.rarity)) @ self.weights) + self.bias
        chances = np.exp(logits - logits.max(axis=1, keepdims=True))
        return np.asarray(chances / chances.sum(axis=1, keepdims=True), dtype=np.float32)


def fit(sentences: Sequence[Words], labels: Sequence[str]) -> Fitted:
    """Fit on normalised sentences and their labels: at least two labels. Deterministic."""
    letters, letter_rarity = _choose((_keys_of(words) for words in sentences), len(sentences), MOST_LETTERS)
    words, word_rarity = _choose((set(word_keys(line)) for line in sentences), len(sentences), MOST_WORDS)
    rarity = np.concatenate((letter_rarity, word_rarity))
    space = PieceSpace(letters, words, rarity)
    model = LogisticRegression(C=STRENGTH, max_iter=STEPS, tol=TOLERANCE)
    model.fit(_matrix(space, sentences, len(rarity)), np.array(labels))
    weights, bias = model.coef_.T, model.intercept_
    if len(model.classes_) == 2:
        weights, bias = np.hstack((-weights, weights)) / 2, np.concatenate((-bias, bias)) / 2
    return Fitted(
        letters,
        words,
        rarity,
        tuple(map(str, model.classes_)),
        weights.astype(np.float32),
        bias.astype(np.float32),
    )


def _keys_of(words: Words) -> set[int]:
    return {key for word in words for key in letter_keys(word)}


def _choose(sentences: Iterable[set[int]], total: int, most: int) -> tuple[Keys, Floats]:
    """Return the keys worth keeping, sorted, and how rare each is (inverse document frequency)."""
    counted: Counter[int] = Counter()
    for keys in sentences:
        counted.update(keys)
    often = sorted((-count, key) for key, count in counted.items() if count >= FEWEST)[:most]
    chosen = np.sort(np.array([key for _, key in often], dtype=np.uint32))
    counts = np.array([counted[int(key)] for key in chosen], dtype=np.float64)
    # Rounded as the file rounds it.
    rarity = (np.log((1 + total) / (1 + counts)) + 1).astype(np.float16).astype(np.float32)
    return chosen, rarity


def _matrix(space: PieceSpace, sentences: Sequence[Words], width: int) -> csr_matrix:
    vectors = [space.vector(words) for words in sentences]
    ends = np.cumsum([0, *(len(ids) for ids, _ in vectors)])
    ids = np.concatenate([ids for ids, _ in vectors]) if vectors else np.zeros(0, dtype=np.int32)
    weights = (
        np.concatenate([weights for _, weights in vectors]) if vectors else np.zeros(0, dtype=np.float32)
    )
    return csr_matrix((weights, ids, ends), shape=(len(vectors), width))
