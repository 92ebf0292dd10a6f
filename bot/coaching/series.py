"""The rules over the daily check-ins: the first that matches advises (triage protocol, section 6).

The chat gathers the answers, the sessions that were done, the advice that was given, and the extras (pain
during sessions, weekly performance, body-wide signs). Where an extra was not told it is empty, and D7, D8 and
D9 cannot match. O1's own day 14 is in `overload.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from bot.coaching.state import SWAP_FROM, TRIAGE_NOW_FROM

WINDOW: Final = 14
"""Days that the rules look back, today among them."""
TRAINED_WITHIN: Final = 3
"""Today and the two days before lie within 72 hours for certain, the third may not: unsure, we ask (8.5)."""
OVERLOAD_EVERY: Final = timedelta(days=7)


class Rule(StrEnum):
    """Numbered as in the protocol, in the order in which they are asked."""

    D0 = "D0"  # today 8 or more
    D2 = "D2"  # high again within four days
    D1 = "D1"  # today 6 or 7
    D5 = "D5"  # a week that never let go
    D9 = "D9"  # body-wide signs and worse performance
    D7 = "D7"  # worse performance and sore
    D8 = "D8"  # pain during sessions
    D6 = "D6"  # two weeks never below 2
    D3 = "D3"  # rising steeply
    D3B = "D3b"  # rising
    D4 = "D4"  # four days that did not settle
    D10 = "D10"  # settled
    O1 = "O1"  # a lighter week that did not help by day 14


class Advice(StrEnum):
    TRIAGE_NOW = "triage_now"
    OFFER_TRIAGE = "offer_triage"
    EASE_OFF = "ease_off"
    O1 = "o1"  # a lighter week
    O2 = "o2"  # a lighter week, and see a doctor
    STOP = "stop"
    CLEAR = "clear"


class Sign(StrEnum):
    """What makes us think of too much training (seed S87-S92); each has its words in knowledge/messages."""

    HIGH_AGAIN = "high_again"
    SORE_WEEK = "sore_week"
    WORSE_TIRED = "worse_tired"
    WORSE_SORE = "worse_sore"
    PAIN_DURING = "pain_during"
    NEVER_LOW = "never_low"


class Pain(StrEnum):
    """Pain during a session."""

    NONE = "none"
    ACHE = "ache"
    SHARP = "sharp"


class Performance(StrEnum):
    BETTER = "better"
    USUAL = "usual"
    WORSE = "worse"


class BodySign(StrEnum):
    """What held for the last two weeks."""

    TIRED = "tired"
    POOR_SLEEP = "poor_sleep"
    LOW_MOOD = "low_mood"
    OFTEN_ILL = "often_ill"


@dataclass(frozen=True, slots=True)
class Extras:
    """What is told apart from the check-ins. Every row oldest first; empty when nothing is known."""

    pains: tuple[Pain, ...] = ()  # one a logged session
    session_performance: tuple[Performance, ...] = ()  # one a logged hamstring session
    weekly_performance: tuple[Performance, ...] = ()  # one a week
    body_signs: frozenset[BodySign] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The rule that matched and its advice. A `sign`: O1 or O2 is the advice or goes along with it."""

    rule: Rule
    advice: Advice
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Given:
    """Advice of an earlier answer, and the local day on which it was given."""

    day: date
    rule: Rule
    sign: Sign | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """`answers`: one a local day, oldest first, today last; None for a day without one, which is not a zero.

    `known_days`: how many days of history count, when that is more or less than the window shows.
    `checked_today`: a triage was concluded today, so a rise (D3) offers another instead of opening it.
    """

    today: date
    answers: tuple[int | None, ...]
    sessions: tuple[date, ...] = ()
    given: tuple[Given, ...] = ()
    known_days: int | None = None
    extras: Extras = field(default_factory=Extras)
    checked_today: bool = False

    def last(self, days: int) -> tuple[int, ...]:
        """The answers that were given in the last `days` days, at most 14."""
        return tuple(answer for answer in self.answers[-min(days, WINDOW) :] if answer is not None)

    @property
    def history(self) -> int:
        """Days from the first answer to today."""
        if self.known_days is not None:
            return self.known_days
        window = self.answers[-WINDOW:]
        return next((len(window) - at for at, answer in enumerate(window) if answer is not None), 0)


def first_match(facts: Facts) -> Found | None:
    """The advice of today's answer; None without one, or when there is nothing to say.

    At most one advice a day: after the first of a day only D0 and D1 speak up again.
    """
    if not facts.answers or facts.answers[-1] is None:
        return None
    spoken = any(given.day == facts.today for given in facts.given)
    return next((found for rule in (_ALWAYS if spoken else _ORDER) if (found := rule(facts))), None)


def shows_again(facts: Facts, rule: Rule) -> bool:
    """Whether the sign of too much training that a rule knows is there, however lately it was told of."""
    found = _SIGNS[rule](replace(facts, given=())) if rule in _SIGNS else None
    return found is not None and found.sign is not None


def _severe(facts: Facts) -> Found | None:
    return Found(Rule.D0, Advice.TRIAGE_NOW) if facts.last(1)[0] >= TRIAGE_NOW_FROM else None


def _high(facts: Facts) -> Found | None:
    return Found(Rule.D1, Advice.OFFER_TRIAGE) if facts.last(1)[0] >= SWAP_FROM else None


