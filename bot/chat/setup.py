"""/start: a welcome and a set-up of six taps at most; each step is stored before the next is asked."""

from dataclasses import replace
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.chat import flow, soreness_left, words
from bot.chat.flow import Tap
from bot.chat.places import place_screen, read_zone
from bot.chat.runners import DEFAULT_ZONE, reschedule
from bot.chat.screen import Button, Screen, in_rows
from bot.chat.turn import Turn
from bot.coaching.calendar import Weekday
from bot.coaching.zones import known_zones
from bot.content.level import Level
from bot.reminders.plan import next_sessions
from bot.storage.records import Conversation, Runner, RunnerChanges
from bot.storage.tx import Tx

FLOW: Final = "setup"
VERSION: Final = 1
PREFIX: Final = "g"
STEPS: Final = ("welcome", "level", "days", "time", "place", "checkin")
DONE: Final = "done"
DAY_CHOICES: Final = ("tue,fri", "mon,thu", "wed,sat", "tue,sat")
TIME_CHOICES: Final = ("06:30", "07:00", "12:00", "17:30", "19:00", "20:00")
CHECKIN_CHOICES: Final = ("08:00", "12:00", "18:00", "20:00", "21:00")
SKIP: Final = "skip"


async def start(turn: Turn) -> None:
    """Greet, and offer the set-up. Nothing is stored about the runner's training before the first tap."""
    await soreness_left.leave(turn)
    async with turn.store.begin() as tx:
        await tx.runners.ensure(turn.chat_id, turn.now)
        talk = await flow.begin(tx, turn.chat_id, flow=FLOW, version=VERSION, step="welcome", now=turn.now)
    message_id = await turn.send(_screen(turn, talk, None))
    await _hang_on(turn, talk, message_id)


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    tap = Tap.parse(args)
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        runner = await tx.runners.get(turn.chat_id)
        fits = tap is not None and talk is not None and runner is not None and flow.matches(talk, FLOW, tap)
        following = (
            await _take(tx, turn, talk, runner, tap.value) if fits and talk and runner and tap else None
        )
    if following is None:
        await _stale(turn, talk, runner, tap)
        return
    await turn.toast()
    await _go_on(turn, *following)


async def on_text(turn: Turn, talk: Conversation, text: str) -> bool:
    """A typed time or place. False when the text is neither, so that it can be read as a question."""
    if talk.step == DONE:
        return False
    if talk.step in {"time", "checkin"} and (at := words.read_time(text)) is not None:
        value = words.clock_time(at)
    elif talk.step == "place" and read_zone(turn, text):
        await _drop_old(turn, talk)
        async with turn.store.read() as tx:
            runner = await tx.runners.get(turn.chat_id)
        await turn.send(_place_choice(turn, talk, runner, text))
        return True
    elif (typed := _typed(turn, talk.step, text)) is not None:
        value = typed
    else:
        return False
    async with turn.store.begin() as tx:
        runner = await tx.runners.get(turn.chat_id)
        following = await _take(tx, turn, flow.by(turn, talk), runner, value) if runner else None
    if following is None:
        return False
    await _drop_old(turn, talk)
    await _go_on(turn, *following)
    return True


async def on_text_again(turn: Turn, talk: Conversation) -> None:
    """A typed answer that was stored, and whose reply was lost."""
    runner = (await turn.seen()).runner
    if runner is not None:
        await _drop_old(turn, talk)
        await _go_on(turn, talk, runner)


def _typed(turn: Turn, step: str, text: str) -> str | None:
    """A typed level, day pair or "skip", as the button that says it."""
    said = text.casefold().strip(" .!")
    labels: dict[str, str] = {}
    if step == "level":
        labels = {level: turn.messages.label(f"common.level.{level}") for level in Level}
    elif step == "days":
        labels = {days: words.days(turn.messages, days.split(",")) for days in DAY_CHOICES}
    found = next((value for value, label in labels.items() if said == label.casefold()), None)
    skips = step != STEPS[0] and said in turn.messages.choices("setup.typed_skip")
    return SKIP if skips else found


