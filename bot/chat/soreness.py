"""/soreness: the guided triage. Red flags first, one question a message, each answer stored at once."""

from dataclasses import replace
from typing import Any, Final

from bot.chat import flow, half_way
from bot.chat.flow import Tap
from bot.chat.runners import day_of_checkin, ladder_of, set_state
from bot.chat.safety_text import red_flags_html
from bot.chat.screen import Screen
from bot.chat.soreness_screens import outcome_screen, question_screen, stopped_screen
from bot.chat.turn import Turn
from bot.coaching.answers import ASK_Q4B_FROM, Answers, Location, PartialAnswers
from bot.coaching.ladder import again
from bot.coaching.outcome import Outcome
from bot.coaching.score import read_score
from bot.coaching.state import Reason, TrainingState, after_triage, ease_days
from bot.coaching.triage import RULESET, Verdict, certain, decide, flagged
from bot.content.triage import Question
from bot.storage.records import Conversation, Runner
from bot.storage.tx import Tx

FLOW: Final = "triage"
VERSION: Final = 1
SHOWN: Final = "shown"
"""The step after the last: the outcome stands in the talk until it is seen, should its message be lost."""
RED_FLAG_STEPS: Final = ("q1", "q2", "q3")


def is_asking(talk: Conversation | None) -> bool:
    """Whether a check is under way."""
    return talk is not None and talk.flow == FLOW and talk.step != SHOWN


async def leave(turn: Turn) -> bool:
    """End an open check for something else, as Stop would: a ticked red flag is never dropped in silence."""
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        screen = await _stop(tx, turn, talk) if is_asking(talk) and talk else None
    if screen is not None:
        await turn.send(screen)
    return screen is not None


async def put_down(tx: Tx, turn: Turn) -> Screen | None:
    """End an open check without a word; what is shown nevertheless is a ticked red flag's outcome."""
    talk = await tx.conversations.get(turn.chat_id)
    if talk is None or not is_asking(talk):
        return None
    screen = await deliver_flag(tx, turn, talk)
    if screen is None:
        await tx.conversations.clear(turn.chat_id, talk.token)
        await half_way.put_down(tx, turn.chat_id, talk.data, turn.now)
    return screen


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
    if talk.step == SHOWN:
        return False
    question = turn.knowledge.triage.question(talk.step)
    value = _typed(turn, question, text)
    if value is None:
        return False
    async with turn.store.begin() as tx:
        screen = await _take(tx, turn, talk, value)
    if screen is None:
        return False
    await turn.send(screen)
    return True


def _typed(turn: Turn, question: Question, text: str) -> str | None:
    """The tap that a typed answer stands for."""
    if question.kind == "score":
        score = read_score(text)
        return None if score is None else str(score)
    said = text.casefold().strip(" .!")
    if question.kind == "many":
        return "none" if said in turn.messages.choices("soreness.typed_none") else None
    full = [option.key for option in question.options if option.label.casefold() == said]
    begun = [option.key for option in question.options if option.label.casefold().startswith(said)]
    keys = full or (begun if len(said) > 1 else [])
    return keys[0] if len(keys) == 1 else None


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
    if value == "stop":
        return await _stop(tx, turn, talk)
    if value == "back":
        step = _before(turn, talk)
        return await _move(tx, turn, talk, step, talk.data)
    question = turn.knowledge.triage.question(talk.step)
    if question.kind == "many":
        return await _tick(tx, turn, talk, question, value)
    answer = _read(question, value)
    if answer is None:
        return None
    return await _answered(tx, turn, talk, {**talk.data, question.key: answer})


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
    verdict = certain(PartialAnswers(**data))
    step = _after(turn, talk.step, data)
    if verdict is None and step is not None:
        return await _move(tx, turn, talk, step, data)
    if verdict is None:
        verdict = decide(Answers(**data, **_unasked(data)))
    return await _conclude(tx, turn, talk, data, verdict)


