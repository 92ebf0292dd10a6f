"""A red flag in free text: the short message first, then the question whether it happened to this person."""

import logging
from datetime import datetime
from typing import Final, Literal

from bot.answering.decide import Decision
from bot.answering.safety import SafetyFinding
from bot.chat import half_way, soreness_left
from bot.chat.runners import set_state
from bot.chat.safety_text import red_flags_html, safety_html
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
    delivered = await soreness_left.put_down(turn)
    async with turn.store.begin() as tx:
        if not delivered:
            await tx.conversations.clear(turn.chat_id)
        if not finding.others:
            # Its safety questions are answered otherwise now: it is not gone on with.
            await half_way.forget(tx, turn.chat_id)
        runner = await tx.runners.get(turn.chat_id)
        if runner is not None and finding.level == "emergency" and not finding.others:
            await set_state(tx, runner, TrainingState.URGENT, "told-emergency", turn.now)


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """Did this happen to you? `x:yes:<hour>`, `x:mine:<hour>` for an emergency, `x:other`, `x:no`.

    An old question proves nothing about today.
    """
    await turn.toast()
    match args:
        case ("no",):
            await turn.show(Screen(turn.messages.text("safety.not_me")))
        case ("other",):
            # Nobody's country is known here, so the list of numbers stands in it (protocol 8.6).
            text = turn.messages.text("safety.someone_else")
            await turn.show(Screen(f"{text}\n\n{red_flags_html(turn.knowledge, None)}"))
        case ("yes" | "mine" as answer, asked) if _is_fresh(turn, asked):
            await _happened(turn, "emergency" if answer == "mine" else "urgent")
        case _:
            await turn.show(Screen(turn.messages.text("safety.too_old"), ((_start_check(turn),),)))


def _is_fresh(turn: Turn, asked: str) -> bool:
    return asked.isdecimal() and _hour(turn.now) - int(asked) <= ANSWERABLE_HOURS


async def _happened(turn: Turn, message: Literal["urgent", "emergency"]) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.get(turn.chat_id)
        if runner is not None and runner.state != TrainingState.URGENT:
            await set_state(tx, runner, TrainingState.URGENT, f"told-{message}", turn.now)
    text = safety_html(turn.knowledge, message, runner)
    await turn.show(Screen(text, ((_start_check(turn),),)))


def _screen(turn: Turn, finding: SafetyFinding, about: Runner | None, *, private: bool) -> Screen:
    text = safety_html(turn.knowledge, finding.message, about)
    if finding.level == "crisis" or not private:
        return Screen(text)
    emergency = finding.level == "emergency"
    if emergency and not finding.others:
        return Screen(text, ((_start_check(turn),),))
    question = turn.messages.text("safety.did_it_happen")
    label = turn.messages.label
    yes = Button(label("safety.yes"), f"x:{'mine' if emergency else 'yes'}:{_hour(turn.now)}")
    other = Button(label("safety.other"), "x:other")
    rows = ((yes, Button(label("safety.no"), "x:no")), (other,), (_start_check(turn),))
    return Screen(f"{text}\n\n{question}", rows)


def _hour(now: datetime) -> int:
    """Hours since 1970: short enough for callback data."""
    return int(now.timestamp()) // 3600


def _start_check(turn: Turn) -> Button:
    return Button(turn.messages.label("safety.start_check"), "q:start")