async def _drop_old(turn: Turn, talk: Conversation) -> None:
    """A typed answer leaves the question behind: its buttons would ask it a second time."""
    if talk.message_id is not None:
        await turn.coach.out.drop_buttons(turn.chat_id, talk.message_id)


async def _take(
    tx: Tx, turn: Turn, talk: Conversation, runner: Runner, value: str
) -> tuple[Conversation, Runner] | None:
    """Store the answer and open the next step; None for a value this step does not know."""
    if value == "back":
        step = STEPS[max(STEPS.index(talk.step) - 1, 1)]
        return await _advance(tx, turn, talk, step), runner
    changes = _changes(talk.step, value, runner)
    if changes is None:
        return None
    if changes and runner.set_up_at is not None:
        # Set up before: what is planned follows each change, also when the set-up is left half-way.
        runner = await reschedule(tx, turn.chat_id, turn.now, **changes)
    elif changes:
        runner = await tx.runners.update(turn.chat_id, **changes)
    if talk.step != STEPS[-1]:
        return await _advance(tx, turn, talk, STEPS[STEPS.index(talk.step) + 1]), runner
    finished = await _advance(tx, turn, talk, DONE)
    runner = await reschedule(
        tx,
        turn.chat_id,
        turn.now,
        set_up_at=turn.now,
        strength_on=True,
        active=True,
        zone=runner.zone or DEFAULT_ZONE,
        # Who sets up anew is here and says so.
        silent_since=None,
        here_at=None,
    )
    return finished, runner


async def _advance(tx: Tx, turn: Turn, talk: Conversation, step: str) -> Conversation:
    await tx.conversations.advance(
        turn.chat_id, talk.token, talk.step, to_step=step, data=talk.data, now=turn.now
    )
    return replace(talk, step=step)


def _changes(step: str, value: str, runner: Runner) -> RunnerChanges | None:
    """What an answer changes; an empty change for a skip (the default stands), None for a foreign value."""
    if step == "welcome":
        return {} if value == "go" else None
    if step == "checkin" and value == "off":
        return {"checkin_on": False}
    if value == SKIP:
        return _defaults(step, runner)
    match step:
        case "level" if value in set(Level):
            return {"level": value}
        case "days" if all(day in set(Weekday) for day in value.split(",")):
            return {"strength_days": tuple(value.split(","))}
        case "time" if (at := words.read_time(value)) is not None:
            return {"strength_at": at}
        case "checkin" if (at := words.read_time(value)) is not None:
            return {"checkin_at": at, "checkin_on": True}
        case "place" if value in known_zones():
            return {"zone": value, "country": None}
    return None


def _defaults(step: str, runner: Runner) -> RunnerChanges:
    if step == "level":
        return {"level": runner.level or Level.BEGINNER}
    if step == "place":
        return {"zone": runner.zone or DEFAULT_ZONE}
    return {"checkin_on": True} if step == "checkin" else {}


async def _go_on(turn: Turn, talk: Conversation, runner: Runner) -> None:
    message_id = await turn.show(await _shown(turn, talk, runner))
    await _hang_on(turn, talk, message_id)


async def _shown(turn: Turn, talk: Conversation, runner: Runner | None) -> Screen:
    return await _done(turn, runner) if talk.step == DONE and runner else _screen(turn, talk, runner)


async def _hang_on(turn: Turn, talk: Conversation, message_id: int) -> None:
    """Remember which message carries the question."""
    async with turn.store.begin() as tx:
        await tx.conversations.advance(
            turn.chat_id,
            talk.token,
            talk.step,
            to_step=talk.step,
            data=talk.data,
            message_id=message_id,
            now=turn.now,
        )


