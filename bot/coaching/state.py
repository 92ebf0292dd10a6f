"""The state of a runner's training: what moves it and what does not (triage protocol, sections 5, 6, 8.8)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.coaching.outcome import Outcome

SETTLED = 2  # soreness that counts as settled (E43, safe band)
SWAP_FROM = 6  # soreness that swaps the run for the time being (D1; E43: above 5 is too high)
TRIAGE_NOW_FROM = 8  # soreness that starts the triage without asking (D0)
EASE_DAYS = 1  # days after which a low answer ends ease
LIGHT_WEEK = 7  # the same for a lighter week: O1 holds for 7 days
CALM = 1  # soreness that counts towards the week that ends a stop (section 5, row P)
CALM_DAYS = 7


class TrainingState(StrEnum):
    """Mildest first."""

    NORMAL = "normal"
    EASE = "ease"
    SWAP = "swap"
    STOP = "stop"
    URGENT = "urgent"


class Reason(StrEnum):
    """Why a state changed or stayed; each has its words in knowledge/messages."""

    TRIAGE = "triage"  # the outcome of the triage sets it
    MORE_SERIOUS = "more_serious"  # an earlier, more serious outcome holds
    UNTIL_CLEARED = "until_cleared"  # only a professional's word ends it
    SCORE_HIGH = "score_high"  # 6 or 7: swap for now, triage offered
    SCORE_SEVERE = "score_severe"  # 8 or more: triage at once
    SETTLED = "settled"  # ease is over
    TWO_LOW = "two_low"  # two low days in a row: is walking fine?
    WALKING_FINE = "walking_fine"  # swap is over
    WALKING_NOT_FINE = "walking_not_fine"
    NOT_YET = "not_yet"  # waiting for lower or later check-ins
    USUAL = "usual"  # nothing to change
    CLEARED = "cleared"  # a professional gave the go-ahead
    RISING = "rising"  # answers rose (D3, D3b)
    NOT_SETTLING = "not_settling"  # four days that did not settle (D4)
    SORE_WEEK = "sore_week"  # a week that never let go (D5)
    OVERLOAD = "overload"  # a sign of too much training (O1, O2)
    SWAP_WEEK = "swap_week"  # a week of swapping did not settle it
    SEVEN_CALM = "seven_calm"  # seven days in a row at 0-1: is walking fine?
    WEEK_LOW = "week_low"  # that week and normal walking ended a stop
    NOT_BETTER = "not_better"  # a lighter week that did not help by day 14
    STEP_UP = "step_up"  # on the ladder back: the step settled
    STEP_BACK = "step_back"  # an answer of 3 or more
    STRIDE_CHANGED = "stride_changed"
    STEPS_DONE = "steps_done"  # the ladder is climbed
    STEPS_FAILED = "steps_failed"  # two failed steps, the last by an answer
    STRIDE_FAILED = "stride_failed"  # two failed steps, the last by a changed stride
    INTERIM = "interim"  # a check left half-way at 6 or more: swap until it is finished


class TriageCall(StrEnum):
    """Whether a check-in leads on to the triage."""

    NONE = "none"
    OFFER = "offer"
    NOW = "now"


@dataclass(frozen=True, slots=True)
class DayScore:
    """One answered check-in; a day without an answer has none, and is not a zero."""

    local_date: date
    soreness: int  # 0..10


@dataclass(frozen=True, slots=True)
class Change:
    """Where the state goes. `state` may be the old one: then nothing is to be stored."""

    state: TrainingState
    reason: Reason
    ask_walking: bool = False
    triage: TriageCall = TriageCall.NONE


_BY_OUTCOME = {
    Outcome.K: TrainingState.NORMAL,
    Outcome.A: TrainingState.EASE,
    Outcome.X: TrainingState.SWAP,
    Outcome.P: TrainingState.STOP,
    Outcome.U: TrainingState.URGENT,
    Outcome.E: TrainingState.URGENT,
}
_ORDER = tuple(TrainingState)
PAUSED = frozenset({TrainingState.STOP, TrainingState.URGENT})
"""A professional's word ends these; `stop` also a calm week, see `calm_week`."""


def more_serious(one: TrainingState, other: TrainingState) -> TrainingState:
    return max(one, other, key=_ORDER.index)


def outlasts(state: TrainingState, outcome: Outcome) -> bool:
    """Whether an earlier, more serious result stands beside this outcome (protocol 8.8)."""
    return more_serious(state, _BY_OUTCOME[outcome]) is not _BY_OUTCOME[outcome]


def follows_physio(state: TrainingState, outcome: Outcome, *, physio: bool) -> bool:
    """Whether a physiotherapist's plan counts instead of the outcome (protocol 8.12): never from P on."""
    return physio and outcome <= Outcome.X and state is not TrainingState.URGENT


