"""/workout: today's session, exercise by exercise."""

from bot.chat import checkin, clearance, felt, ladder
from bot.chat.ladder_text import did_rows
from bot.chat.runners import day_of_checkin, ladder_of, local_day
from bot.chat.screen import Button, Row, Screen, in_rows
from bot.chat.session_text import plan_for, session_html, state_reason
from bot.chat.turn import Turn
from bot.chat.why_button import state_why_rows
from bot.coaching.ladder import Step
from bot.coaching.session import SessionKind, SessionPlan, logged_as
from bot.coaching.state import PAUSED
from bot.content.exercise import Exercise
from bot.content.markup import escape
from bot.storage.records import Runner


async def on_workout(turn: Turn) -> None:
    await turn.send(await _today(turn))


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`w:o` the session, `w:x:<id>` one exercise, `w:done` it was done."""
    match args:
        case ("x", exercise_id) if exercise_id in turn.knowledge.exercises:
            await turn.toast()
            runner = await _runner(turn)
            await turn.show(await _awaited(turn, runner) or _exercise(turn, runner, exercise_id))
        case ("done",):
            await _done(turn)
        case _:
            await turn.toast()
            await turn.show(await _today(turn))


async def _today(turn: Turn) -> Screen:
    runner = await _runner(turn)
    return await _awaited(turn, runner) or _overview(turn, runner)


async def _awaited(turn: Turn, runner: Runner | None) -> Screen | None:
    """What a step of the way back waits for that was done, in place of the step."""
    if runner is None:
        return None
    today = day_of_checkin(runner, turn.now)
    async with turn.store.read() as tx:
        waits = await ladder.awaits(tx, runner, today)
    return checkin.awaited(turn.knowledge, today, runner.state) if waits else None


def _overview(turn: Turn, runner: Runner | None) -> Screen:
    """The whole session, a button for each exercise, and Done."""
    plan = plan_for(turn.knowledge, runner)
    text = "\n\n".join(
        part for part in (state_reason(turn.knowledge, runner), session_html(turn.knowledge, plan)) if part
    )
    return Screen(text, (*_rows(turn, runner, plan), *state_why_rows(turn.messages, runner)))


def _rows(turn: Turn, runner: Runner | None, plan: SessionPlan) -> tuple[Row, ...]:
    label = turn.messages.label
    if plan.kind is SessionKind.NOTHING:
        return (*clearance.rows(turn.messages, runner), (Button(label("workout.check_again"), "q:start"),))
    exercises = in_rows((Button(dose.name, f"w:x:{dose.exercise}") for dose in plan.doses), 2)
    sore = Button(label("workout.sore"), "q:start")
    did = did_rows(turn.messages, plan.step) if plan.step else ()
    if plan.step and plan.step is not Step.SPEED:
        return (*exercises, *did, (sore,))
    return (*exercises, (Button(label("workout.done"), "w:done"), sore), *did)


def _exercise(turn: Turn, runner: Runner | None, exercise_id: str) -> Screen:
    plan = plan_for(turn.knowledge, runner)
    order = [dose.exercise for dose in plan.doses]
    exercise = turn.knowledge.exercises[exercise_id]
    dose = next((dose for dose in plan.doses if dose.exercise == exercise_id), None)
    if dose is None:
        # The button is from another day: what does not belong to today's session is not shown to be done.
        return _overview(turn, runner)
    text = turn.messages.text
    parts = [
        text("workout.exercise", name=exercise.name, sets=dose.sets, reps=dose.reps, rest=exercise.rest),
        _numbered(exercise.how),
        text("workout.mistakes") + "\n" + "\n".join(f"• {escape(line)}" for line in exercise.mistakes),
        *_easier(turn, exercise),
    ]
    return Screen("\n\n".join(parts), (_steps(turn, order, exercise_id), _overview_row(turn)))


def _numbered(steps: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {escape(step)}" for number, step in enumerate(steps, start=1))


def _easier(turn: Turn, exercise: Exercise) -> list[str]:
    keys = [("workout.easier", exercise.easier), ("workout.harder", exercise.harder)]
    return [
        turn.messages.text(key, name=turn.knowledge.exercises[other].name)
        for key, other in keys
        if other in turn.knowledge.exercises
    ]


def _steps(turn: Turn, order: list[str], exercise_id: str) -> Row:
    at = order.index(exercise_id)
    label = turn.messages.label
    row = []
    if at > 0:
        row.append(Button(label("workout.previous"), f"w:x:{order[at - 1]}"))
    if at + 1 < len(order):
        row.append(Button(label("workout.next"), f"w:x:{order[at + 1]}"))
    return tuple(row)


def _overview_row(turn: Turn) -> Row:
    label = turn.messages.label
    return (Button(label("workout.all"), "w:o"), Button(label("workout.done"), "w:done"))


async def _done(turn: Turn) -> None:
    """On the ladder the session is one with a question; only the last step has a session beside its run.

    The button of an older session keeps none while training is stopped.
    """
    steps = ladder_of(await _runner(turn))
    if steps and steps.step is not Step.SPEED:
        await ladder.did(turn, steps.step)
        return
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        kind, day = logged_as(runner.state), local_day(runner, turn.now)
        stopped = runner.state in PAUSED
        new = not stopped and await tx.sessions.add(turn.chat_id, day, kind, turn.now)
    if stopped:
        await turn.toast()
        await turn.show(_overview(turn, runner))
        return
    await turn.toast("workout.well_done" if new else "common.already")
    await turn.show(await felt.with_question(turn, turn.messages.text("workout.recorded"), day))


async def _runner(turn: Turn) -> Runner | None:
    async with turn.store.read() as tx:
        return await tx.runners.get(turn.chat_id)