def _unasked(data: dict[str, Any]) -> dict[str, Any]:
    """A multi-select answered with "none of these" leaves no trace in the data but was asked."""
    return {key: [] for key in ("flags", "risk") if key not in data}


def _after(turn: Turn, step: str, data: dict[str, Any]) -> str | None:
    order = _asked(turn, data)
    at = order.index(step) + 1
    return order[at] if at < len(order) else None


def _before(turn: Turn, talk: Conversation) -> str:
    order = _asked(turn, talk.data)
    return order[max(order.index(talk.step) - 1, 0)]


def _asked(turn: Turn, data: dict[str, Any]) -> list[str]:
    """The questions of this triage in order: Q4b only from 8 up."""
    severe = data.get("soreness", 0) >= ASK_Q4B_FROM
    return [question.id for question in turn.knowledge.triage.questions if question.key != "q4b" or severe]


async def _move(tx: Tx, turn: Turn, talk: Conversation, step: str, data: dict[str, Any]) -> Screen:
    await tx.conversations.advance(turn.chat_id, talk.token, talk.step, to_step=step, data=data, now=turn.now)
    moved = replace(talk, step=step, data=data)
    await half_way.keep(tx, moved, turn.now)
    return question_screen(turn.knowledge, moved)


async def _conclude(tx: Tx, turn: Turn, talk: Conversation, data: dict[str, Any], verdict: Verdict) -> Screen:
    """Record the outcome and move the training state, all in the transaction of the last answer."""
    runner = await tx.runners.ensure(turn.chat_id, turn.now)
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
    kept = {"answers": data, "outcome": verdict.outcome.value, "rule": verdict.rule, "triage": triage.id}
    await tx.conversations.advance(
        turn.chat_id, talk.token, talk.step, to_step=SHOWN, data=kept, now=turn.now
    )
    return outcome_screen(turn.knowledge, runner, data, verdict, triage.id)


async def _shown_again(turn: Turn, talk: Conversation) -> Screen:
    """The outcome once more, for a last tap that is handled or pressed a second time."""
    async with turn.store.read() as tx:
        runner = await tx.runners.get(turn.chat_id)
    verdict = Verdict(Outcome(talk.data["outcome"]), talk.data["rule"])
    if runner is None:
        return stopped_screen(turn.knowledge, None, asked_all_flags=False)
    return outcome_screen(turn.knowledge, runner, talk.data["answers"], verdict, talk.data.get("triage"))


async def _apply(tx: Tx, turn: Turn, runner: Runner, data: dict[str, Any], verdict: Verdict) -> Runner:
    runner = await half_way.take_back(tx, runner, verdict.outcome, turn.now)
    began_today = _holds(runner, turn)
    current = TrainingState(runner.state)
    change = after_triage(current, verdict.outcome, began_today=began_today)
    if change.state is not current or change.reason is Reason.TRIAGE:
        steps = ladder_of(runner)
        steps = again(steps) if steps else None
        runner = await set_state(tx, runner, change.state, verdict.rule, turn.now, ladder=steps)
    if change.state is TrainingState.SWAP and verdict.outcome is Outcome.X:
        sit_bone = data.get("location") == Location.SITBONE
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


async def _stop(tx: Tx, turn: Turn, talk: Conversation) -> Screen:
    """A ticked red flag is delivered at once; half a check gives no verdict, but the list of red flags."""
    delivered = await deliver_flag(tx, turn, talk)
    if delivered is not None:
        return delivered
    await tx.conversations.clear(turn.chat_id, talk.token)
    runner = await half_way.put_down(tx, turn.chat_id, talk.data, turn.now)
    kept = await tx.kept_checks.get(turn.chat_id) is not None
    asked_all = talk.step not in RED_FLAG_STEPS
    return stopped_screen(turn.knowledge, runner, asked_all_flags=asked_all, kept=kept)
