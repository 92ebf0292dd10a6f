"""The daily check-in: soreness 0-10 by one tap, recorded for the local day, answered in one line."""

from datetime import date, timedelta

from bot.chat.runners import day_of_checkin, set_state
from bot.chat.screen import Button, Row, Screen, in_rows
from bot.chat.turn import Turn
from bot.coaching.checkin import reply_key
from bot.coaching.state import Change, DayScore, TrainingState, TriageCall, after_checkin, after_walking
from bot.content.knowledge import Knowledge
from bot.storage.records import Runner

HISTORY = timedelta(days=14)


async def on_checkin(turn: Turn) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
    await turn.send(question(turn.knowledge, day_of_checkin(runner, turn.now)))


def question(knowledge: Knowledge, day: date) -> Screen:
    """0 to 10 in two rows."""
    buttons = [Button(str(score), f"c:{day:%Y%m%d}:{score}") for score in range(11)]
    return Screen(knowledge.messages.text("checkin.question"), in_rows(buttons, 6))


async def on_tap(turn: Turn, args: tuple[str, ...]) -> bool:
    """`c:<day>:<score>`, `c:<day>:change`, `c:walk:yes`. True when the triage is to begin now (D0)."""
    match args:
        case ("walk", "yes" | "no" as answer):
            await _walking(turn, fine=answer == "yes")
            return False
        case (day, "change") if _read_day(day):
            await turn.toast()
            await turn.show(question(turn.knowledge, await _today(turn)))
            return False
        case (day, score) if (asked := _read_day(day)) and score in map(str, range(11)):
            return await _score(turn, asked, int(score))
    await turn.toast("common.stale_gone")
    return False


async def _score(turn: Turn, asked: date, soreness: int) -> bool:
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        today = day_of_checkin(runner, turn.now)
        fresh = timedelta(0) <= today - asked <= timedelta(days=1)
        if fresh:
            await tx.checkins.record(turn.chat_id, today, soreness, turn.now)
            scores = [
                DayScore(checkin.local_date, checkin.soreness)
                for checkin in await tx.checkins.recent(turn.chat_id, today - HISTORY)
            ]
            began = day_of_checkin(runner, runner.state_since) if runner.state_since else None
            change = after_checkin(TrainingState(runner.state), scores, today, began=began)
            if change.state != runner.state:
                runner = await set_state(tx, runner, change.state, change.reason, turn.now)
    if not fresh:
        await turn.toast("checkin.old")
        await turn.show(question(turn.knowledge, today))
        return False
    await turn.toast("common.noted")
    await turn.show(_answer(turn, runner, today, soreness, change))
    return change.triage is TriageCall.NOW


def _answer(turn: Turn, runner: Runner, today: date, soreness: int, change: Change) -> Screen:
    text, label = turn.messages.text, turn.messages.label
    line = text(f"checkin.reply.{reply_key(soreness, TrainingState(runner.state))}")
    rows: tuple[Row, ...] = ()
    if change.ask_walking:
        line += "\n\n" + text("checkin.ask_walking")
        rows = (
            (
                Button(label("checkin.walking_fine"), "c:walk:yes"),
                Button(label("checkin.not_yet"), "c:walk:no"),
            ),
        )
    change_button = Button(label("checkin.change"), f"c:{today:%Y%m%d}:change")
    if change.triage is not TriageCall.NONE:
        rows = ((Button(label("checkin.check_it"), "q:start"),), (change_button,))
    else:
        rows = (*rows, (change_button,))
    return Screen(text("checkin.recorded", soreness=soreness) + "\n" + line, rows)


async def _walking(turn: Turn, *, fine: bool) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        change = after_walking(TrainingState(runner.state), fine)
        if change.state != runner.state:
            await set_state(tx, runner, change.state, change.reason, turn.now)
    await turn.toast("common.noted")
    await turn.show(Screen(turn.messages.text(f"checkin.walking.{change.reason}")))


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _today(turn: Turn) -> date:
    async with turn.store.read() as tx:
        return day_of_checkin(await tx.runners.get(turn.chat_id), turn.now)
