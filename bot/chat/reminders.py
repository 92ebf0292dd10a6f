"""/reminders: days, time, the next dates, pause, off, and one now."""

from collections.abc import Sequence
from datetime import date, timedelta

from bot.chat import clearance, silence, words
from bot.chat.runners import DEFAULT_ZONE, local_day, reschedule
from bot.chat.screen import Button, Row, Screen, in_rows
from bot.chat.session_text import state_reason
from bot.chat.time_choice import time_rows
from bot.chat.turn import Turn
from bot.chat.why_button import state_why_rows
from bot.coaching.calendar import Weekday
from bot.coaching.spacing import too_close
from bot.coaching.state import PAUSED
from bot.reminders.plan import next_sessions
from bot.storage.records import Runner

PAUSES = (3, 7, 14)
SHOWN = 3


async def on_reminders(turn: Turn) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
    await turn.send(await overview(turn, runner))


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`m:days`, `m:set:tue,fri`, `m:time`, `m:at:07:00`, `m:pause:7`, `m:resume`, `m:on`, `m:off`, `m:`."""
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        match args:
            case ("on",):
                runner = await reschedule(tx, turn.chat_id, turn.now, strength_on=True)
            case ("off",):
                runner = await reschedule(tx, turn.chat_id, turn.now, strength_on=False)
            case ("set", chosen) if _days(chosen):
                runner = await reschedule(tx, turn.chat_id, turn.now, strength_days=_days(chosen))
            case ("at", *clock) if (at := words.read_time(":".join(clock))) is not None:
                runner = await reschedule(tx, turn.chat_id, turn.now, strength_at=at)
            case ("pause", count) if count in map(str, PAUSES):
                back = local_day(runner, turn.now) + timedelta(days=int(count))
                runner = await reschedule(tx, turn.chat_id, turn.now, paused_until=back)
            case ("resume",):
                runner = await reschedule(tx, turn.chat_id, turn.now, paused_until=None)
    await turn.toast("reminders.one_day" if args == ("set", "") else None)
    await turn.show(await _screen(turn, runner, args[0] if args else ""))


async def _screen(turn: Turn, runner: Runner, action: str) -> Screen:
    match action:
        case "days" | "set":
            return _choose_days(turn, runner)
        case "time":
            return _choose_time(turn)
        case "pauses":
            return _choose_pause(turn)
        case _:
            return await overview(turn, runner)


def _days(chosen: str) -> tuple[str, ...]:
    """The days in week order; empty when any of them is none."""
    names = set(chosen.split(","))
    known = tuple(day.value for day in Weekday if day in names)
    return known if len(known) == len(names) else ()


async def overview(turn: Turn, runner: Runner) -> Screen:
    """Days, time and zone, the dates that will come, and why some will not."""
    text, label = turn.messages.text, turn.messages.label
    parts = [
        _summary(turn, runner),
        _spacing(turn, runner.strength_days),
        state_reason(turn.knowledge, runner),
        silence.line(turn.messages, runner),
    ]
    upcoming = await _upcoming(turn, runner)
    if upcoming:
        lines = "\n".join(f"• {line}" for line in upcoming)
        parts.append(f"{text('reminders.next')}\n{lines}")
    switch = (
        Button(label("reminders.turn_off"), "m:off")
        if runner.strength_on
        else Button(label("reminders.turn_on"), "m:on")
    )
    pause = (
        Button(label("reminders.resume"), "m:resume")
        if _paused_until(turn, runner)
        else Button(label("reminders.pause"), "m:pauses")
    )
    rows: tuple[Row, ...] = (
        (Button(label("reminders.days"), "m:days"), Button(label("reminders.time"), "m:time")),
        (pause, switch),
        (Button(label("settings.checkin"), "s:checkin"), Button(label("reminders.show_now"), "w:o")),
    )
    rows = (*silence.rows(turn.messages, runner), *rows)
    rows = (*rows, *clearance.rows(turn.messages, runner), *state_why_rows(turn.messages, runner))
    return Screen("\n\n".join(part for part in parts if part), rows)


def _summary(turn: Turn, runner: Runner) -> str:
    """What brings strength reminders or keeps them away, and the pause. A stop is told apart: it decides."""
    lines = [_strength(turn, runner), _checkin(turn, runner), _pause(turn, runner)]
    return "\n".join(line for line in lines if line)


def _strength(turn: Turn, runner: Runner) -> str:
    if not runner.strength_on:
        return "" if runner.state in PAUSED else turn.messages.text("reminders.off")
    return turn.messages.text(
        "reminders.on",
        days=words.days(turn.messages, runner.strength_days),
        time=words.clock_time(runner.strength_at),
        zone=runner.zone or DEFAULT_ZONE,
    )


def _checkin(turn: Turn, runner: Runner) -> str:
    """Who came to stop what the coach sends must not overlook that it asks each day as well."""
    if not runner.checkin_on:
        return turn.messages.text("reminders.checkin_off")
    return turn.messages.text("reminders.checkin_on", time=words.clock_time(runner.checkin_at))


def _pause(turn: Turn, runner: Runner) -> str:
    """Of strength reminders only where the end of the pause brings them."""
    until = _paused_until(turn, runner)
    if until is None:
        return ""
    day = words.day_and_month(turn.messages, until)
    if runner.strength_on and runner.state not in PAUSED:
        return turn.messages.text("reminders.paused", date=day)
    return turn.messages.text("reminders.checkins_paused", date=day) if runner.checkin_on else ""


def _paused_until(turn: Turn, runner: Runner) -> date | None:
    until = runner.paused_until
    return until if until is not None and until > local_day(runner, turn.now) else None


async def _upcoming(turn: Turn, runner: Runner) -> list[str]:
    zone = runner.zone or DEFAULT_ZONE
    async with turn.store.read() as tx:
        coming = await next_sessions(tx, runner, turn.now, SHOWN)
    return [words.moment(turn.messages, slot.instant, zone) for slot in coming]


def _spacing(turn: Turn, days: Sequence[str]) -> str:
    """Why these days are too close together; the runner decides."""
    close = too_close([Weekday(day) for day in days])
    if not close:
        return ""
    pair = words.days(turn.messages, [day.value for day in close[0]])
    return turn.messages.text("reminders.too_close", days=pair)


def _choose_days(turn: Turn, runner: Runner) -> Screen:
    chosen = set(runner.strength_days)
    buttons = []
    for day in Weekday:
        # The button carries the whole set that it leads to, so that a double tap changes nothing twice.
        after = ",".join(other.value for other in Weekday if (other.value in chosen) != (other is day))
        key = "reminders.day_on" if day.value in chosen else "reminders.day_off"
        name = turn.messages.label(f"common.short_day.{day.value}")
        buttons.append(Button(turn.messages.label(key, day=name), f"m:set:{after}"))
    parts = [
        turn.messages.text("reminders.choose_days", days=words.days(turn.messages, runner.strength_days)),
        _spacing(turn, runner.strength_days),
    ]
    rows = (*in_rows(buttons, 4), (Button(turn.messages.label("reminders.done"), "m:"),))
    return Screen("\n\n".join(part for part in parts if part), rows)


def _choose_time(turn: Turn) -> Screen:
    rows = time_rows(turn.messages, "m:at", "m:", other="y:strength_at")
    return Screen(turn.messages.text("reminders.choose_time"), rows)


def _choose_pause(turn: Turn) -> Screen:
    label = turn.messages.label
    buttons = [Button(label("reminders.pause_days", days=days), f"m:pause:{days}") for days in PAUSES]
    rows = (*in_rows(buttons, 3), (Button(label("common.back"), "m:"),))
    return Screen(turn.messages.text("reminders.choose_pause"), rows)