def _high_again(facts: Facts) -> Found | None:
    if _count(facts.last(4), SWAP_FROM) < 2 or _asked_since_high(facts):
        return None
    often = _count(facts.last(7), SWAP_FROM) >= 3 and _overload_due(facts)
    return Found(Rule.D2, Advice.TRIAGE_NOW, Sign.HIGH_AGAIN if often else None)


def _asked_since_high(facts: Facts) -> bool:
    """The same two high answers open one check, not one a day: else no low days could lead back."""
    ago = next(ago for ago, answer in enumerate(reversed(facts.answers)) if (answer or 0) >= SWAP_FROM)
    high = facts.today - timedelta(days=ago)
    return any(given.day >= high for given in facts.given if given.rule in {Rule.D0, Rule.D2})


def _sore_week(facts: Facts) -> Found | None:
    week = facts.last(7)
    if facts.history < 7 or len(week) < 5 or min(week) < 3:
        return None
    return Found(Rule.D5, Advice.STOP, Sign.SORE_WEEK if _overload_due(facts) else None)


def _tired_and_worse(facts: Facts) -> Found | None:
    if len(facts.extras.body_signs) < 2 or not _worse_weeks(facts) or _given_lately(facts, {Rule.D9}):
        return None
    return Found(Rule.D9, Advice.O2, Sign.WORSE_TIRED)


def _sore_and_worse(facts: Facts) -> Found | None:
    week = facts.last(7)
    worse = _worse_weeks(facts) or facts.extras.session_performance[-3:].count(Performance.WORSE) >= 2
    sore = len(week) >= 3 and sum(week) >= 3 * len(week)
    return Found(Rule.D7, Advice.O1, Sign.WORSE_SORE) if worse and sore and _overload_due(facts) else None


def _pain_during(facts: Facts) -> Found | None:
    """One sharp pain in the last three sessions is enough for the check; O1 takes two that hurt."""
    pains = facts.extras.pains[-3:]
    often = sum(pain is not Pain.NONE for pain in pains) >= 2 and _overload_due(facts)
    sign = Sign.PAIN_DURING if often else None
    if Pain.SHARP in pains:
        return Found(Rule.D8, Advice.TRIAGE_NOW, sign)
    return Found(Rule.D8, Advice.O1, sign) if sign else None


def _never_low(facts: Facts) -> Found | None:
    days = facts.last(WINDOW)
    if facts.history < WINDOW or len(days) < 8 or min(days) < 2 or not _overload_due(facts):
        return None
    return Found(Rule.D6, Advice.O1, Sign.NEVER_LOW)


def _rising_steeply(facts: Facts) -> Found | None:
    if _rise(facts) < 3 or facts.last(1)[0] < 4:
        return None
    # Ordinary soreness peaks one to three days after a session (E36): then easing off comes before asking.
    if _trained_lately(facts):
        return Found(Rule.D3, Advice.EASE_OFF)
    return Found(Rule.D3, Advice.OFFER_TRIAGE if facts.checked_today else Advice.TRIAGE_NOW)


def _rising(facts: Facts) -> Found | None:
    return Found(Rule.D3B, Advice.EASE_OFF) if _rise(facts) >= 2 and facts.last(1)[0] >= 3 else None


def _not_settling(facts: Facts) -> Found | None:
    days = facts.last(4)
    return Found(Rule.D4, Advice.EASE_OFF) if len(days) >= 3 and min(days) >= 3 else None


def _settled(facts: Facts) -> Found | None:
    three = facts.last(WINDOW)[-3:]
    return Found(Rule.D10, Advice.CLEAR) if len(three) == 3 and max(three) <= 2 else None


_ORDER: Final[tuple[Callable[[Facts], Found | None], ...]] = (
    _severe,
    _high_again,
    _high,
    _sore_week,
    _tired_and_worse,
    _sore_and_worse,
    _pain_during,
    _never_low,
    _rising_steeply,
    _rising,
    _not_settling,
    _settled,
)
_ALWAYS: Final = (_severe, _high)
_SIGNS: Final[dict[Rule, Callable[[Facts], Found | None]]] = {
    Rule.D2: _high_again,
    Rule.D5: _sore_week,
    Rule.D9: _tired_and_worse,
    Rule.D7: _sore_and_worse,
    Rule.D8: _pain_during,
    Rule.D6: _never_low,
}


def _count(answers: tuple[int, ...], least: int) -> int:
    return sum(answer >= least for answer in answers)


def _rise(facts: Facts) -> int:
    """By how much the last three answers rose, each above the one before, all within five days; else 0."""
    three = facts.last(5)[-3:]
    return three[2] - three[0] if len(three) == 3 and three[0] < three[1] < three[2] else 0


def _trained_lately(facts: Facts) -> bool:
    return any((facts.today - day).days < TRAINED_WITHIN for day in facts.sessions)


def _worse_weeks(facts: Facts) -> bool:
    return facts.extras.weekly_performance[-2:] == (Performance.WORSE, Performance.WORSE)


def _overload_due(facts: Facts) -> bool:
    """O1 comes at most once in 7 days; O2 holds it and counts too."""
    return not any(_lately(facts, given) for given in facts.given if given.sign)


def _given_lately(facts: Facts, rules: set[Rule]) -> bool:
    return any(_lately(facts, given) for given in facts.given if given.rule in rules)


def _lately(facts: Facts, given: Given) -> bool:
    return facts.today - given.day < OVERLOAD_EVERY
