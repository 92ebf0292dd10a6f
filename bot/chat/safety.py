"""A red flag in free text: the short message first, then the question whether it happened to this person."""

import logging
from datetime import datetime
from typing import Final

from bot.answering.decide import Decision
from bot.answering.safety import SafetyFinding
from bot.chat import half_way, soreness
from bot.chat.runners import set_state
from bot.chat.safety_text import safety_html
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn
from bot.coaching.state import TrainingState
from bot.storage.records import Runner

log = logging.getLogger(__name__)

ANSWERABLE_HOURS: Final = 48


async def warn(turn: Turn, decision: Decision) -> None:
    """Send the safety message, whatever talk was open; an emergency also pauses training at once."""
    finding = decision.safety
    if finding is None:
        raise ValueError("a safety decision carries its finding")
    message = turn.message
    private = message is None or message.chat.type == "private"
    reply_to = None if private or message is None else message.message_id
    about = await turn.whose() if private and not finding.others else None
    await turn.send(_screen(turn, finding, about, private=private), reply_to=reply_to)
    if private:
        await _interrupt(turn, finding)


async def _interrupt(turn: Turn, finding: SafetyFinding) -> None:
    """Whatever talk was open ends; a red flag that was ticked in it is delivered all the same."""
    async with turn.store.begin() as tx:
        outcome = await soreness.put_down(tx, turn)
        if outcome is None:
            await tx.conversations.clear(turn.chat_id)
        if not finding.others:
            # Its safety questions are answered otherwise now: it is not gone on with.
            await half_way.forget(tx, turn.chat_id)
        runner = await tx.runners.get(turn.chat_id)
        if runner is not None and finding.level == "emergency":
            await set_state(tx, runner, TrainingState.URGENT, "told-emergency", turn.now)
    if outcome is not None:
        await turn.send(outcome)


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`x:yes:<hour>` or `x:no`: did this happen to you? An old question proves nothing about today."""
    await turn.toast()
    match args:
        case ("no",):
            await turn.show(Screen(turn.messages.text("safety.not_me")))
        case ("yes", asked) if asked.isdecimal() and _hour(turn.now) - int(asked) <= ANSWERABLE_HOURS:
            await _happened(turn)
        case _:
            await turn.show(Screen(turn.messages.text("safety.too_old"), ((_start_check(turn),),)))


async def _happened(turn: Turn) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.get(turn.chat_id)
        if runner is not None and runner.state != TrainingState.URGENT:
            await set_state(tx, runner, TrainingState.URGENT, "told-urgent", turn.now)
    text = safety_html(turn.knowledge, "urgent", runner)
    await turn.show(Screen(text, ((_start_check(turn),),)))


def _screen(turn: Turn, finding: SafetyFinding, about: Runner | None, *, private: bool) -> Screen:
    text = safety_html(turn.knowledge, finding.message, about)
    if finding.level == "crisis" or not private:
        return Screen(text)
    if finding.level == "emergency":
        return Screen(text, ((_start_check(turn),),))
    question = turn.messages.text("safety.did_it_happen")
    label = turn.messages.label
    answers = (Button(label("safety.yes"), f"x:yes:{_hour(turn.now)}"), Button(label("safety.no"), "x:no"))
    return Screen(f"{text}\n\n{question}", (answers, (_start_check(turn),)))


def _hour(now: datetime) -> int:
    """Hours since 1970: short enough for callback data."""
    return int(now.timestamp()) // 3600


def _start_check(turn: Turn) -> Button:
    return Button(turn.messages.label("safety.start_check"), "q:start")
