"""The buttons under a strength reminder: Done, Later, Skip, "I'm sore". A tap is recorded once."""

from datetime import datetime, time, timedelta
from typing import Final

from bot.chat import check_start, felt, ladder, ladder_text, words, workout
from bot.chat.runners import ladder_of, local_day, zone_of
from bot.chat.screen import Button, Row, Screen
from bot.chat.turn import Turn
from bot.chat.why_button import why_row
from bot.coaching.calendar import resolve
from bot.coaching.ladder import Step
from bot.coaching.session import logged_as
from bot.content.knowledge import Knowledge
from bot.reminders.plan import Kind
from bot.storage.records import Occurrence, Runner
from bot.storage.tx import Tx

EVENING: Final = time(19, 0)
LATER: Final = ("hour", "evening", "tomorrow")
LATER_WITHIN: Final = timedelta(days=1)
"""A session of last week is not put off; the next one comes anyway."""


def reminder_rows(
    knowledge: Knowledge, occurrence_id: int, *, walk_through: bool, changed: bool
) -> tuple[Row, ...]:
    """`walk_through` offers the exercises one by one; a swim has none. A `changed` session says why."""
    label = knowledge.messages.label

    def button(response: str) -> Button:
        return Button(label(f"reminders.response.{response}"), f"o:{occurrence_id}:{response}")

    rows: tuple[Row, ...] = ((button("done"), button("later")), (button("skip"), button("sore")))
    if walk_through:
        rows = (*rows, (Button(label("reminders.walk_through"), f"o:{occurrence_id}:walk"),))
    if changed:
        rows = (*rows, why_row(knowledge.messages, "o", occurrence_id))
    return rows


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`o:<occurrence>:<what>`."""
    occurrence, runner = await _read(turn, args)
    action = args[1] if len(args) > 1 else ""
    if occurrence is None or runner is None:
        await turn.toast("common.stale_gone")
    elif action == "walk":
        await turn.toast()
        await workout.on_workout(turn)
    elif action in {"later", *LATER}:
        await _later(turn, occurrence, runner, action)
    elif action in {"done", "skip", "sore"}:
        await _answer(turn, occurrence, action, ladder.asks_about(runner, occurrence))
    else:
        await turn.toast("common.stale_gone")


async def _answer(turn: Turn, occurrence: Occurrence, action: str, step: Step | None) -> None:
    """`step`: of the ladder; then Done leads to the question about the stride, which keeps the run."""
    counted = await _respond(turn, occurrence, action, keep=step is None)
    await turn.toast("common.noted" if counted else "common.already")
    # Shown also for a tap that is handled a second time: the first answer may have been lost on its way.
    if action == "done" and step and (counted or occurrence.response == action):
        asked = ladder_text.question(turn.messages, step, occurrence.local_date)
        await _edit(turn, asked.text, asked.rows)
    elif counted or occurrence.response == action:
        said = Screen(turn.messages.text(f"reminders.answered.{action}"))
        if action == "done":
            said = await felt.with_question(turn, said.text, occurrence.local_date)
        await _edit(turn, said.text, said.rows)
    if counted and action == "sore":
        await check_start.start(turn)


async def _later(turn: Turn, occurrence: Occurrence, runner: Runner, action: str) -> None:
    if occurrence.response is not None:
        await turn.toast("common.already")
    elif occurrence.sent_at is not None and turn.now - occurrence.sent_at > LATER_WITHIN:
        await turn.toast("reminders.too_old_for_later", alert=True)
    elif action == "later":
        await turn.toast()
        await _edit(turn, turn.messages.text("reminders.when"), _later_rows(turn, occurrence, runner))
    else:
        await _put_off(turn, occurrence, runner, action)


async def _read(turn: Turn, args: tuple[str, ...]) -> tuple[Occurrence | None, Runner | None]:
    if len(args) < 2 or not args[0].isdecimal() or len(args[0]) > 18:
        return None, None
    async with turn.store.read() as tx:
        occurrence = await tx.occurrences.get(int(args[0]))
        runner = await tx.runners.get(turn.chat_id)
    # A forged id must not reach another runner's row.
    if occurrence is None or occurrence.chat_id != turn.chat_id or occurrence.state != "sent":
        return None, runner
    return occurrence, runner


async def _respond(turn: Turn, occurrence: Occurrence, response: str, *, keep: bool = True) -> bool:
    """A session done counts for the day it was meant for, however late the tap. `keep` it in the log."""
    async with turn.store.begin() as tx:
        counted = await tx.occurrences.respond(occurrence.id, turn.chat_id, response, turn.now)
        if counted and keep and response == "done":
            runner = await tx.runners.ensure(turn.chat_id, turn.now)
            steps = ladder_of(runner)
            kind = logged_as(runner.state, steps.step if steps else None)
            await tx.sessions.add(turn.chat_id, occurrence.local_date, kind, turn.now)
    return counted


async def _put_off(turn: Turn, occurrence: Occurrence, runner: Runner, choice: str) -> None:
    due = later_at(runner, turn.now, choice)
    async with turn.store.begin() as tx:
        counted = await tx.occurrences.respond(occurrence.id, turn.chat_id, f"later:{choice}", turn.now)
        planned = await _session_that_day(tx, runner, due) if counted else None
        if counted and planned is None:
            day = due.astimezone(zone_of(runner)).date()
            await tx.occurrences.replan(turn.chat_id, Kind.LATER, day, due)
    await turn.toast("common.noted" if counted else "common.already")
    if not counted:
        return
    instant = planned.due_at if planned else due
    when = words.moment(turn.messages, instant, zone_of(runner).key)
    key = "reminders.planned_anyway" if planned else "reminders.answered.later"
    await _edit(turn, turn.messages.text(key, when=when))


async def _session_that_day(tx: Tx, runner: Runner, due: datetime) -> Occurrence | None:
    """The regular session of that local day, so that putting one off never makes two."""
    day = due.astimezone(zone_of(runner)).date()
    regular = await tx.occurrences.of_kind(runner.chat_id, Kind.STRENGTH, day)
    return regular if regular is not None and regular.state in {"planned", "leased"} else None


def later_at(runner: Runner, now: datetime, choice: str) -> datetime:
    """When a session that was put off comes back: in an hour, at 19:00, or tomorrow at the usual time."""
    zone = zone_of(runner)
    today = now.astimezone(zone).date()
    if choice == "evening":
        return max(resolve(today, EVENING, zone), now + timedelta(hours=1))
    if choice == "tomorrow":
        return resolve(today + timedelta(days=1), runner.strength_at, zone)
    return now + timedelta(hours=1)


def _later_rows(turn: Turn, occurrence: Occurrence, runner: Runner) -> tuple[Row, ...]:
    label = turn.messages.label
    evening = resolve(local_day(runner, turn.now), EVENING, zone_of(runner)) > turn.now + timedelta(hours=1)
    choices = [choice for choice in LATER if choice != "evening" or evening]
    return tuple(
        (Button(label(f"reminders.later_{choice}"), f"o:{occurrence.id}:{choice}"),) for choice in choices
    )


async def _edit(turn: Turn, line: str, rows: tuple[Row, ...] = ()) -> None:
    """The reminder stays readable; what became of it stands below, once, in place of the question."""
    query = turn.query
    text = getattr(query.message, "text_html", "") if query and query.message else ""
    for said in (line, turn.messages.text("reminders.when")):
        text = text.removesuffix(said).rstrip()
    await turn.show(Screen(f"{text}\n\n{line}" if text else line, rows))
