"""A lighter week (O1): one session fewer if the runner says yes, and another look after a week."""

from datetime import date, timedelta
from typing import Final

from bot.chat import words
from bot.chat.choice import shown, without_row
from bot.chat.extras_asked import PREFIX, read_day
from bot.chat.runners import day_of_checkin
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.coaching.calendar import Weekday
from bot.coaching.series_effect import Weighed
from bot.coaching.state import PAUSED, TrainingState, TriageCall
from bot.content.messages import Messages
from bot.reminders.plan import Kind, plan
from bot.storage.records import Event, Runner
from bot.storage.tx import Tx

FEWER: Final = "fewer"
"""The kind of event that the answer leaves: the day of the advice, and the session left out, if any."""
LEFT_OUT: Final = "left out"
EVENTS_READ: Final = 10
ANSWERED_WITHIN: Final = timedelta(days=7)
PLANNED_READ: Final = 10


def look_again(messages: Messages, runner: Runner, weighed: Weighed) -> Screen | None:
    """On day 7 the way to the check, unless the reply leads there anyway."""
    leads_there = weighed.change.triage is not TriageCall.NONE or runner.state in PAUSED
    if not weighed.look_again or leads_there:
        return None
    button = Button(messages.label("extras.lighter.look"), "q:start")
    return Screen(messages.text("extras.lighter.look_again"), ((button,),))


async def question(tx: Tx, turn: Turn, runner: Runner, today: date, weighed: Weighed) -> Screen | None:
    """When a lighter week begins now: may the next session be left out? The days themselves never change."""
    begins = weighed.found is not None and weighed.found.sign and runner.state == TrainingState.EASE
    if not begins or len(runner.strength_days) < 2 or await _answer(tx, runner, today):
        return None
    planned = await tx.occurrences.upcoming(runner.chat_id, PLANNED_READ)
    coming = [one for one in planned if one.kind == Kind.STRENGTH and one.due_at > turn.now]
    if not coming:
        return None
    day, label = coming[0].local_date, turn.messages.label
    data = f"{PREFIX}:fewer:{today:%Y%m%d}:{day:%Y%m%d}"
    yes = Button(label("extras.lighter.fewer_yes"), f"{data}:yes")
    no = Button(label("extras.lighter.fewer_no"), f"{data}:no")
    return Screen(_question_html(turn.messages, day), ((yes, no),))


async def on_tap(turn: Turn, advised: str, session: str, said: str) -> None:
    """`j:fewer:<day of the advice>:<day of the session>:<yes or no>`; the first answer stands."""
    day, left_out = read_day(advised), read_day(session)
    if day is None or left_out is None or said not in {"yes", "no"}:
        await turn.toast("common.stale_gone")
        return
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        fresh = timedelta(0) <= day_of_checkin(runner, turn.now) - day < ANSWERED_WITHIN
        stands = await _answer(tx, runner, day)
        new = fresh and stands is None and await _take(tx, turn, runner, day, left_out, yes=said == "yes")
        stands = await _answer(tx, runner, day)
    if stands is None:
        await turn.toast("extras.lighter.gone")
        return
    await turn.toast("common.noted" if new else "common.already")
    if screen := shown(turn):
        await turn.show(_answered(turn, screen, left_out, stands))


async def _take(tx: Tx, turn: Turn, runner: Runner, day: date, left_out: date, *, yes: bool) -> bool:
    """False when that session is no longer one to leave out: sent, or planned for another day by now."""
    if yes:
        if not await tx.occurrences.leave_out(runner.chat_id, Kind.STRENGTH, left_out, LEFT_OUT):
            return False
        await plan(tx, runner, turn.now)
    data = {"day": day.isoformat(), "left_out": left_out.isoformat() if yes else None}
    await tx.events.add(runner.chat_id, turn.now, FEWER, data)
    return True


async def _answer(tx: Tx, runner: Runner, day: date) -> Event | None:
    events = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=FEWER)
    return next((event for event in events if event.data["day"] == day.isoformat()), None)


def _answered(turn: Turn, screen: Screen, day: date, answer: Event) -> Screen:
    """The answer in place of the question, which goes with its buttons."""
    messages = turn.messages
    key = "extras.lighter.left_out" if answer.data["left_out"] else "extras.lighter.kept"
    said = messages.text(key, when=_when(messages, day))
    text = screen.text.replace(_question_html(messages, day), said)
    tapped = str(turn.query.data) if turn.query else ""
    return Screen(text, without_row(screen, tapped).rows)


def _question_html(messages: Messages, day: date) -> str:
    return messages.text("extras.lighter.fewer", when=_when(messages, day))


def _when(messages: Messages, day: date) -> str:
    weekday = messages.label(f"common.day.{tuple(Weekday)[day.weekday()]}")
    return messages.label("extras.lighter.when", day=weekday, date=words.day_and_month(messages, day))
