"""The way back in the chat: "I did it", "Was your stride normal?", and what the next check-in makes of it."""

from collections.abc import Mapping
from datetime import date
from typing import Final

from bot.chat import ladder_text
from bot.chat.runners import day_of_checkin, ladder_of, set_state
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.coaching.ladder import Climbed, Move, Run, Step, after_answer, after_run, awaits_answer
from bot.coaching.session import logged_for
from bot.coaching.state import Reason
from bot.reminders.follow_up import EVENTS_READ
from bot.storage.records import Occurrence, Runner
from bot.storage.tx import Tx

RAN: Final = "ladder_run"
"""The kind of event that a run or session of a step leaves."""
BY_AN_ANSWER: Final = frozenset(
    {Reason.STEP_UP.value, Reason.STEP_BACK.value, Reason.STEPS_DONE.value, Reason.STEPS_FAILED.value}
)
"""Reasons that a corrected check-in takes back."""
FAILED: Final = frozenset({Reason.STEPS_FAILED.value, Reason.STRIDE_FAILED.value})


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`l:did:<step>` asks about the stride; `l:ran:<step>:<day>:normal` or `:changed` answers."""
    match args:
        case ("did", step):
            await did(turn, step)
        case ("ran", step, day, "normal" | "changed" as stride) if asked := _read_day(day):
            await _ran(turn, step, asked, normal=stride == "normal")
        case _:
            await turn.toast("common.stale_gone")


async def weigh_answer(tx: Tx, runner: Runner, today: date, scores: Mapping[date, int]) -> Climbed | None:
    """What today's check-in does to the ladder; None without one, or when the answer overrules it.

    `scores`: the answers of the last days, today's among them.
    """
    ladder = ladder_of(runner)
    if ladder is None:
        return None
    return after_answer(ladder, scores, today, await _runs(tx, runner))


async def awaits(tx: Tx, runner: Runner, today: date) -> bool:
    """Whether the step was done before today and waits for today's check-in."""
    ladder = ladder_of(runner)
    if ladder is None:
        return False
    answers = await tx.checkins.recent(runner.chat_id, ladder.since)
    return awaits_answer(ladder, [answer.local_date for answer in answers], await _runs(tx, runner), today)


def asks_about(runner: Runner | None, occurrence: Occurrence) -> Step | None:
    """The step whose run a reminder stood for; the last one has its own button beside the session's.

    None as well for a reminder from before the step: it showed something else.
    """
    ladder = ladder_of(runner)
    if runner is None or ladder is None or ladder.step is Step.SPEED or occurrence.local_date < ladder.since:
        return None
    if occurrence.sent_at is None or runner.state_since is None or occurrence.sent_at < runner.state_since:
        return None
    return ladder.step


async def ask(turn: Turn, step: Step, day: date) -> None:
    await turn.show(ladder_text.question(turn.messages, step, day))


async def did(turn: Turn, asked: str) -> None:
    """The run of a step was done today: ask about the stride."""
    async with turn.store.read() as tx:
        runner = await tx.runners.get(turn.chat_id)
    today, ladder = day_of_checkin(runner, turn.now), ladder_of(runner)
    if ladder is None or ladder.step != asked:
        await _now(turn, runner)
    elif ladder.since > today:
        await turn.toast("ladder.tomorrow", alert=True)
    else:
        await turn.toast()
        await ask(turn, ladder.step, today)


async def _ran(turn: Turn, asked: str, day: date, *, normal: bool) -> None:
    """One run a step and day: a second tap finds it kept, or the ladder moved on, and changes nothing."""
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        today, ladder = day_of_checkin(runner, turn.now), ladder_of(runner)
        stands = ladder is not None and ladder.step == asked and ladder.since <= day <= today
        climbed = await _take(tx, turn, runner, day, normal=normal) if stands else None
        kept = ladder is not None and Run(ladder.step, day) in await _runs(tx, runner)
    if not stands:
        await _now(turn, runner)
        return
    await turn.toast("common.noted" if climbed else "common.already")
    await turn.show(_ran_screen(turn, climbed, kept=kept))


async def _take(tx: Tx, turn: Turn, runner: Runner, day: date, *, normal: bool) -> Climbed | None:
    """Keep the run and move the ladder, in one transaction. None when that day has its run already."""
    ladder = ladder_of(runner)
    if ladder is None or not await tx.sessions.add(turn.chat_id, day, logged_for(ladder.step), turn.now):
        return None
    data = {"step": ladder.step.value, "day": day.isoformat(), "stride": "normal" if normal else "changed"}
    await tx.events.add(turn.chat_id, turn.now, RAN, data)
    climbed = after_run(ladder, day_of_checkin(runner, turn.now), stride_normal=normal)
    if climbed.ladder != ladder:
        change = climbed.change
        await set_state(tx, runner, change.state, change.reason, turn.now, ladder=climbed.ladder)
    return climbed


def _ran_screen(turn: Turn, climbed: Climbed | None, *, kept: bool) -> Screen:
    """A stride that changed leads to the check as well: it may have more to say (R21).

    `kept`: the day's run is one of this step, not of the one before.
    """
    if kept:
        return ladder_text.reply(turn.messages, Move.TOMORROW, None)
    if climbed is None:
        return Screen(turn.messages.text("ladder.tomorrow"))
    said = ladder_text.reply(turn.messages, climbed.move, climbed.ladder)
    noticed = turn.messages.text("ladder.stride_was_changed")
    check = (Button(turn.messages.label("checkin.check_it"), "q:start"),)
    return Screen(f"{noticed}\n\n{said.text}", said.rows or (check,))


async def _now(turn: Turn, runner: Runner | None) -> None:
    """A button of an earlier step: where the runner is now, should that message have been lost."""
    ladder = ladder_of(runner)
    if runner is not None and runner.state_rule in FAILED:
        await turn.toast()
        await turn.show(ladder_text.reply(turn.messages, Move.STOP, None))
    elif ladder is not None:
        await turn.toast("common.stale")
        await turn.show(ladder_text.step_screen(turn.messages, ladder.step))
    else:
        await turn.toast("common.stale_gone")


async def _runs(tx: Tx, runner: Runner) -> list[Run]:
    events = await tx.events.recent(runner.chat_id, EVENTS_READ, kind=RAN)
    return [
        Run(Step(event.data["step"]), date.fromisoformat(event.data["day"]))
        for event in events
        if event.data["stride"] == "normal"
    ]


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