async def _stale(turn: Turn, talk: Conversation | None, runner: Runner | None, tap: Tap | None) -> None:
    mine = talk is not None and talk.flow == FLOW and talk.version == VERSION
    if talk is None or not mine or (talk.step == DONE and (tap is None or tap.token != talk.token)):
        await turn.toast("common.stale_gone")
        return
    await turn.toast("common.stale")
    await turn.show(await _shown(turn, talk, runner))


def _screen(turn: Turn, talk: Conversation, runner: Runner | None) -> Screen:
    text = turn.messages.text(f"setup.{talk.step}", **_values(turn, talk.step))
    rows = _choices(turn, talk, runner)
    return Screen(text, rows)


def _values(turn: Turn, step: str) -> dict[str, Any]:
    if step == "welcome":
        return {}
    return {"step": STEPS.index(step), "steps": len(STEPS) - 1}


def _choices(turn: Turn, talk: Conversation, runner: Runner | None) -> tuple[tuple[Button, ...], ...]:
    label = turn.messages.label

    def button(text: str, value: str) -> Button:
        return Button(text, Tap(talk.token, talk.step, value).data(PREFIX))

    match talk.step:
        case "welcome":
            return ((button(label("setup.go"), "go"),),)
        case "level":
            rows = in_rows((button(label(f"common.level.{level}"), level) for level in Level), 1)
        case "days":
            rows = in_rows(
                (button(words.days(turn.messages, days.split(",")), days) for days in DAY_CHOICES), 1
            )
        case "time":
            rows = in_rows((button(at, at) for at in TIME_CHOICES), 3)
        case "checkin":
            rows = in_rows((button(at, at) for at in CHECKIN_CHOICES), 3)
            rows = (*rows, (button(label("setup.no_checkin"), "off"),))
        case _:
            rows = ()
    last = [button(label("setup.skip", default=_default(turn, talk.step, runner)), SKIP)]
    if talk.step != "level":
        last.insert(0, button(label("common.back"), "back"))
    return (*rows, tuple(last))


def _default(turn: Turn, step: str, runner: Runner | None) -> str:
    """What a skip leaves in place, so that the button can say it."""
    if runner is None:
        return ""
    match step:
        case "level":
            return turn.messages.label(f"common.level.{runner.level or Level.BEGINNER}")
        case "days":
            return "/".join(turn.messages.label(f"common.short_day.{day}") for day in runner.strength_days)
        case "time":
            return words.clock_time(runner.strength_at)
        case "checkin":
            return words.clock_time(runner.checkin_at)
        case _:
            return runner.zone or DEFAULT_ZONE


def _place_choice(turn: Turn, talk: Conversation, runner: Runner | None, text: str) -> Screen:
    skip = turn.messages.label("setup.skip", default=_default(turn, talk.step, runner))
    other = Button(skip, Tap(talk.token, talk.step, SKIP).data(PREFIX))
    return place_screen(turn, text, lambda zone: Tap(talk.token, talk.step, zone).data(PREFIX), other)


async def _done(turn: Turn, runner: Runner) -> Screen:
    zone = runner.zone or DEFAULT_ZONE
    async with turn.store.read() as tx:
        upcoming = await next_sessions(tx, runner, turn.now, 1)
    text = turn.messages.text(
        "setup.done",
        days=words.days(turn.messages, runner.strength_days),
        time=words.clock_time(runner.strength_at),
        zone=zone,
        now=words.clock_time(turn.now.astimezone(ZoneInfo(zone)).time()),
        first=turn.messages.label("setup.first", next=words.moment(turn.messages, upcoming[0].instant, zone))
        if upcoming
        else turn.messages.label("setup.first_paused"),
        checkin=turn.messages.label("setup.with_checkin", time=words.clock_time(runner.checkin_at))
        if runner.checkin_on
        else turn.messages.label("setup.without_checkin"),
    )
    buttons = [
        Button(turn.messages.label("setup.see_session"), "w:o"),
        Button(turn.messages.label("setup.browse"), "t:"),
    ]
    return Screen(text, in_rows(buttons, 1))
