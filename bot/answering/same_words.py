"""Different ways to write what the rules of knowledge/safety.yaml look for, brought to one."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from bot.answering.normalise import Normaliser
from bot.answering.phrases import PhraseIndex
from bot.content.safety import SafetyRules

# Shorter joined words ("inmy", "isin") are rather slips or words of their own.
SHORTEST_JOINED: Final = 8
SHORTEST_PART: Final = 3


class PhraseTokens(dict[str, tuple[str, ...]]):
    """Phrases as tokens, each worked out once: reading the rules is most of a start."""

    def __init__(self, normalise: Normaliser) -> None:
        self._normalise = normalise

    def __missing__(self, phrase: str) -> tuple[str, ...]:
        self[phrase] = tokens = self._normalise.tokens(phrase)
        return tokens


def same_words(rules: SafetyRules, tokens: PhraseTokens) -> PhraseIndex:
    """Return the file's `same_words`, and its phrases run together, as what each stands for."""
    ways = [(tokens[way], term) for term, ways in rules.same_words.items() for way in ways]
    return PhraseIndex([*ways, *_run_together(rules, tokens)])


def _run_together(rules: SafetyRules, tokens: PhraseTokens) -> Iterator[tuple[tuple[str], str]]:
    """Yield neighbours of a sign's phrases written as one word: "chestpain" is "chest pain"."""
    names = {name for rule in rules.rules for sign in rule.signs for name in sign}
    phrases = [tokens[phrase] for name in sorted(names) for phrase in rules.lists[name]]
    right = {token for phrase in phrases for token in phrase}
    for one, other in dict.fromkeys(pair for phrase in phrases for pair in pairwise(phrase)):
        joined = one + other
        long = len(joined) >= SHORTEST_JOINED and len(other) >= SHORTEST_PART
        # A joined pair that the normaliser takes for a slip of another word never gets here in this form.
        if long and joined not in right:
            yield (joined,), f"{one} {other}"
