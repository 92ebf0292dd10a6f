"""When the coach comes back to a runner after a soreness check, and what for (triage protocol, section 5).

Swap: a new check after 48 hours, and on day 7 a stop if it has not settled. Stop: after 24 hours, 72 hours,
7 days and then weekly. Urgent: after 12 to 24 hours and again after 48; after an emergency one line, no more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from itertools import count
from typing import Final
from zoneinfo import ZoneInfo

from bot.coaching.calendar import resolve
from bot.coaching.outcome import Outcome
from bot.coaching.state import SETTLED, Reason, TrainingState
from bot.coaching.triage import RULES

MORNING: Final = time(7)
NIGHT: Final = time(21)
"""Nothing is sent from 21:00 to 07:00 by the runner's clock: the protocol asks for a waking hour."""
LATEST: Final = timedelta(hours=24)
"""How late a follow-up may still come."""
WEEK: Final = timedelta(days=7)
_HOUR: Final = timedelta(hours=1)
_TOLD_EMERGENCY: Final = "told-emergency"
_EMERGENCIES: Final = {rule.id for rule in RULES if rule.outcome is Outcome.E} | {_TOLD_EMERGENCY}


class Ask(StrEnum):
    """What a follow-up is about; each has its words in knowledge/messages."""

    RECHECK = "recheck"  # swap: time for a new check
    WEEK_OVER = "week_over"  # swap: a week has gone by; nothing is asked, the state is looked at
    STOP_TOLD = "stop_told"  # stop: says that the week of swapping ended in it
    FLAGS = "flags"  # stop: any red flag now?
    SEEN_SOMEONE = "seen_someone"  # stop: seen someone, and what did they allow?
    WERE_YOU_SEEN = "were_you_seen"  # urgent
    HOPE = "hope"  # emergency: a warm line that asks nothing


class Answer(StrEnum):
    """What the runner said to a follow-up, or did of their own accord."""

    CLEARED = "cleared"  # seen, may train
    SEEN = "seen"  # seen, goes on as they said
    NOT_YET = "not_yet"  # not seen yet
    NO_SIGN = "no_sign"  # none of the red flags
    CHANGED = "changed"  # wants a new check
    STOP_ASKING = "stop_asking"
    RESTARTED = "restarted"  # wrote /checkin while check-ins rested
    WALKING_NOT_FINE = "walking_not_fine"  # after two low days


RESUMES_CHECKINS: Final = frozenset({Answer.CLEARED, Answer.SEEN, Answer.NOT_YET, Answer.RESTARTED})


@dataclass(frozen=True, slots=True)
class Standing:
    """The state, what led to it and since when; what was answered since then.

    `swapped_since`: when the unbroken run of swap began; a new check in between does not start the week anew.
    """

    state: TrainingState
    reason: str
    since: datetime
    zone: ZoneInfo
    swapped_since: datetime
    answers: frozenset[Answer] = frozenset()


@dataclass(frozen=True, slots=True)
class Contact:
    """One follow-up and the instant at which it is due (aware)."""

    ask: Ask
    due: datetime


def next_contact(standing: Standing, after: datetime) -> Contact | None:
    """The first one due later than `after`; None when the state asks for no more."""
    return next((contact for contact in contacts(standing) if contact.due > after), None)


def contact_due(standing: Standing, done: datetime | None, now: datetime) -> Contact | None:
    """The latest one due by `now` and after `done`, when the last was sent or let go; None: no more."""
    latest = None
    for contact in contacts(standing):
        if contact.due > now:
            break
        if done is None or contact.due > done:
            latest = contact
    return latest


def contacts(standing: Standing) -> Iterator[Contact]:
    """All that the state asks for, in order; after a stop without end.

    "Please don't ask again" ends the questions, not the news that a week of swapping ended in a stop.
    """
    quiet = Answer.STOP_ASKING in standing.answers
    match standing.state:
        case TrainingState.SWAP:
            yield from _swapped(standing, quiet=quiet)
        case TrainingState.STOP:
            yield from _stopped(standing, quiet=quiet)
        case TrainingState.URGENT if is_emergency(standing.reason):
            yield _after(standing, 24, Ask.HOPE)
        case TrainingState.URGENT if not quiet and Answer.SEEN not in standing.answers:
            # The earliest of the 12 to 24 hours: moved by a night it still lies within them.
            yield _after(standing, 12, Ask.WERE_YOU_SEEN)
            yield _after(standing, 48, Ask.WERE_YOU_SEEN)


def checkins_rest(state: TrainingState, answers: frozenset[Answer]) -> bool:
    """Urgent: no check-ins until "were you seen?" is answered, or the runner takes them up with /checkin."""
    return state is TrainingState.URGENT and not answers & RESUMES_CHECKINS


def is_emergency(reason: str | None) -> bool:
    """Whether `urgent` began as an emergency (outcome E), not as "be seen today"."""
    return reason in _EMERGENCIES


def settling(scores: dict[date, int], today: date, answers: frozenset[Answer]) -> bool:
    """Two low answers in a row up to today or yesterday: then only "walking fine?" is open."""
    if Answer.WALKING_NOT_FINE in answers:
        return False
    low = [scores.get(today - timedelta(days=ago), SETTLED + 1) <= SETTLED for ago in range(3)]
    return low[1] and (low[0] or low[2])


def waking(instant: datetime, zone: ZoneInfo) -> datetime:
    """The instant itself or, when it is night there, 07:00 after it; in UTC. At most 10 hours later."""
    local = instant.astimezone(zone)
    if local.time() >= NIGHT:
        return resolve(local.date() + timedelta(days=1), MORNING, zone)
    return resolve(local.date(), MORNING, zone) if local.time() < MORNING else instant


def _swapped(standing: Standing, *, quiet: bool) -> Iterator[Contact]:
    recheck = _after(standing, 48, Ask.RECHECK)
    for days in count():
        over = waking(standing.swapped_since + WEEK + timedelta(days=days), standing.zone)
        # A new check just before the week is over would be asked for twice in a day.
        if not days and not quiet and recheck.due + timedelta(days=1) < over:
            yield recheck
        # Once it is settling, it is looked at again from day to day.
        yield Contact(Ask.WEEK_OVER, over)


def _stopped(standing: Standing, *, quiet: bool) -> Iterator[Contact]:
    if standing.reason == Reason.SWAP_WEEK:
        yield Contact(Ask.STOP_TOLD, standing.since)
    if quiet:
        return
    yield _after(standing, 24, Ask.FLAGS)
    yield _after(standing, 72, Ask.SEEN_SOMEONE)
    for weeks in count(1):
        yield Contact(Ask.SEEN_SOMEONE, waking(standing.since + weeks * WEEK, standing.zone))


def _after(standing: Standing, hours: int, ask: Ask) -> Contact:
    return Contact(ask, waking(standing.since + hours * _HOUR, standing.zone))
