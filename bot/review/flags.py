"""The red flags of knowledge/safety.yaml, in plain form."""

from collections.abc import Iterator, Mapping
from typing import Final

from bot.content.safety import SafetyLevel, SafetyRule, SafetyRules, Softening
from bot.review.views import FlagView, RedFlagsView, WordListView
from bot.review.words import as_read, spaced

SHOWN: Final = 6
"""Phrases shown of a word list: enough to see its drift; all stand in safety.yaml."""

_LOUDEST_FIRST: Final = (SafetyLevel.CRISIS, SafetyLevel.EMERGENCY, SafetyLevel.URGENT, SafetyLevel.ASK)
_SOFTENED: Final = {Softening.SAME: "as loud as ever", Softening.ASK: "only asks", Softening.IGNORE: "silent"}


def red_flags(safety: SafetyRules) -> RedFlagsView:
    """Rules from the loudest level to the softest, in the file's order within one."""
    rules = sorted(safety.rules, key=lambda rule: _LOUDEST_FIRST.index(rule.level))
    return RedFlagsView(
        rules=tuple(map(_flag, rules)),
        messages={name: as_read(message.text) for name, message in safety.messages.items()},
        listed=safety.red_flag_list,
        lists=tuple(_word_lists(rules, safety.lists)),
    )


def _flag(rule: SafetyRule) -> FlagView:
    doubt = f", about {rule.asks_for}" if rule.asks_for is not SafetyLevel.ASK else ""
    return FlagView(
        id=rule.id,
        level=f"{rule.level}{doubt}",
        why=rule.why,
        signs=tuple(_sign(sign, rule.near) for sign in rule.signs),
        notes=tuple(_notes(rule)),
    )


def _sign(lists: tuple[str, ...], near: int) -> str:
    together = " + ".join(name.replace("_", " ") for name in lists)
    return f"{together} (within {near} words)" if len(lists) > 1 else together


def _notes(rule: SafetyRule) -> Iterator[str]:
    if rule.unless:
        yield f"silent with: {spaced(rule.unless)}"
    if rule.softer:
        yield f"only asks with: {spaced(rule.softer)}"
    yield f"long ago: {_SOFTENED[rule.past]}; asked in general: {_SOFTENED[rule.general]}"


def _word_lists(rules: list[SafetyRule], lists: Mapping[str, tuple[str, ...]]) -> Iterator[WordListView]:
    used = {name for rule in rules for names in (*rule.signs, rule.unless, rule.softer) for name in names}
    for name in sorted(used):
        phrases = lists[name]
        yield WordListView(name.replace("_", " "), phrases[:SHOWN], max(0, len(phrases) - SHOWN))
