"""Many phrases looked for in one pass: the first word tells how many to take for one."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

GAP = "~"
GAP_WORDS = 2
SENTENCE_END = "."
PAUSE = ","
MARKS = frozenset((SENTENCE_END, PAUSE))


class Found(NamedTuple):
    """A phrase in a text: tokens `start` to `end` (end excluded) and the label it was filed under."""

    start: int
    end: int
    label: str


class PhraseIndex:
    """Phrases by their words as one text. `~` inside a phrase stands for up to two words of any kind."""

    def __init__(self, phrases: Iterable[tuple[Sequence[str], str]]) -> None:
        self._labels: dict[str, tuple[str, ...]] = {}
        self._lengths: dict[str, tuple[int, ...]] = {}
        """How many words the phrases have that begin with a word; none when all of them have gaps."""
        self._with_gaps: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        # Thousands of phrases share a few labels and lengths: each is kept once.
        same: dict[tuple[Any, ...], tuple[Any, ...]] = {}
        for words, label in phrases:
            if not words:
                continue
            lengths = self._lengths.setdefault(words[0], ())
            if GAP in words:
                self._with_gaps.setdefault(words[0], []).append((tuple(words[1:]), label))
                continue
            text = " ".join(words)
            labels = (*self._labels.get(text, ()), label)
            self._labels[text] = same.setdefault(labels, labels)
            if len(words) not in lengths:
                lengths = tuple(sorted((*lengths, len(words))))
                self._lengths[words[0]] = same.setdefault(lengths, lengths)

    def find(self, tokens: Sequence[str]) -> Iterator[Found]:
        """Yield every phrase of `tokens`, by start; phrases never reach over a sentence end."""
        for start, token in enumerate(tokens):
            if token not in self._lengths:
                continue
            for length in self._lengths[token]:
                end = start + length
                if end > len(tokens):
                    break
                for label in self._labels.get(" ".join(tokens[start:end]), ()):
                    yield Found(start, end, label)
            for rest, label in self._with_gaps.get(token, ()):
                end = _match(tokens, start + 1, rest, 0)
                if end:
                    yield Found(start, end, label)

    def longest(self, tokens: Sequence[str]) -> Iterator[Found]:
        """Yield the longest phrase at each place, left to right, none overlapping another."""
        best: Found | None = None
        for found in self.find(tokens):
            if best and found.start >= best.end:
                yield best
                best = found
            elif best is None or (found.start == best.start and found.end > best.end):
                best = found
        if best:
            yield best

    def replaced(self, tokens: Sequence[str]) -> list[str]:
        """Return the tokens with the longest phrases replaced by their labels, word by word."""
        # Most texts hold no first word of a phrase, and this tells it without a loop.
        if self._lengths.keys().isdisjoint(tokens):
            return list(tokens)
        replaced: list[str] = []
        reached = 0
        for found in self.longest(tokens):
            replaced += [*tokens[reached : found.start], *found.label.split()]
            reached = found.end
        return [*replaced, *tokens[reached:]]


def _match(tokens: Sequence[str], at: int, rest: tuple[str, ...], done: int) -> int:
    """Return the end of the match of `rest[done:]` from `at` on, or 0."""
    while done < len(rest) and rest[done] != GAP:
        if at >= len(tokens) or tokens[at] != rest[done]:
            return 0
        at, done = at + 1, done + 1
    if done == len(rest):
        return at
    for skipped in range(GAP_WORDS + 1):
        if skipped and (at + skipped > len(tokens) or tokens[at + skipped - 1] in MARKS):
            return 0
        end = _match(tokens, at + skipped, rest, done + 1)
        if end:
            return end
    return 0
