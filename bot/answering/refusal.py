"""A runner who means to run or race against the advice, in their own words (protocol 8.9)."""

from collections.abc import Iterable
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
        self._normalise = normalise
        lists = ((_ANYWAY, phrases.anyway), (_MASK, phrases.masks), (_EFFORT, phrases.efforts))
        self._index = PhraseIndex(
            (words, name) for name, texts in lists for words in self._plain(texts) if words
        )

    def read(self, text: str) -> Refusal | None:
        """Never raises, whatever the text."""
        found = {one.label for one in self._index.find(self._normalise(text).tokens)}
        if {_MASK, _EFFORT} <= found:
            return "masking"
        return "anyway" if _ANYWAY in found else None

    def _plain(self, texts: Iterable[str]) -> Iterable[tuple[str, ...]]:
        for text in texts:
            parts = [self._normalise(part).tokens for part in text.split(GAP)]
            yield tuple(token for part in parts for token in (GAP, *part))[1:]


_ANYWAY: Final = "anyway"
_MASK: Final = "mask"
_EFFORT: Final = "effort"
