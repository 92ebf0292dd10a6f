"""A tap on "Why?": what the store knows of how an outcome, an advice or a changed session came about."""

from datetime import date, datetime, timedelta
from typing import Final

from bot.chat import why_text
from bot.chat.checkin import FROM_A_SCORE
from bot.chat.runners import day_of_checkin
from bot.chat.series import ADVICE
from bot.chat.turn import Turn
from bot.chat.why_button import BACK, PREFIX, Explained
from bot.coaching.outcome import Outcome
from bot.coaching.series import WINDOW
from bot.coaching.state import TrainingState, follows_physio, outlasts
from bot.coaching.triage import RULESET
from bot.content.knowledge import Knowledge
from bot.reminders.follow_up import EVENTS_READ, STATE, UNDONE
from bot.storage.records import Checkin, Event, Runner
from bot.storage.tx import Tx

TRIAGES_READ: Final = 50
READ_BY: Final = {"D0": 1, "D1": 1, "D2": 7, "D3": 5, "D3b": 5, "D4": 4, "D5": 7}
"""How many days a rule of the series reads, today among them; one that is not here reads all 14."""


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`b:t:<triage>`, `b:o:<occurrence>`, `b:a:<day>`, `b:s:now`; with `:back:<length>` it goes again."""
    asked, back = args[:2], args[2:3] == (BACK,)
    explained = Explained.of(turn, ":".join((PREFIX, *asked)))
    if explained is None or len(asked) < 2 or len(args) > (4 if back else 2):
        await turn.toast("common.stale_gone")
        return
    html = None if back else await _explain(turn, asked[0], asked[1])
    if html is None and not back:
        await turn.toast("common.stale_gone")
        return
    await turn.toast()
    await turn.show(explained.opened(turn.messages, html) if html else explained.closed(turn.messages))


async def _explain(turn: Turn, what: str, which: str) -> str | None:
    """HTML; None when the store no longer knows, or the rules have changed since."""
    async with turn.store.read() as tx:
        runner = await tx.runners.get(turn.chat_id)
        if runner is None:
            return None
        match what:
            case "t" if _is_id(which):
                return await _outcome(tx, turn.knowledge, runner, int(which))
            case "a" if day := _read_day(which):
                return await _advice(tx, turn.knowledge, runner, day, turn.now)
            case "o" if _is_id(which):
                return await _reminder(tx, turn, runner, int(which))
            case "s":
                return await _state(tx, turn.knowledge, runner, turn.now)
    return None


async def _outcome(tx: Tx, knowledge: Knowledge, runner: Runner, triage_id: int) -> str | None:
    """How a check came out; before it what was stricter already and stood (protocol 8.8)."""
    html, triage = await _triage(tx, knowledge, runner, triage_id), await tx.triages.get(triage_id)
    stood = await _stood(tx, runner, triage.completed_at) if html and triage else None
    if html is None or triage is None or stood is None:
        return html
    state, outcome = TrainingState(stood.data["to"]), Outcome(triage.outcome)
    if follows_physio(state, outcome, physio=runner.physio) or not outlasts(state, outcome):
        return html
    day = day_of_checkin(runner, stood.at)
    html = why_text.stands_html(knowledge, stood.data["reason"], day) + "\n\n" + html
    return html if state == runner.state else html + "\n\n" + _by_now(knowledge, runner)


async def _triage(tx: Tx, knowledge: Knowledge, runner: Runner, triage_id: int) -> str | None:
    triage = await tx.triages.get(triage_id)
    # A forged id must not show another runner's answers.
    if triage is None or triage.chat_id != runner.chat_id or triage.ruleset != RULESET:
        return None
    return why_text.triage_html(knowledge, triage)


async def _reminder(tx: Tx, turn: Turn, runner: Runner, occurrence_id: int) -> str | None:
    """How things stood when it was sent, and whether they have changed since."""
    occurrence = await tx.occurrences.get(occurrence_id)
    if occurrence is None or occurrence.chat_id != runner.chat_id or occurrence.sent_at is None:
        return None
    html = await _state(tx, turn.knowledge, runner, occurrence.sent_at)
    then = await _stood(tx, runner, occurrence.sent_at)
    if html is None or (then and then.data["to"] == runner.state):
        return html
    return html + "\n\n" + _by_now(turn.knowledge, runner)


def _by_now(knowledge: Knowledge, runner: Runner) -> str:
    """The message is of another day: how it stands today."""
    return knowledge.messages.text(f"why.now.{runner.state}")


async def _state(tx: Tx, knowledge: Knowledge, runner: Runner, at: datetime) -> str | None:
    """The state of that moment: since when, what led to it, the last check-in, what ends it."""
    change = await _stood(tx, runner, at)
    if change is None or change.data["to"] == TrainingState.NORMAL:
        return None
    state, reason = change.data["to"], change.data["reason"]
    began, messages = day_of_checkin(runner, change.at), knowledge.messages
    cause = await _cause(tx, knowledge, runner, change)
    if cause is None:
        return None
    on_ladder = bool(change.data.get("ladder"))
    parts = [
        why_text.state_html(messages, state, began, on_ladder=on_ladder),
        cause,
        why_text.last_checkin_html(messages, await _last_checkin(tx, runner, at)),
        why_text.ends_html(messages, state, reason, began, on_ladder=on_ladder),
    ]
    return "\n\n".join(part for part in parts if part)


async def _cause(tx: Tx, knowledge: Knowledge, runner: Runner, change: Event) -> str | None:
    """What led to a change of the state: a check, a rule over the check-ins, or something told."""
    reason, day = change.data["reason"], day_of_checkin(runner, change.at)
    if reason in knowledge.triage.rules:
        triages = await tx.triages.recent(runner.chat_id, TRIAGES_READ)
        led = next((one for one in triages if one.rule == reason and one.completed_at <= change.at), None)
        html = await _triage(tx, knowledge, runner, led.id) if led else None
        return html or why_text.reason_html(knowledge.messages, "older_rules", day)
    if reason in FROM_A_SCORE:
        return await _advice(tx, knowledge, runner, day, change.at)
    return why_text.reason_html(knowledge.messages, reason, day)


async def _advice(tx: Tx, knowledge: Knowledge, runner: Runner, day: date, at: datetime) -> str | None:
    """The advice that stands for that day. None when its answer was corrected afterwards."""
    scores = await _checkins(tx, runner, day)
    today = next((one.soreness for one in scores if one.local_date == day), None)
    events = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=ADVICE)
    given = [event for event in events if event.data["day"] == day.isoformat() and event.at <= at]
    advice = next((event for event in given if event.data["soreness"] == today), None)
    if advice is None:
        return None
    first = day - timedelta(days=READ_BY.get(advice.data["rule"], WINDOW) - 1)
    return why_text.advice_html(knowledge, advice, tuple(one for one in scores if one.local_date >= first))


async def _stood(tx: Tx, runner: Runner, at: datetime) -> Event | None:
    """The change that set the state of that moment; one that was taken back gives way to the one before."""
    changes = [
        event
        for kind in (STATE, UNDONE)
        for event in await tx.events.recent(runner.chat_id, EVENTS_READ, kind=kind)
        if event.at <= at
    ]
    changes.sort(key=lambda event: (event.at, event.id), reverse=True)
    newest = changes[0] if changes else None
    if newest is None or newest.kind == STATE:
        return newest
    same = ("to", "reason")
    return next(
        (one for one in changes if one.kind == STATE and all(one.data[k] == newest.data[k] for k in same)),
        None,
    )


async def _last_checkin(tx: Tx, runner: Runner, at: datetime) -> Checkin | None:
    scores = await _checkins(tx, runner, day_of_checkin(runner, at))
    known = [one for one in scores if one.answered_at <= at]
    return known[-1] if known else None


async def _checkins(tx: Tx, runner: Runner, day: date) -> tuple[Checkin, ...]:
    """Those of the 14 days up to that day, oldest first."""
    recent = await tx.checkins.recent(runner.chat_id, day - timedelta(days=WINDOW - 1))
    return tuple(one for one in recent if one.local_date <= day)


def _is_id(text: str) -> bool:
    return text.isdecimal() and text.isascii() and len(text) <= 18


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
