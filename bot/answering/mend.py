"""Slips in ordinary words, repaired for the topic model alone: red flags and exact repeats go without."""

from collections.abc import Callable, Sequence

from bot.answering.spelling import Speller


class Mender:
    """Repairs words to those of the training sentences, most frequent first; `knows` tells right words."""

    def __init__(self, vocabulary: Sequence[str], knows: Callable[[str], bool]) -> None:
        self._speller = Speller(vocabulary)
        self._knows = knows

    def __call__(self, words: Sequence[str]) -> tuple[str, ...]:
        """Return the words with slips repaired, as many as before."""
        return tuple(word if self._knows(word) else self._speller.fix(word) for word in words)
