"""/progress: the last 14 days at a glance, the state of training, and what changed it."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from bot.chat import words
from bot.chat.runners import TAKEN, day_of_checkin, local_day
from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.chat.why_button import state_why_rows
from bot.chat.why_text import because
from bot.coaching.fortnight import Day, Fortnight, first_day, fortnight
from bot.coaching.ladder import Step
from bot.coaching.session import STOOD_IN
from bot.coaching.state import TrainingState
from bot.content.knowledge import Knowledge
from bot.content.markup import escape
from bot.content.messages import Messages
from bot.reminders.follow_up import STATE, UNDONE
from bot.storage.records import Event, Runner
from bot.storage.tx import Tx

CHANGES_SHOWN: Final = 5
_READ: Final = 20
_WIDTH: Final = 3


async def on_progress(turn: Turn) -> None:
    async with turn.store.read() as tx:
        runner = await tx.runners.get(turn.chat_id)
        known = await _known(tx, runner, local_day(runner, turn.now)) if runner else None
    if runner is None or known is None or not any(known):
        await turn.say("progress.nothing")
        return
    text = _text(turn.knowledge, runner, *known)
    await turn.send(Screen(text, state_why_rows(turn.messages, runner)))


async def _known(tx: Tx, runner: Runner, today: date) -> tuple[Fortnight | None, tuple[Event, ...]]:
    """The days, None when they are all empty, and the newest changes of the state, newest first."""
    checkins = await tx.checkins.recent(runner.chat_id, first_day(today))
    sessions = await tx.sessions.recent(runner.chat_id, first_day(today))
    days = fortnight(
        today,
        {checkin.local_date: checkin.soreness for checkin in checkins},
        [(session.local_date, session.kind) for session in sessions],
    )
    empty = not days.answered and not days.sessions
    return None if empty else days, await _changes(tx, runner)


async def _changes(tx: Tx, runner: Runner) -> tuple[Event, ...]:
    found = [
        event
        for kind in (STATE, UNDONE)
        for event in await tx.events.recent(runner.chat_id, _READ, kind=kind)
    ]
    found.sort(key=lambda event: (event.at, event.id), reverse=True)
    repeated = _repeated(found)
    return tuple(
        event
        for event in found
        if event.id not in repeated
        and {event.data.get("from"), event.data.get("to")} != {TrainingState.NORMAL}
    )[:CHANGES_SHOWN]


def _repeated(events: Sequence[Event]) -> set[int]:
    """An answer given again: what it had set is taken back and set anew at once, so nothing changed."""
    by_id = {event.id: event for event in events}
    found: set[int] = set()
    for again, undone in pairwise(events):
        taken = by_id.get((undone.data.get(TAKEN) or [None])[-1])
        if again.at == undone.at and taken is not None and _set(again) == _set(taken):
            found |= {again.id, undone.id}
    return found


def _set(event: Event) -> tuple[object, ...]:
    return tuple(event.data.get(key) for key in ("to", "reason", "ladder"))


def _text(knowledge: Knowledge, runner: Runner, days: Fortnight | None, changes: tuple[Event, ...]) -> str:
    messages = knowledge.messages
    seen = [_sentences(messages, days), _strip(messages, days)] if days else [messages.text("progress.empty")]
    heading = messages.text("progress.heading")
    return "\n\n".join(
        [f"{heading}\n{seen[0]}", *seen[1:], _state(messages, runner), _trail(knowledge, runner, changes)]
    )


def _sentences(messages: Messages, days: Fortnight) -> str:
    """How often, and how sore."""
    counts = messages.text(
        "progress.counts",
        checkins=_counted(messages, "checkins", len(days.answered)),
        sessions=_counted(messages, "sessions", days.sessions),
    )
    if not days.answered:
        return counts
    day, last = days.answered[-1]
    scores = [soreness for _, soreness in days.answered]
    key = "progress.soreness" if min(scores) < max(scores) else "progress.soreness_same"
    on = words.day_and_month(messages, day)
    return f"{counts} {messages.text(key, low=min(scores), high=max(scores), last=last, day=on)}"


def _counted(messages: Messages, what: str, count: int) -> str:
    number = {0: "none", 1: "one"}.get(count, "many")
    return messages.label(f"progress.{what}.{number}", count=count)


def _strip(messages: Messages, days: Fortnight) -> str:
    """Two weeks of columns under their weekdays, narrow enough for a phone, and what the marks mean."""
    weeks = "\n\n".join(_week(messages, week) for week in days.weeks)
    mark = {key: messages.label(f"progress.mark.{key}") for key in ("empty", "done", "standin")}
    return f"<pre>{escape(weeks)}</pre>\n" + messages.text("progress.legend", **mark)


def _week(messages: Messages, week: Sequence[Day]) -> str:
    first, last = (words.day_and_month(messages, week[at].date) for at in (0, -1))
    empty = messages.label("progress.mark.empty")
    rows = [
        [messages.label(f"common.short_day.{day.date:%a}".lower()) for day in week],
        [empty if day.soreness is None else str(day.soreness) for day in week],
        [_done(messages, day) for day in week],
    ]
    lines = [" ".join(cell.rjust(_WIDTH) for cell in row).rstrip() for row in rows]
    return "\n".join([messages.label("progress.week", first=first, last=last), *filter(None, lines)])


def _done(messages: Messages, day: Day) -> str:
    keys = sorted({"standin" if kind == STOOD_IN else "done" for kind in day.done})
    return "".join(messages.label(f"progress.mark.{key}") for key in keys)


def _state(messages: Messages, runner: Runner) -> str:
    state = _state_words(messages, runner.state, runner.ladder_step)
    if runner.state_since is None:
        return messages.text("progress.now", state=state)
    since = words.day_and_month(messages, day_of_checkin(runner, runner.state_since))
    return messages.text("progress.since", state=state, day=since)


def _trail(knowledge: Knowledge, runner: Runner, changes: tuple[Event, ...]) -> str:
    messages = knowledge.messages
    if not changes:
        return messages.text("progress.no_changes")
    lines = [f"• {_change(knowledge, runner, event)}" for event in changes]
    return "\n".join([messages.text("progress.changes"), *lines])


def _change(knowledge: Knowledge, runner: Runner, event: Event) -> str:
    """One line: the day, what training became, why. Without words for the reason it goes without."""
    messages = knowledge.messages
    day = words.day_and_month(messages, day_of_checkin(runner, event.at))
    steps = event.data.get("ladder")
    state = _state_words(messages, str(event.data.get("to")), steps[0] if steps else None)
    if event.kind == UNDONE:
        return messages.text("progress.taken_back", day=day, state=state)
    reason = because(knowledge, str(event.data.get("reason")))
    if reason is None:
        return messages.text("progress.change_bare", day=day, state=state)
    return messages.text("progress.change", day=day, state=state, reason=reason)


def _state_words(messages: Messages, state: str, step: str | None) -> str:
    """`step`: of the way back, where there is one."""
    if step is not None and step in set(Step):
        number = list(Step).index(Step(step)) + 1
        return messages.label("progress.states.ladder", number=number, of=len(Step))
    key = f"progress.states.{state}"
    return messages.label(key if key in messages.by_key else "progress.states.other")
