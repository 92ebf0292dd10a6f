"""/settings: level, place, times, check-in; two of its questions take typed text, "what time?", "where?"."""

from datetime import timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.chat import country, flow, reminders, soreness_left, words
from bot.chat.physio import physio_row
from bot.chat.places import place_screen, read_zone
from bot.chat.runners import DEFAULT_ZONE, reschedule
from bot.chat.screen import Button, Screen, in_rows
from bot.chat.time_choice import time_rows
from bot.chat.turn import Turn
from bot.coaching.zones import known_zones
from bot.content.level import Level
from bot.storage.records import Conversation, Runner, RunnerChanges
from bot.storage.tx import Tx

FLOW: Final = "typed_setting"
VERSION: Final = 1
ANSWERED_WITHIN: Final = timedelta(minutes=15)
TYPED: Final = ("zone", "strength_at", "checkin_at", "country")


async def on_settings(turn: Turn) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
    await turn.send(_overview(turn, runner))


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`s:level[:<level>]`, `s:checkin[:<HH>:<MM> or :off]`, `s:zone:<zone>`, `s:country:<code or zone>`,
    `s:extras:<on or off>`.

    `s:physio:<on or off>`; `s:` alone is the overview.
    """
    changes = _changes(turn, args)
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        await _close(tx, turn.chat_id)
        if changes is not None and changes.keys() <= {"level", "country", "extras_on", "physio"}:
            runner = await tx.runners.update(turn.chat_id, **changes)
        elif changes is not None:
            runner = await reschedule(tx, turn.chat_id, turn.now, **changes)
    await turn.toast("common.noted" if changes else None)
    await turn.show(
        _choose(turn, args)
        if args[:1] in {("level",), ("checkin",)} and not changes
        else _overview(turn, runner)
    )


async def on_typed_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`y:zone`, `y:country`, `y:strength_at`, `y:checkin_at`: the next message is the answer."""
    if args[:1] not in {(field,) for field in TYPED}:
        await turn.toast("common.stale_gone")
        return
    await soreness_left.leave(turn)
    async with turn.store.begin() as tx:
        await tx.runners.ensure(turn.chat_id, turn.now)
        await flow.begin(tx, turn.chat_id, flow=FLOW, version=VERSION, step=args[0], now=turn.now)
    await turn.toast()
    rows = country.rows(turn) if args[0] == "country" else ()
    await turn.show(Screen(turn.messages.text(f"settings.type_{args[0]}"), (*rows, _back(turn))))


async def on_text(turn: Turn, talk: Conversation, text: str) -> bool:
    """A typed time, place or country. False when it is none, so that it can be read as a question."""
    if turn.now - talk.updated_at > ANSWERED_WITHIN:
        return False
    if talk.step == "zone":
        if not read_zone(turn, text):
            return False
        await turn.send(place_screen(turn, text, lambda zone: f"s:zone:{zone}", _back(turn)[0]))
        return True
    if talk.step == "country":
        screen = country.typed_screen(turn, text, _back(turn))
        if screen is not None:
            await turn.send(screen)
        return screen is not None
    at = words.read_time(text)
    if at is None:
        return False
    changes: RunnerChanges = (
        {"strength_at": at} if talk.step == "strength_at" else {"checkin_at": at, "checkin_on": True}
    )
    async with turn.store.begin() as tx:
        runner = await reschedule(tx, turn.chat_id, turn.now, **changes)
    await turn.send(
        await reminders.overview(turn, runner) if talk.step == "strength_at" else _overview(turn, runner)
    )
    # Not before: when the reply is lost the text is read again, and a time is not to become a check-in.
    await close(turn)
    return True


async def close(turn: Turn) -> None:
    """Something else was asked for: the next text is no answer to the question that is open here."""
    async with turn.store.begin() as tx:
        await _close(tx, turn.chat_id)


async def _close(tx: Tx, chat_id: int) -> None:
    talk = await tx.conversations.get(chat_id)
    if talk is not None and talk.flow == FLOW:
        await tx.conversations.clear(chat_id, talk.token)


def _changes(turn: Turn, args: tuple[str, ...]) -> RunnerChanges | None:
    match args:
        case ("level", level) if level in set(Level):
            return {"level": level}
        case ("zone", zone) if zone in known_zones():
            # Who moves leaves the number of the old country behind.
            return {"zone": zone, "country": None}
        case ("country", code) if code == country.BY_ZONE or code in turn.knowledge.emergency.countries:
            return {"country": None if code == country.BY_ZONE else code}
        case ("extras", "on" | "off" as choice):
            return {"extras_on": choice == "on"}
        case ("physio", "on" | "off" as choice):
            return {"physio": choice == "on"}
        case ("checkin", "off"):
            return {"checkin_on": False}
        case ("checkin", *clock) if (at := words.read_time(":".join(clock))) is not None:
            return {"checkin_at": at, "checkin_on": True}
    return None


def _choose(turn: Turn, args: tuple[str, ...]) -> Screen:
    label = turn.messages.label
    if args[0] == "level":
        buttons = [Button(label(f"common.level.{level}"), f"s:level:{level}") for level in Level]
        return Screen(turn.messages.text("settings.choose_level"), (*in_rows(buttons, 1), _back(turn)))
    rows = time_rows(turn.messages, "s:checkin", "s:", other="y:checkin_at")
    off = (Button(label("settings.checkin_turn_off"), "s:checkin:off"),)
    return Screen(turn.messages.text("settings.choose_checkin"), (*rows, off))


def _overview(turn: Turn, runner: Runner) -> Screen:
    label, text = turn.messages.label, turn.messages.text
    zone = runner.zone or DEFAULT_ZONE
    checkin = (
        text("settings.checkin_on", time=words.clock_time(runner.checkin_at))
        if runner.checkin_on
        else text("settings.checkin_off")
    )
    level = label(f"common.level.{runner.level or Level.BEGINNER}")
    now = words.clock_time(turn.now.astimezone(ZoneInfo(zone)).time())
    extras, switch = ("extras_on", "off") if runner.extras_on else ("extras_off", "on")
    parts = [
        text("settings.overview", level=level, zone=zone, now=now),
        checkin,
        text(f"settings.{extras}"),
        country.line(turn, runner),
        text(f"settings.physio_{'yes' if runner.physio else 'no'}"),
    ]
    rows = (
        (Button(label("settings.level"), "s:level"), Button(label("settings.zone"), "y:zone")),
        (Button(label("settings.checkin"), "s:checkin"), Button(label("settings.reminders"), "m:")),
        (Button(label("settings.country"), "y:country"),),
        (Button(label(f"settings.extras_turn_{switch}"), f"s:extras:{switch}"),),
        physio_row(turn.messages, runner),
    )
    return Screen("\n".join(parts), rows)


def _back(turn: Turn) -> tuple[Button, ...]:
    return (Button(turn.messages.label("common.back"), "s:"),)
