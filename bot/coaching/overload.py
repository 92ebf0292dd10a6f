"""What becomes of a lighter week: day 7 looks again, day 14 decides (triage protocol, section 6, O1).

Both are asked at the first check-in that can tell: no answer is no verdict.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from bot.coaching.series import Advice, Facts, Found, Given, Rule, first_match, shows_again
from bot.coaching.state import SETTLED

LOOK_AGAIN: Final = 7
"""Days after O1 on which the check is offered."""
DECIDED: Final = 14
"""Days after O1 by which it should be better."""
EPISODE: Final = 21
"""Days after which an O1 no longer counts: whoever was away for so long begins anew. Design."""
MEAN_OF: Final = 7
ANSWERS_NEEDED: Final = 3
"""A mean of the last 7 days takes three answers, as in D7."""


@dataclass(frozen=True, slots=True)
class LighterWeek:
    """An O1: the local day on which it was advised, the rule that did, the scores by local day since before.

    `scores` reach from six days before `day` to today.
    """

    day: date
    rule: Rule
    scores: Mapping[date, int]

    def mean(self, until: date) -> float | None:
        """Of the seven days up to `until`; None with fewer than three answers."""
        days = (until - timedelta(days=ago) for ago in range(MEAN_OF))
        known = [self.scores[day] for day in days if day in self.scores]
        return sum(known) / len(known) if len(known) >= ANSWERS_NEEDED else None


def open_week(
    given: Iterable[Given], scores: Mapping[date, int], today: date, *, after: date | None
) -> LighterWeek | None:
    """The earliest O1 whose episode still runs: a second one within it does not put off day 14.

    `after`: the day of a professional's go-ahead; what was advised up to then is settled.
    """
    running = [
        one
        for one in given
        if one.sign and 0 < (today - one.day).days < EPISODE and (after is None or one.day > after)
    ]
    first = min(running, key=lambda one: one.day, default=None)
    return LighterWeek(first.day, first.rule, scores) if first else None


def advise(facts: Facts, week: LighterWeek | None) -> Found | None:
    """The advice of today's answer: `first_match`, unless a lighter week turns out not to have helped.

    A score that starts the safety questions at once (D0) still comes first.
    """
    found = first_match(facts)
    if week is None or (found and found.rule is Rule.D0) or not is_not_better(facts, week):
        return found
    return Found(Rule.O1, Advice.STOP)


def is_day_to_look(week: LighterWeek, today: date) -> bool:
    """The first check-in from day 7 to day 13."""
    answered = [day for day in _days(week, LOOK_AGAIN, DECIDED) if day in week.scores]
    return answered[:1] == [today]


def is_not_better(facts: Facts, week: LighterWeek) -> bool:
    """Asked at the first check-in from day 14 on with a mean to compare; False on every other day.

    Not better: the mean is no lower than at the O1, or the same sign is still there. A mean within the safe
    band (E43) is settled, however low it was at an O1 that came from pain in sessions.
    """
    told = [day for day in _days(week, DECIDED, EPISODE) if day in week.scores and week.mean(day) is not None]
    if told[:1] != [facts.today]:
        return False
    before, now = week.mean(week.day), week.mean(facts.today)
    no_lower = before is not None and now is not None and now >= before and now > SETTLED
    return no_lower or shows_again(facts, week.rule)


def _days(week: LighterWeek, first: int, end: int) -> list[date]:
    return [week.day + timedelta(days=number) for number in range(first, end)]
