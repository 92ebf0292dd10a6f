"""The signs of the red flags, and which of them a text tells of, by the word lists found in it."""

from collections.abc import Iterable, Set
from dataclasses import dataclass

from bot.content.safety import SafetyRule


@dataclass(frozen=True, slots=True)
class Sign:
    """One way to tell of a rule's red flag: the names of its lists, and its place among all signs."""

    place: int
    rule: SafetyRule
    first: str
    others: tuple[str, ...]
    lists: frozenset[str]


class Signs:
    """All signs of the rules, in their order. `lists`: the names of the word lists that make up signs."""

    def __init__(self, rules: Iterable[SafetyRule]) -> None:
        # A text has few of the lists: by their first one, most signs are never looked at.
        self._by_first: dict[str, list[Sign]] = {}
        named = ((rule, names) for rule in rules for names in rule.signs)
        for place, (rule, names) in enumerate(named):
            sign = Sign(place, rule, names[0], names[1:], frozenset(names))
            self._by_first.setdefault(sign.first, []).append(sign)
        self.lists = frozenset(
            name for signs in self._by_first.values() for one in signs for name in one.lists
        )

    def complete(self, found: Set[str]) -> list[Sign]:
        """Return the signs whose lists are all among the names in `found`, in their order."""
        begun = (sign for name in found for sign in self._by_first.get(name, ()))
        return sorted((sign for sign in begun if sign.lists <= found), key=lambda sign: sign.place)
