"""Typed answers to the triage: what tap they stand for, and what is said to a number that is none."""

from typing import Final

from bot.chat import flow, soreness_doubt, soreness_risk
from bot.chat.screen import Screen
from bot.chat.soreness_screens import question_screen
from bot.chat.turn import Turn
from bot.coaching.score import is_off_scale, read_score
from bot.storage.records import Conversation

MISSED: Final = "missed"
"""In the data of the talk: how many typed numbers were no score."""
PUT_AGAIN: Final = "put_again"
"""In the data of the talk: the message whose question was put again to who had written before it."""
STOP: Final = "stop"
ASKED_AGAIN: Final = 2
"""Protocol 8.4: asked again twice, then buttons only."""


def typed_value(turn: Turn, talk: Conversation, text: str) -> str | None:
    """The tap that a typed answer stands for; None when it is none."""
    said = text.casefold().strip(" .!")
    if said in turn.messages.choices("soreness.typed_stop"):
        return STOP
    if talk.step == soreness_doubt.STEP:
        return soreness_doubt.typed(turn.knowledge, talk, text)
    question = turn.knowledge.triage.question(talk.step)
    if question.kind == "score":
        score = read_score(text)
        return None if score is None else str(score)
    if soreness_risk.is_confirmed(question, talk.data):
        return soreness_risk.typed(turn.knowledge, text)
    if question.kind == "many":
        return "none" if said in turn.messages.choices("soreness.typed_none") else None
    full = [option.key for option in question.options if option.label.casefold() == said]
    begun = [option.key for option in question.options if option.label.casefold().startswith(said)]
    keys = full or (begun if len(said) > 1 else [])
    return keys[0] if len(keys) == 1 else None


async def ask_again(turn: Turn, talk: Conversation, text: str) -> bool:
    """A number that is no score is asked for again, with the buttons. False for anything else."""
    on_scale = talk.step == soreness_doubt.STEP or turn.knowledge.triage.question(talk.step).kind != "score"
    if on_scale or not is_off_scale(text):
        return False
    missed = talk.data.get(MISSED, 0) + 1
    async with turn.store.begin() as tx:
        data = {**talk.data, MISSED: missed}
        await tx.conversations.advance(
            turn.chat_id, talk.token, talk.step, to_step=talk.step, data=data, now=turn.now
        )
    key = "soreness.off_scale" if missed <= ASKED_AGAIN else "soreness.buttons_only"
    question = question_screen(turn.knowledge, talk)
    await turn.send(Screen(f"{turn.messages.text(key)}\n\n{question.text}", question.rows))
    return True


async def put_again(turn: Turn, talk: Conversation) -> None:
    """The open question once more, to who wrote before it was there. Once: they may have written often."""
    if talk.data.get(PUT_AGAIN) == talk.message_id:
        return
    question = question_screen(turn.knowledge, talk)
    early = turn.messages.text("soreness.early")
    await turn.send(Screen(f"{early}\n\n{question.text}", question.rows))
    await flow.note(turn, talk, {**talk.data, PUT_AGAIN: talk.message_id})
