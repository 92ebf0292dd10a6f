"""Q11 is asked in full once in 30 days; in between, one tap confirms what was said (protocol, section 2)."""

from datetime import datetime, timedelta
from typing import Final

from bot.chat.flow import Tap
from bot.chat.screen import Button, Screen, column
from bot.content.knowledge import Knowledge
from bot.content.markup import to_html
from bot.content.triage import Question
from bot.storage.records import Conversation, Json
from bot.storage.tx import Tx

LAST: Final = "last_risk"
"""In the data of the talk: the answer of the check before, until it is confirmed or changed."""
REMEMBERED: Final = timedelta(days=30)
READ: Final = 20
"""Triages looked through: one that ended at a red flag holds no answer to Q11."""
KEEP: Final = "keep"
CHANGE: Final = "change"


async def remembered(tx: Tx, chat_id: int, now: datetime) -> Json:
    """What a new talk begins with: the last answer to Q11, when it is not too old."""
    triages = await tx.triages.recent(chat_id, READ)
    fresh = (one.answers for one in triages if now - one.completed_at <= REMEMBERED)
    said = next((answers["risk"] for answers in fresh if "risk" in answers), None)
    return {} if said is None else {LAST: said}


def is_confirmed(question: Question, data: Json) -> bool:
    """Whether this question only asks if the answer still holds."""
    return question.key == "risk" and LAST in data


def screen(knowledge: Knowledge, talk: Conversation, prefix: str, ways_out: tuple[Button, ...]) -> Screen:
    """What was said last time, in the full wording, and the two buttons."""
    question = knowledge.triage.question(talk.step)
    said = [option.text or option.label for option in question.options if option.key in talk.data[LAST]]
    messages = knowledge.messages
    lines = [f"• {to_html(one)}" for one in said or [messages.label("soreness.risk_none")]]
    said_last = "\n".join([messages.text("soreness.risk_again"), *lines])
    choices = ((messages.label("soreness.risk_keep"), KEEP), (messages.label("soreness.risk_change"), CHANGE))
    buttons = [Button(label, Tap(talk.token, talk.step, value).data(prefix)) for label, value in choices]
    still = messages.text("soreness.risk_still")
    return Screen(f"{said_last}\n\n{still}", (*column(buttons), ways_out))


def typed(knowledge: Knowledge, text: str) -> str | None:
    """The button that a typed yes or no stands for."""
    said = text.casefold().strip(" .!")
    if said in knowledge.messages.choices("soreness.typed_keep"):
        return KEEP
    return CHANGE if said in knowledge.messages.choices("soreness.typed_change") else None


def taken(data: Json, value: str) -> tuple[Json, bool] | None:
    """The data after a tap, and whether the question is answered by it; None for any other tap."""
    rest = {key: kept for key, kept in data.items() if key != LAST}
    if value == KEEP:
        return {**rest, "risk": data[LAST]}, True
    return (rest, False) if value == CHANGE else None
