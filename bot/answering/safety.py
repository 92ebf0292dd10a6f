"""Red flags in free text, read before anything else.

The rules stand in knowledge/safety.yaml. A sign counts when all its word lists are found near each other and
not one of them is denied ("no pop"). Doubt lowers a finding to "ask", it never silences it. What silences is
named in the file: another meaning (`other_meanings`, `unless`), or `ignore` for the past or for general talk.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final, Literal

from bot.answering.normalise import Normaliser
from bot.answering.phrases import GAP, PAUSE, SENTENCE_END, Found, PhraseIndex
from bot.answering.same_words import PhraseTokens, same_words
from bot.answering.signs import Sign, Signs
from bot.content.safety import SafetyLevel, SafetyRule, SafetyRules, Softening

# How far before a word its "no" may stand, when only carrier words ("never heard or felt a") lie between.
DENIAL_REACH: Final = 8
# How far before a word its explanation may be waved off: "not from cycling", "I haven't been on the bike".
WAVED_OFF_REACH: Final = 6
# Crisis first: its message carries the emergency number as well.
URGENCY: Final = (SafetyLevel.CRISIS, SafetyLevel.EMERGENCY, SafetyLevel.URGENT, SafetyLevel.ASK)
_ASKING: Final[Mapping[SafetyLevel, str]] = {
    SafetyLevel.CRISIS: "ask_crisis",
    SafetyLevel.EMERGENCY: "ask_emergency",
    SafetyLevel.URGENT: "ask",
    SafetyLevel.ASK: "ask",
}
_BLANK: Final = "_"
# Word lists that the reader itself asks for, beside those a knowledge base must have.
READER_LISTS: Final = ("all_well", "bot_talk", "answered", "asked_before", "acute_words", "elsewhen")
_DOUBTS: Final = ("doubt_words", "if_words", "asked_before")
# "No swelling my urine is brown": without a comma, too, these begin something new.
_NEW_CLAUSE: Final = frozenset(("my", "i", "it", "there", "its"))


@dataclass(frozen=True, slots=True)
class SafetyFinding:
    """A red flag: how loud, which rule of knowledge/safety.yaml, and the id of its short message.

    `others`: it is told of someone else, who may be anywhere.
    """

    level: Literal["emergency", "urgent", "ask", "crisis"]
    concept: str
    message: str
    others: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """One text, its tokens and where each word list was found in it."""

    tokens: tuple[str, ...]
    found: Mapping[str, Sequence[Found]]

    def sentence(self, start: int, end: int) -> tuple[int, int]:
        """Return the token range of the sentence or sentences that `start` to `end` touch."""
        while start > 0 and self.tokens[start - 1] != SENTENCE_END:
            start -= 1
        while end < len(self.tokens) and self.tokens[end] != SENTENCE_END:
            end += 1
        return start, end

    def has(self, name: str, start: int, end: int) -> bool:
        """Tell whether a phrase of the list lies within the range."""
        return any(found.start >= start and found.end <= end for found in self.found.get(name, ()))


class SafetyReader:
    """Finds the loudest red flag of a text. Build once; reading is pure."""

    def __init__(self, rules: SafetyRules, normalise: Normaliser) -> None:
        self._normalise = normalise
        self._signs = Signs(rules.rules)
        tokens = PhraseTokens(normalise)
        self._same = same_words(rules, tokens)
        self._other = PhraseIndex((self._plain(phrase, tokens), "") for phrase in rules.other_meanings)
        told = self._signs.lists
        self._told = PhraseIndex(self._phrases(rules, told, tokens))
        self._around = PhraseIndex(self._phrases(rules, rules.lists.keys() - told, tokens))

    def read(self, text: str) -> SafetyFinding | None:
        """Return the most serious finding, or None. Never raises, whatever the text."""
        return self.read_tokens(self._normalise.tokens(text))

    def read_tokens(self, tokens: Sequence[str]) -> SafetyFinding | None:
        """Like `read`, for tokens that are normalised already."""
        plain = self._same_words(tokens)
        told = _by_list(self._told.find(plain))
        signs = self._signs.complete(told.keys())
        # Few texts hold a whole sign, and what stands around one matters only then.
        return _worst(signs, self._reading(plain, told)) if signs else None

    def reassures(self, tokens: Sequence[str]) -> bool:
        """Tell whether a sign is denied ("no numbness, just sore") or the writer says that all is well."""
        plain = self._same_words(tokens)
        told = _by_list(self._told.find(plain))
        reading = self._reading(plain, told)
        if reading.found.get("all_well"):
            return True
        return any(_denied(reading, one) for found in told.values() for one in found)

    def _same_words(self, tokens: Sequence[str]) -> list[str]:
        """Bring what is written in different ways to one; what means something else is blanked."""
        plain = self._same.replaced(tokens)
        for found in self._other.longest(plain):
            plain[found.start : found.end] = [_BLANK] * (found.end - found.start)
        return plain

    def _reading(self, plain: Sequence[str], told: Mapping[str, Sequence[Found]]) -> _Reading:
        return _Reading(tuple(plain), {**told, **_by_list(self._around.find(plain))})

    def _phrases(
        self, rules: SafetyRules, lists: Set[str], tokens: PhraseTokens
    ) -> Iterator[tuple[tuple[str, ...], str]]:
        """Yield the phrases of these lists, each with the name of its list."""
        for name, phrases in rules.lists.items():
            if name in lists:
                yield from ((self._plain(phrase, tokens), name) for phrase in phrases)

    def _plain(self, phrase: str, tokens: PhraseTokens) -> tuple[str, ...]:
        """Bring a phrase of the file into the form that texts have; `~` stays."""
        if GAP not in phrase:
            return tuple(self._same.replaced(tokens[phrase]))
        parts = [tokens[part] for part in phrase.split(GAP)]
        return tuple(self._same.replaced([token for part in parts for token in (GAP, *part)][1:]))


def _rank(finding: SafetyFinding) -> tuple[int, int]:
    asks = ("ask_crisis", "ask_emergency")
    place = asks.index(finding.message) if finding.message in asks else len(asks)
    return URGENCY.index(SafetyLevel(finding.level)), place


def _by_list(found: Iterable[Found]) -> dict[str, list[Found]]:
    lists: dict[str, list[Found]] = {}
    for one in found:
        lists.setdefault(one.label, []).append(one)
    return lists


def _worst(signs: Iterable[Sign], reading: _Reading) -> SafetyFinding | None:
    """Return the most serious finding, the first one of them."""
    spans = ((sign.rule, span) for sign in signs for span in _spans(sign, reading))
    findings = (_judge(rule, reading, *span) for rule, span in spans)
    return min((finding for finding in findings if finding), key=_rank, default=None)


def _spans(sign: Sign, reading: _Reading) -> Iterator[tuple[int, int]]:
    """Yield the token ranges in which the sign is complete and not denied."""
    for anchor in reading.found[sign.first]:
        if not _denied(reading, anchor):
            span = _widen(reading, anchor, sign.others, sign.rule.near)
            if span:
                yield span


def _widen(reading: _Reading, anchor: Found, others: Sequence[str], near: int) -> tuple[int, int] | None:
    """Return the range from the anchor to the nearest word of each other list, or None if one is too far."""
    start, end = anchor.start, anchor.end
    for name in others:
        options = [found for found in reading.found[name] if not _denied(reading, found)]
        closest = min(options, key=lambda found: _distance(anchor, found), default=None)
        if closest is None or _distance(anchor, closest) > near:
            return None
        start, end = min(start, closest.start), max(end, closest.end)
    return start, end


def _distance(one: Found, other: Found) -> int:
    return max(other.start - one.end, one.start - other.end, 0)


def _denied(reading: _Reading, found: Found) -> bool:
    """Tell whether a "no" governs the words: only carrier words, or the members of a list, lie between."""
    at = found.start - 1
    floor = max(0, found.start - DENIAL_REACH)
    while at >= floor and reading.tokens[at] != SENTENCE_END:
        if _covers(reading, "not_a_no", at):
            return False
        if _covers(reading, "no_words", at):
            return not _is_plain_no(reading.tokens, at)
        if not _carries_denial(reading, at, found.start):
            return False
        at -= 1
    return False


def _carries_denial(reading: _Reading, at: int, sign: int) -> bool:
    """Tell whether a "no" before `at` still holds after it: "no swelling, bruising or pop" goes on, but in
    "no pain, heard a pop" and "no pain and a pop" something new begins.
    """
    if reading.tokens[at] in {PAUSE, "and"}:
        goes_on = at + 1 == sign or reading.tokens[at + 1] in {"or", "nor", "and"}
        return goes_on or _covers(reading, "listed_words", at + 1)
    if reading.tokens[at] in _NEW_CLAUSE and _covers(reading, "listed_words", at - 1):
        return False
    return _covers(reading, "carrier_words", at) or _covers(reading, "listed_words", at)


def _covers(reading: _Reading, name: str, at: int) -> bool:
    return any(found.start <= at < found.end for found in reading.found.get(name, ()))


def _is_plain_no(tokens: Sequence[str], at: int) -> bool:
    """ "No, I heard a pop" and "no I heard a pop" answer something; they deny nothing."""
    following = tokens[at + 1] if at + 1 < len(tokens) else ""
    return tokens[at] == "no" and following in {PAUSE, "i", "it", "my", "he", "she", "there"}


def _judge(rule: SafetyRule, reading: _Reading, start: int, end: int) -> SafetyFinding | None:
    low, high = reading.sentence(start, end)
    if any(reading.has(name, low, high) for name in rule.unless):
        return None
    softening = _context(rule, reading, (start, end), (low, high))
    if softening is Softening.IGNORE:
        return None
    others = _someone_else(reading, (start, end), (low, high))
    if softening is Softening.ASK and rule.level is not SafetyLevel.ASK:
        return SafetyFinding("ask", rule.id, _ASKING[rule.level], others)
    message = _ASKING[rule.asks_for] if rule.level is SafetyLevel.ASK else rule.level.value
    return SafetyFinding(rule.level.value, rule.id, message, others)


def _context(
    rule: SafetyRule, reading: _Reading, sign: tuple[int, int], sentence: tuple[int, int]
) -> Softening:
    """Weigh who, when and whether: the mildest reading that the words around the sign allow."""
    if reading.has("bot_talk", *sentence) and not reading.has("answered", *sentence):
        return Softening.IGNORE
    if _in_general(reading, sentence):
        return rule.general
    if reading.has("past_words", *sentence) and not reading.has("now_words", *sentence):
        return rule.past
    softer = any(_explained(reading, name, sentence) for name in rule.softer)
    # "No point in living if I can't run" is no thought experiment.
    doubts = ("doubt_words",) if rule.level is SafetyLevel.CRISIS else _DOUBTS
    doubt = any(reading.has(name, *sentence) for name in doubts)
    return (
        Softening.ASK if softer or doubt or _needs_asking(rule, reading, sign, sentence) else Softening.SAME
    )


def _needs_asking(
    rule: SafetyRule, reading: _Reading, sign: tuple[int, int], sentence: tuple[int, int]
) -> bool:
    """Tell whether it is someone else's sign; the crisis message speaks to helpers too, so it never asks."""
    if rule.level is SafetyLevel.CRISIS or not _someone_else(reading, sign, sentence):
        return False
    acute = reading.has("acute_words", 0, len(reading.tokens)) and not reading.has("elsewhen", *sentence)
    return not (acute and rule.level is SafetyLevel.EMERGENCY)


