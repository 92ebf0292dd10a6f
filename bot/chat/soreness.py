"""/soreness: the guided triage. Red flags first, one question a message, each answer stored at once."""

from dataclasses import replace
from typing import Any, Final

from bot.chat import flow, half_way, soreness_doubt, soreness_risk
from bot.chat.flow import Tap
from bot.chat.runners import day_of_checkin, ladder_of, set_state
from bot.chat.safety_text import red_flags_html
from bot.chat.screen import Screen
from bot.chat.soreness_order import step_after, step_before
from bot.chat.soreness_screens import outcome_screen, question_screen, stopped_screen
from bot.chat.soreness_typed import STOP, ask_again, put_again, typed_value
from bot.chat.turn import Turn
from bot.coaching.answers import ASK_Q4B_FROM, Location, PartialAnswers, given
from bot.coaching.ladder import again
from bot.coaching.outcome import Outcome
from bot.coaching.state import Reason, TrainingState, after_triage, ease_days
from bot.coaching.triage import RULESET, Verdict, certain, flagged
from bot.content.triage import Question
from bot.storage.records import Conversation, Json, Runner
from bot.storage.tx import Tx

FLOW: Final = "triage"
VERSION: Final = 1
SHOWN: Final = "shown"
"""The step after the last: the outcome stands in the talk until it is seen, should its message be lost."""
RED_FLAG_STEPS: Final = ("q1", "q2", "q3")


def is_asking(talk: Conversation | None) -> bool:
    """Whether a check is under way."""
    return talk is not None and talk.flow == FLOW and talk.step != SHOWN


async def deliver_flag(tx: Tx, turn: Turn, talk: Conversation) -> Screen | None:
    """The outcome of a ticked A or B flag, which needs no other answer; None when there is none."""
    told = half_way.told(talk.data)
    verdict = flagged(told)
    if verdict is None:
        return None
    # Another version's answers may fit no question of today.
    data = talk.data if talk.version == VERSION else {"flags": sorted(told.flags)}
    return await _conclude(tx, turn, talk, data, verdict)


async def on_text(turn: Turn, talk: Conversation, text: str) -> bool:
    """A typed answer to the open question. False when it is none, so that it can be read as a question."""
    if not _asks(talk):
        return False
    value = typed_value(turn, talk, text)
    if value is None:
        return await ask_again(turn, talk, text)
    if value != STOP and flow.is_early(turn, talk):
        await put_again(turn, talk)
        return True
    async with turn.store.begin() as tx:
        screen = await _take(tx, turn, flow.by(turn, talk), value)
    if screen is None:
        return False
    await flow.hang_on(turn, await turn.send(screen))
    return True


def is_answer(turn: Turn, talk: Conversation, text: str) -> bool:
    """Whether a typed text stands for a button of the open question, and was written to it."""
    return _asks(talk) and not flow.is_early(turn, talk) and typed_value(turn, talk, text) is not None


def _asks(talk: Conversation) -> bool:
    return talk.flow == FLOW and talk.version == VERSION and talk.step != SHOWN


async def show_again(turn: Turn) -> None:
    """The open question in a new message, after something else was said in between."""
    async with turn.store.read() as tx:
        talk = await tx.conversations.get(turn.chat_id)
    if talk is not None and _asks(talk):
        await turn.send(question_screen(turn.knowledge, talk))


async def stands(turn: Turn, talk: Conversation) -> Screen:
    """What the talk shows: its open question, or the outcome."""
    return await _shown_again(turn, talk) if talk.step == SHOWN else question_screen(turn.knowledge, talk)


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    if args == ("flags",):
        await turn.toast()
        await turn.send(Screen(red_flags_html(turn.knowledge, await turn.whose())))
        return
    tap = Tap.parse(args)
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        fits = tap is not None and talk is not None and flow.matches(talk, FLOW, tap)
        screen = await _take(tx, turn, talk, tap.value) if fits and talk and tap else None
    if screen is not None:
        await turn.toast()
        await turn.show(screen)
    elif talk is not None and talk.flow == FLOW and talk.step == SHOWN and tap and tap.token == talk.token:
        await turn.toast()
        await turn.show(await _shown_again(turn, talk))
    elif talk is not None and talk.flow == FLOW and talk.step != SHOWN:
        await turn.toast("common.stale")
        await turn.show(question_screen(turn.knowledge, talk))
    else:
        await turn.toast("common.stale_gone")


