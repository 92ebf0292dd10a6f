"""The way back as a runner reads it: the step, what became of it, and the buttons beneath."""

from datetime import date
from typing import Final

from bot.chat.screen import Button, Row, Screen
from bot.coaching.ladder import Ladder, Move, Step
from bot.content.messages import Messages

PREFIX: Final = "l"
DO_IT_NOW: Final = frozenset({Move.UP, Move.RUN_FIRST, Move.ONE_MORE})
"""Moves after which the run of the step may come at once."""
WITH_STEP: Final = DO_IT_NOW | {Move.BACK, Move.AGAIN, Move.WAIT}
"""Moves after which the step is told."""


def step_html(messages: Messages, step: Step) -> str:
    """What the step asks for."""
    return messages.text(f"ladder.step.{step}")


def where_html(messages: Messages, step: Step) -> str:
    """One line: which step of how many."""
    number = list(Step).index(step) + 1
    return messages.text(
        "ladder.where", number=number, of=len(Step), name=messages.label(f"ladder.name.{step}")
    )


def did_rows(messages: Messages, step: Step) -> tuple[Row, ...]:
    """ "I did it" for the run or session of the step."""
    key = "ladder.did_speed" if step is Step.SPEED else "ladder.did"
    return ((Button(messages.label(key), f"{PREFIX}:did:{step}"),),)


def step_screen(messages: Messages, step: Step) -> Screen:
    text = f"{where_html(messages, step)}\n\n{step_html(messages, step)}"
    return Screen(text, did_rows(messages, step))


def question(messages: Messages, step: Step, day: date) -> Screen:
    """ "Was your stride normal?" after the run of that local day."""
    data = f"{PREFIX}:ran:{step}:{day:%Y%m%d}"
    normal = Button(messages.label("ladder.stride_normal"), f"{data}:normal")
    changed = Button(messages.label("ladder.stride_changed"), f"{data}:changed")
    return Screen(messages.text("ladder.stride"), ((normal, changed),))


def reply(messages: Messages, move: Move, ladder: Ladder | None) -> Screen:
    """What an answer or a run did to the ladder, why, and what comes next."""
    text = messages.text(f"ladder.reply.{move}")
    if move is Move.STOP:
        return Screen(text, _out(messages))
    if ladder is None or move not in WITH_STEP:
        return Screen(text)
    text = f"{text}\n\n{step_html(messages, ladder.step)}"
    return Screen(text, did_rows(messages, ladder.step) if move in DO_IT_NOW else ())


def _out(messages: Messages) -> tuple[Row, ...]:
    """Beneath a stop: the list of red flags and the way to the check."""
    flags = Button(messages.label("soreness.red_flags"), "q:flags")
    return ((flags,), (Button(messages.label("soreness.check_again"), "q:start"),))