def _explained(reading: _Reading, name: str, sentence: tuple[int, int]) -> bool:
    """Tell whether a harmless explanation of the list stands in the sentence and is not waved off."""
    low, high = sentence
    found = (one for one in reading.found.get(name, ()) if one.start >= low and one.end <= high)
    return any(not _waved_off(reading, one) for one in found)


def _waved_off(reading: _Reading, found: Found) -> bool:
    for at in range(found.start - 1, max(-1, found.start - 1 - WAVED_OFF_REACH), -1):
        if reading.tokens[at] in {SENTENCE_END, PAUSE, "but", "and"}:
            return False
        if _covers(reading, "no_words", at):
            return True
    return False


def _in_general(reading: _Reading, sentence: tuple[int, int]) -> bool:
    return reading.has("general_words", *sentence) and not reading.has("own_person", 0, len(reading.tokens))


def _someone_else(reading: _Reading, sign: tuple[int, int], sentence: tuple[int, int]) -> bool:
    """Tell whether it is another person's: named before the sign, with no "I" between, or no "I" at all."""
    people = reading.found.get("other_people", ())
    before = [found for found in people if found.start >= sentence[0] and found.end <= sign[1]]
    if before:
        back = _own(reading, "own_self", people)
        return not any(before[-1].end <= own.start < sign[1] for own in back)
    return bool(people) and not _own(reading, "own_person", people)


def _own(reading: _Reading, name: str, people: Sequence[Found]) -> list[Found]:
    """Return the places that speak of the writer; the "my" of "my friend" does not."""
    taken = {at for found in people for at in range(found.start, found.end)}
    return [found for found in reading.found.get(name, ()) if found.start not in taken]
