"""A runner who means to run or race against the advice, in their own words (protocol 8.9)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from bot.answering.normalise import Normaliser
from bot.answering.phrases import GAP, PhraseIndex

Refusal = Literal["anyway", "masking"]
"""Going on whatever was said; or going on with the pain taped or medicated away."""


@dataclass(frozen=True, slots=True)
class RefusalPhrases:
    """`anyway` says it by itself; `masks` and `efforts` say it together. `~` stands for up to two words."""

    anyway: tuple[str, ...] = ()
    masks: tuple[str, ...] = ()
    efforts: tuple[str, ...] = ()


class RefusalReader:
    """Build once; reading is pure. It tells nothing about whether there is advice to refuse."""

    def __init__(self, phrases: RefusalPhrases, normalise: Normaliser) -> None:
        lists = ((_ANYWAY, phrases.anyway), (_MASK, phrases.masks), (_EFFORT, phrases.efforts))
        self._index = PhraseIndex(
            (words, name) for name, texts in lists for words in _plain(texts, normalise) if words
        )

    def read(self, tokens: Sequence[str]) -> Refusal | None:
        """Read the tokens of a normal form; never raises, whatever they are."""
        found = {one.label for one in self._index.find(tokens)}
        if {_MASK, _EFFORT} <= found:
            return "masking"
        return "anyway" if _ANYWAY in found else None


def _plain(texts: Iterable[str], normalise: Normaliser) -> Iterator[tuple[str, ...]]:
    for text in texts:
        parts = [normalise.tokens(part) for part in text.split(GAP)]
        yield tuple(token for part in parts for token in (GAP, *part))[1:]


_ANYWAY: Final = "anyway"
_MASK: Final = "mask"
_EFFORT: Final = "effort"