async def _take(tx: Tx, turn: Turn, talk: Conversation, value: str) -> Screen | None:
    """Store one tap; returns what to show now, None for a value this question does not know."""
    if value == STOP:
        return await stop(tx, turn, talk)
    if value == "back":
        return await _move(tx, turn, talk, step_before(turn.knowledge, talk), soreness_doubt.before(talk))
    if talk.step == soreness_doubt.STEP:
        return await _doubt(tx, turn, talk, value)
    question = turn.knowledge.triage.question(talk.step)
    if soreness_risk.is_confirmed(question, talk.data):
        return await _confirm(tx, turn, talk, value)
    if question.kind == "many":
        return await _tick(tx, turn, talk, question, value)
    answer = _read(question, value)
    if answer is None:
        return None
    return await _answered(tx, turn, talk, {**talk.data, question.key: answer})


async def _doubt(tx: Tx, turn: Turn, talk: Conversation, value: str) -> Screen | None:
    """Which of two answers is right: the other question is put again."""
    if value == soreness_doubt.BOTH:
        return await _answered(tx, turn, talk, talk.data)
    step = soreness_doubt.asked_again(turn.knowledge, talk, value)
    return await _move(tx, turn, talk, step, talk.data) if step else None


async def _confirm(tx: Tx, turn: Turn, talk: Conversation, value: str) -> Screen | None:
    taken = soreness_risk.taken(talk.data, value)
    if taken is None:
        return None
    data, answered = taken
    return await (_answered(tx, turn, talk, data) if answered else _move(tx, turn, talk, talk.step, data))


async def _tick(tx: Tx, turn: Turn, talk: Conversation, question: Question, value: str) -> Screen | None:
    """`A1+` ticks, `A1-` unticks (absolute, so that a double tap does not undo itself), `none`, `done`."""
    own = {option.key for option in question.options}
    ticked = set(talk.data.get(question.key, ()))
    if value == "none":
        return await _answered(tx, turn, talk, {**talk.data, question.key: sorted(ticked - own)})
    if value == "done":
        return await _answered(tx, turn, talk, talk.data) if ticked & own else None
    key, sign = value[:-1], value[-1:]
    if key not in own or sign not in {"+", "-"}:
        return None
    ticked = ticked | {key} if sign == "+" else ticked - {key}
    return await _move(tx, turn, talk, talk.step, {**talk.data, question.key: sorted(ticked)})


def _read(question: Question, value: str) -> Any:  # noqa: ANN401
    """The answer as it is stored; None for one that this question does not offer."""
    if question.kind == "score":
        return int(value) if value in map(str, range(11)) else None
    if value not in {option.key for option in question.options}:
        return None
    return value == "yes" if question.key == "q4b" else value


async def _answered(tx: Tx, turn: Turn, talk: Conversation, data: dict[str, Any]) -> Screen:
    if data.get("soreness", 0) < ASK_Q4B_FROM:
        data = {key: value for key, value in data.items() if key != "q4b"}
    verdict = certain(PartialAnswers(**given(data)))
    step = step_after(turn.knowledge, talk.step, data)
    if verdict is None and step is not None:
        return await _move(tx, turn, talk, step, data)
    if verdict is None and (asking := soreness_doubt.ask_about(data)) is not None:
        return await _move(tx, turn, talk, soreness_doubt.STEP, asking)
    if verdict is None:
        data, verdict = await soreness_doubt.settle(tx, turn.chat_id, data, turn.now)
    return await _conclude(tx, turn, talk, data, verdict)


async def _move(tx: Tx, turn: Turn, talk: Conversation, step: str, data: dict[str, Any]) -> Screen:
    await tx.conversations.advance(turn.chat_id, talk.token, talk.step, to_step=step, data=data, now=turn.now)
    moved = replace(talk, step=step, data=data)
    await half_way.keep(tx, moved, turn.now)
    return question_screen(turn.knowledge, moved)