def after_triage(
    current: TrainingState, outcome: Outcome, *, began_today: bool = True, physio: bool = False
) -> Change:
    """A triage can make things more serious, never milder, with one exception.

    "Keep going" ends `ease` when that began on an earlier local day: a mild triage is no less than a low
    check-in. `swap` ends by check-ins; `stop` and `urgent` only by `cleared`. Under a physiotherapist
    (`physio`) nothing milder than P moves anything.
    """
    if follows_physio(current, outcome, physio=physio):
        return Change(current, Reason.USUAL)
    asked_for = _BY_OUTCOME[outcome]
    if outcome is Outcome.K and current is TrainingState.EASE and not began_today:
        return Change(TrainingState.NORMAL, Reason.SETTLED)
    state = more_serious(current, asked_for)
    if state is asked_for:
        return Change(state, Reason.TRIAGE)
    return Change(state, Reason.UNTIL_CLEARED if state in PAUSED else Reason.MORE_SERIOUS)


def after_half_way(state: TrainingState, soreness: int | None) -> Change:
    """A check left half-way has no outcome, but 6 or more swaps the run meanwhile (protocol 8.2).

    `soreness`: None when that question was not answered.
    """
    if soreness is None or soreness < SWAP_FROM:
        return Change(state, Reason.USUAL)
    return Change(more_serious(state, TrainingState.SWAP), Reason.INTERIM)


def after_checkin(
    state: TrainingState,
    recent: Iterable[DayScore],
    today: date,
    *,
    began: date | None = None,
    ease_days: int = EASE_DAYS,
    sudden: bool = True,
) -> Change:
    """Weigh today's answer. `began`: the local day on which the state began; None when that is long ago.

    `ease_days`: how many days after it began a low answer ends `ease`. `sudden`: whether what led to a
    `stop` began suddenly; then no week of low answers ends it.

    Raises ValueError when `recent` holds no answer for today.
    """
    scores = {score.local_date: score.soreness for score in recent}
    if today not in scores:
        raise ValueError(f"no check-in for {today}")
    soreness = scores[today]
    if soreness >= SWAP_FROM:
        return _too_sore(state, soreness)
    if state is TrainingState.STOP and not sudden and calm_week(scores, today, began):
        return Change(state, Reason.SEVEN_CALM, ask_walking=True)
    if state in PAUSED:
        return Change(state, Reason.UNTIL_CLEARED)
    if state is TrainingState.SWAP:
        return _swapped(scores, today, began)
    if state is TrainingState.EASE:
        return _eased(soreness, today, began and began + timedelta(days=ease_days - 1))
    return Change(state, Reason.USUAL)


def ease_days(reason: str | None) -> int:
    """How long `ease` lasts at least, by what led to it."""
    return LIGHT_WEEK if reason == Reason.OVERLOAD else EASE_DAYS


def calm_week(scores: Mapping[date, int], today: date, began: date | None) -> bool:
    """Seven days in a row answered with 0 or 1, all later than the day on which the stop began."""
    week = [today - timedelta(days=ago) for ago in range(CALM_DAYS)]
    return all(_low_since(scores.get(day), day, began, CALM) for day in week)


def after_walking(state: TrainingState, fine: bool, *, calm: bool = False) -> Change:
    """The answer to "walking fine?" after two low days; a late tap in another state changes nothing.

    Fine: the way back begins (`ladder.start`).
    `calm`: asked after the week that ends a `stop`, and the week still stands.
    """
    if state is TrainingState.STOP and calm:
        if fine:
            return Change(TrainingState.EASE, Reason.WEEK_LOW)
        return Change(state, Reason.WALKING_NOT_FINE)
    if state is not TrainingState.SWAP:
        return Change(state, Reason.UNTIL_CLEARED if state in PAUSED else Reason.USUAL)
    if fine:
        return Change(TrainingState.EASE, Reason.WALKING_FINE)
    return Change(state, Reason.WALKING_NOT_FINE)


def cleared(state: TrainingState) -> Change:
    """A professional gave the go-ahead: back by way of `ease`, never straight to `normal`."""
    if state in PAUSED:
        return Change(TrainingState.EASE, Reason.CLEARED)
    return Change(state, Reason.USUAL)


def _too_sore(state: TrainingState, soreness: int) -> Change:
    interim = more_serious(state, TrainingState.SWAP)
    if soreness >= TRIAGE_NOW_FROM:
        return Change(interim, Reason.SCORE_SEVERE, triage=TriageCall.NOW)
    return Change(interim, Reason.SCORE_HIGH, triage=TriageCall.OFFER)


def _swapped(scores: dict[date, int], today: date, began: date | None) -> Change:
    pair = (today - timedelta(days=1), today)
    low = all(_low_since(scores.get(day), day, began) for day in pair)
    if low:
        return Change(TrainingState.SWAP, Reason.TWO_LOW, ask_walking=True)
    return Change(TrainingState.SWAP, Reason.NOT_YET)


def _eased(soreness: int, today: date, began: date | None) -> Change:
    if _low_since(soreness, today, began):
        return Change(TrainingState.NORMAL, Reason.SETTLED)
    return Change(TrainingState.EASE, Reason.NOT_YET)


def _low_since(soreness: int | None, day: date, began: date | None, low: int = SETTLED) -> bool:
    """A low answer on a later day than the state began; no answer is not low."""
    return soreness is not None and soreness <= low and (began is None or day > began)
