"""How the week went, asked beneath Sunday's check-in; after two worse weeks the signs of the whole body."""

from collections.abc import Collection
from datetime import date
from typing import Final

from bot.chat.choice import choice_row, shown, with_row
from bot.chat.extras_asked import PREFIX, may_ask, read_day
from bot.chat.runners import day_of_checkin
from bot.chat.screen import Button, Row, Screen, column
from bot.chat.turn import Turn
from bot.coaching.extras import SUNDAY, WEEK, is_week_to_tell, is_worse_twice, monday_of
from bot.coaching.series import BodySign, Performance
from bot.content.messages import Messages
from bot.storage.records import Runner, Week
from bot.storage.tx import Tx

TICKED: Final = "tick"
DONE: Final = "done"


async def question(tx: Tx, messages: Messages, runner: Runner, today: date) -> Screen | None:
    """The line and its three buttons; None on other days, or when it may not be asked."""
    if today.weekday() != SUNDAY or not may_ask(runner):
        return None
    told = await _told(tx, runner, monday_of(today))
    row = _row(messages, monday_of(today), told.performance if told else None)
    return Screen(messages.text("extras.week.question"), (row,))


async def on_tap(turn: Turn, week: str, performance: str) -> None:
    """`j:week:<monday>:<performance>`."""
    monday = read_day(week)
    if monday is None or performance not in set(Performance) or not await _counts(turn, monday):
        await turn.toast("common.stale_gone")
        return
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        kept = await tx.weeks.record(turn.chat_id, monday, performance, turn.now)
        asks = kept and await _asks_signs(tx, runner, monday)
    await turn.toast("common.noted" if kept else "common.already")
    if screen := shown(turn):
        await turn.show(with_row(screen, _row(turn.messages, monday, performance)))
    if asks:
        await turn.send(_signs_screen(turn.messages, monday, ()))


async def on_signs_tap(turn: Turn, week: str, action: str, chosen: str) -> None:
    """`j:body:<monday>:tick:<signs>` shows these ticked, `done` stores them: no tap is kept in between."""
    monday, signs = read_day(week), _signs(chosen)
    if monday is None or signs is None or not await _counts(turn, monday):
        await turn.toast("common.stale_gone")
        return
    if action == TICKED:
        await turn.toast()
        await turn.show(_signs_screen(turn.messages, monday, signs))
        return
    async with turn.store.begin() as tx:
        kept = await tx.weeks.add_signs(turn.chat_id, monday, signs, turn.now)
    await turn.toast("common.noted" if kept else "common.already")
    await turn.show(Screen(turn.messages.text("extras.signs.noted")))


def _row(messages: Messages, monday: date, chosen: str | None) -> Row:
    def data(performance: str) -> str:
        return f"{PREFIX}:week:{monday:%Y%m%d}:{performance}"

    buttons = [Button(messages.label(f"extras.week.{one}"), data(one)) for one in Performance]
    return choice_row(messages, buttons, data(chosen) if chosen else None)


def _signs_screen(messages: Messages, monday: date, ticked: Collection[str]) -> Screen:
    """Each button carries the whole set that it leads to, so that a double tap changes nothing twice."""

    def button(label: str, action: str, signs: Collection[str]) -> Button:
        chosen = ",".join(sign for sign in BodySign if sign in signs)
        return Button(label, f"{PREFIX}:body:{monday:%Y%m%d}:{action}:{chosen}")

    buttons = []
    for sign in BodySign:
        mark = "soreness.ticked" if sign in ticked else "soreness.unticked"
        label = messages.label(mark, label=messages.label(f"extras.signs.{sign}"))
        buttons.append(button(label, TICKED, {*ticked} ^ {sign}))
    last = "soreness.done" if ticked else "soreness.none"
    rows = column([*buttons, button(messages.label(last), DONE, ticked)])
    return Screen(messages.text("extras.signs.question"), rows)


def _signs(chosen: str) -> tuple[str, ...] | None:
    """In the order of the protocol; None when one of them is none."""
    names = set(chosen.split(",")) if chosen else set()
    known = tuple(sign.value for sign in BodySign if sign in names)
    return known if len(known) == len(names) else None


async def _counts(turn: Turn, monday: date) -> bool:
    async with turn.store.read() as tx:
        runner = await tx.runners.get(turn.chat_id)
    return is_week_to_tell(monday, day_of_checkin(runner, turn.now))


async def _told(tx: Tx, runner: Runner, monday: date) -> Week | None:
    weeks = await tx.weeks.recent(runner.chat_id, monday)
    return next((week for week in weeks if week.monday == monday), None)


async def _asks_signs(tx: Tx, runner: Runner, monday: date) -> bool:
    weeks = {week.monday: week for week in await tx.weeks.recent(runner.chat_id, monday - WEEK)}
    told = {day: Performance(week.performance) for day, week in weeks.items()}
    return may_ask(runner) and weeks[monday].signs is None and is_worse_twice(told, monday)