async def _conclude(tx: Tx, turn: Turn, talk: Conversation, data: dict[str, Any], verdict: Verdict) -> Screen:
    """Record the outcome and move the training state, all in the transaction of the last answer."""
    doubtful, data = soreness_doubt.is_settled(data), given(data)
    runner = await tx.runners.ensure(turn.chat_id, turn.now)
    runner = await half_way.take_back(tx, runner, verdict.outcome, turn.now)
    today = day_of_checkin(runner, turn.now)
    triage = await tx.triages.add(
        turn.chat_id,
        today,
        answers=data,
        outcome=verdict.outcome.value,
        rule=verdict.rule,
        ruleset=RULESET,
        completed_at=turn.now,
    )
    runner = await _apply(tx, turn, runner, data, verdict)
    await half_way.forget(tx, turn.chat_id)
    await half_way.release(tx, turn.chat_id, turn.now)
    kept: Json = {
        "answers": data,
        "outcome": verdict.outcome.value,
        "rule": verdict.rule,
        "triage": triage.id,
        "doubtful": doubtful,
        flow.BY: talk.data.get(flow.BY),
    }
    await tx.conversations.advance(
        turn.chat_id, talk.token, talk.step, to_step=SHOWN, data=kept, now=turn.now
    )
    return outcome_screen(turn.knowledge, runner, data, verdict, triage.id, doubtful=doubtful)


async def _shown_again(turn: Turn, talk: Conversation) -> Screen:
    """The outcome once more, for a last answer that is handled or a tap pressed a second time."""
    async with turn.store.read() as tx:
        runner = await tx.runners.get(turn.chat_id)
    verdict = Verdict(Outcome(talk.data["outcome"]), talk.data["rule"])
    if runner is None:
        return stopped_screen(turn.knowledge, None, asked_all_flags=False)
    data = talk.data
    doubtful = data.get("doubtful", False)
    return outcome_screen(
        turn.knowledge, runner, data["answers"], verdict, data.get("triage"), doubtful=doubtful
    )


async def _apply(tx: Tx, turn: Turn, runner: Runner, data: dict[str, Any], verdict: Verdict) -> Runner:
    began_today = _holds(runner, turn)
    current = TrainingState(runner.state)
    change = after_triage(current, verdict.outcome, began_today=began_today, physio=runner.physio)
    if change.state is not current or change.reason is Reason.TRIAGE:
        steps = ladder_of(runner)
        steps = again(steps) if steps else None
        runner = await set_state(tx, runner, change.state, verdict.rule, turn.now, ladder=steps)
    if change.reason is Reason.TRIAGE and verdict.outcome is Outcome.X:
        # A second check on the day must not bring the saddle back.
        sit_bone = data.get("location") == Location.SITBONE or (began_today and runner.pool_only)
        runner = await tx.runners.update(turn.chat_id, pool_only=sit_bone)
    return runner


def _holds(runner: Runner, turn: Turn) -> bool:
    """Whether the state began too lately to end: today, or within the days of a lighter week.

    A ladder ends by its steps alone.
    """
    if runner.state_since is None or runner.ladder_step is not None:
        return True
    lasted = day_of_checkin(runner, turn.now) - day_of_checkin(runner, runner.state_since)
    return lasted.days < ease_days(runner.state_rule)


async def stop(tx: Tx, turn: Turn, talk: Conversation) -> Screen:
    """A ticked red flag is delivered at once; half a check gives no verdict, but the list of red flags."""
    delivered = await deliver_flag(tx, turn, talk)
    if delivered is not None:
        return delivered
    await tx.conversations.clear(turn.chat_id, talk.token)
    runner = await half_way.put_down(tx, turn.chat_id, talk.data, turn.now)
    kept = await tx.kept_checks.get(turn.chat_id) is not None
    asked_all = talk.step not in RED_FLAG_STEPS
    return stopped_screen(turn.knowledge, runner, asked_all_flags=asked_all, kept=kept)
