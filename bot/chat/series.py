"""What the check-ins of the last days say together: facts from the store, advice as an event and as text."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from bot.chat import performance
from bot.chat.runners import last_cleared
from bot.chat.screen import Button, Row
from bot.coaching.extras import (
    SESSIONS_READ,
    Felt,
    monday_of,
    pains_of,
    performances_of,
    running_weeks,
)
from bot.coaching.overload import LighterWeek, open_week
from bot.coaching.series import (
    WINDOW,
    Advice,
    BodySign,
    Extras,
    Facts,
    Found,
    Given,
    Pain,
    Performance,
    Rule,
    Sign,
)
from bot.coaching.session import DONE
from bot.coaching.state import TrainingState
from bot.coaching.triage import RULESET
from bot.content.messages import Messages
from bot.storage.records import Event, Json, Runner, Session, Triage
from bot.storage.tx import Tx

ADVICE: Final = "advice"
"""The kind of event that advice leaves."""
EVENTS_READ: Final = 50
SAID_BY_THE_REPLY: Final = frozenset({Rule.D0, Rule.D1})
_STARTS: Final = {TrainingState.EASE: "now", TrainingState.STOP: "cleared", TrainingState.URGENT: "cleared"}
"""When a lighter week can start, by the state."""


async def facts_of(tx: Tx, runner: Runner, today: date, scores: Mapping[date, int]) -> Facts:
    """`scores`: the answers of the last 14 days or more by local day, today's among them."""
    days = [today - timedelta(days=ago) for ago in reversed(range(WINDOW))]
    sessions = await tx.sessions.recent(runner.chat_id, today - timedelta(days=WINDOW - 1))
    last_check = next(iter(await tx.triages.recent(runner.chat_id, 1)), None)
    return Facts(
        today,
        tuple(scores.get(day) for day in days),
        tuple(session.local_date for session in sessions if session.kind == DONE),
        await _given(tx, runner, today, scores),
        await _known_days(tx, runner, today),
        await _extras(tx, runner, today, sessions, last_check),
        checked_today=last_check is not None and last_check.local_date == today,
    )


async def lighter_week_of(
    tx: Tx, runner: Runner, today: date, scores: Mapping[date, int]
) -> LighterWeek | None:
    """`scores`: as for `facts_of`, and back to the week before the lighter one (27 days)."""
    given = await _given(tx, runner, today, scores)
    return open_week(given, scores, today, after=await last_cleared(tx, runner))


async def record(tx: Tx, runner: Runner, today: date, soreness: int, found: Found, now: datetime) -> None:
    """Keep the advice with its rule; the same answer tapped again keeps it once.

    Also when training was paused in between, which takes the lighter week out of the advice.
    """
    data: Json = {
        "day": today.isoformat(),
        "soreness": soreness,
        "rule": found.rule.value,
        "advice": found.advice.value,
        "sign": found.sign.value if found.sign else None,
        "ruleset": RULESET,
    }
    same = [event.data for event in await _events(tx, runner) if _is_same(event.data, data)]
    if all(data["sign"] and not one["sign"] for one in same):
        await tx.events.add(runner.chat_id, now, ADVICE, data)


def _is_same(one: Json, other: Json) -> bool:
    return all(one[key] == other[key] for key in ("day", "soreness", "rule"))


def advice_html(messages: Messages, found: Found, state: TrainingState) -> str:
    """The advice to show beneath the reply; empty where the reply says it already."""
    parts = []
    if found.rule not in SAID_BY_THE_REPLY and found.advice not in {Advice.O1, Advice.O2}:
        parts.append(messages.text(f"series.{found.rule.lower()}_{found.advice}"))
    if found.sign:
        parts.append(messages.text("series.sign", sign=messages.label(f"series.signs.{found.sign}")))
        parts.append(messages.text(f"series.lighter_{_STARTS.get(state, 'later')}"))
    if found.advice is Advice.O2:
        parts.append(messages.text("series.doctor"))
    if found.sign or found.advice is Advice.STOP:
        parts.append(messages.text("series.closing"))
    return "\n\n".join(parts)


def rows(messages: Messages, found: Found | None) -> tuple[Row, ...]:
    """Beneath a stop: the list of red flags and the way to the check, as beneath every such outcome."""
    if found is None or found.advice is not Advice.STOP:
        return ()
    flags = Button(messages.label("soreness.red_flags"), "q:flags")
    return ((flags,), (Button(messages.label("soreness.check_again"), "q:start"),))


async def _given(tx: Tx, runner: Runner, today: date, scores: Mapping[date, int]) -> tuple[Given, ...]:
    """Advice of earlier days. Advice on an answer that was corrected afterwards was never given.

    Today's is left out: it belongs to the answer that is being weighed again. One answer stands a day, and
    one advice with it.
    """
    given = []
    for event in await _events(tx, runner):
        day = date.fromisoformat(event.data["day"])
        if day != today and scores.get(day) == event.data["soreness"]:
            sign = event.data["sign"]
            given.append(Given(day, Rule(event.data["rule"]), Sign(sign) if sign else None))
    return tuple(given)


async def _extras(
    tx: Tx, runner: Runner, today: date, sessions: Sequence[Session], last_check: Triage | None
) -> Extras:
    """How the last sessions felt and went, how the last weeks did, and the signs told with those."""
    felt = [Felt(Pain(one.feel) if one.feel else None, one.felt_at) for one in sessions[-SESSIONS_READ:]]
    weeks = await tx.weeks.recent(runner.chat_id, monday_of(today) - timedelta(days=WINDOW))
    weekly = running_weeks({one.monday: Performance(one.performance) for one in weeks}, today)
    signs = weeks[-1].signs if weekly else None
    went = await performance.told(tx, runner.chat_id)
    return Extras(
        pains_of(felt, looked_at=await _looked_at(tx, runner, today, last_check)),
        performances_of(went.get(one.local_date) for one in sessions if one.kind == DONE),
        weekly_performance=weekly,
        body_signs=frozenset(BodySign(sign) for sign in signs or ()),
    )


async def _looked_at(tx: Tx, runner: Runner, today: date, last_check: Triage | None) -> datetime | None:
    """When the check was last gone through, or opened for a sharp pain by an earlier day's check-in."""
    opened = [
        event.at
        for event in await _events(tx, runner)
        if event.data["advice"] == Advice.TRIAGE_NOW
        and event.data["rule"] == Rule.D8
        and event.data["day"] != today.isoformat()
    ]
    checked = [last_check.completed_at] if last_check else []
    return max([*opened, *checked], default=None)


async def _known_days(tx: Tx, runner: Runner, today: date) -> int:
    """Days of history. Those before a professional's go-ahead do not count: its word must not be undone by
    the very answers that led to the pause.
    """
    first = await tx.checkins.first(runner.chat_id)
    cleared = await last_cleared(tx, runner)
    starts = [first.local_date] if first else [today]
    if cleared:
        starts.append(cleared + timedelta(days=1))
    return (today - max(starts)).days + 1


async def _events(tx: Tx, runner: Runner) -> tuple[Event, ...]:
    return await tx.events.recent(runner.chat_id, EVENTS_READ, kind=ADVICE)
