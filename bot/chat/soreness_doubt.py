"""Two answers of a triage that do not fit together: asked about once, then the more serious counts."""

from datetime import datetime
from typing import Final

from bot.chat.flow import Tap
from bot.chat.screen import Button, Screen, column
from bot.coaching.answers import Answers, given
from bot.coaching.contradictions import (
    CONTRADICTIONS,
    Contradiction,
    Doubtful,
    first_contradiction,
    most_serious_reading,
)
from bot.coaching.triage import Verdict
from bot.content.knowledge import Knowledge
from bot.storage.records import Conversation, Json
from bot.storage.tx import Tx

STEP: Final = "doubt"
ASKED: Final = "asked"
"""In the data of the talk: the contradictions that were asked about, the newest last."""
SETTLED: Final = "settled"
"""In the data of the talk: the answers still contradict each other, so the more serious reading counts."""
BOTH: Final = "both"
EVENT: Final = "contradiction"


def ask_about(data: Json) -> Json | None:
    """The data with the next contradiction to ask about; None when there is none that was not asked yet."""
    asked = data.get(ASKED, [])
    found = first_contradiction(complete(data), asked)
    return {**data, ASKED: [*asked, found.id]} if found else None


def complete(data: Json) -> Answers:
    """All questions were asked: a multi-select answered with "none of these" may have left no trace."""
    return Answers(**{"flags": [], "risk": [], **given(data)})


def is_in_doubt(data: Json) -> bool:
    """Whether the questions are through, and only doubtful ones are asked again."""
    return bool(data.get(ASKED))


def is_settled(data: Json) -> bool:
    return SETTLED in data


def before(talk: Conversation) -> Json:
    """The data one step back: a doubt that was left unanswered is asked about again."""
    if talk.step != STEP:
        return talk.data
    return {**talk.data, ASKED: talk.data[ASKED][:-1]}


def screen(knowledge: Knowledge, talk: Conversation, prefix: str, ways_out: tuple[Button, ...]) -> Screen:
    """The two answers as buttons; the one that is right is tapped."""
    label = knowledge.messages.label
    buttons = [
        Button(_said(knowledge, key, talk.data[key]), Tap(talk.token, STEP, key).data(prefix))
        for key in _open(talk.data).pair
    ]
    both = Button(label("soreness.both_right"), Tap(talk.token, STEP, BOTH).data(prefix))
    return Screen(knowledge.messages.text("soreness.doubt"), (*column([*buttons, both]), ways_out))


def typed(knowledge: Knowledge, talk: Conversation, text: str) -> str | None:
    """The button that a typed answer stands for: the answer that is right, or both."""
    said = text.casefold().strip(" .!")
    if said in knowledge.messages.choices("soreness.typed_both"):
        return BOTH
    option = {key: _option(knowledge, key, talk.data[key]).casefold() for key in _open(talk.data).pair}
    return next((key for key, own in option.items() if said == own), None)


def asked_again(knowledge: Knowledge, talk: Conversation, right: str) -> str | None:
    """The question about the answer that must be wrong; None for a value that is none of the two."""
    pair = _open(talk.data).pair
    if right not in pair:
        return None
    wrong = pair[1] if right == pair[0] else pair[0]
    return next(question.id for question in knowledge.triage.questions if question.key == wrong)


async def settle(tx: Tx, chat_id: int, data: Json, now: datetime) -> tuple[Json, Verdict]:
    """The answers as they count in the end. Where they still contradict each other, an event keeps both."""
    answers = complete(data)
    change, verdict = most_serious_reading(answers)
    found = first_contradiction(answers)
    if found is None:
        return data, verdict
    said = {key: data[key] for key in found.pair}
    noted = {"contradiction": found.id, "said": said, "read": dict(change), "rule": verdict.rule}
    await tx.events.add(chat_id, now, EVENT, noted)
    return {**data, **change, SETTLED: True}, verdict


def _open(data: Json) -> Contradiction:
    return next(one for one in CONTRADICTIONS if one.id == data[ASKED][-1])


def _said(knowledge: Knowledge, key: Doubtful, value: str | int) -> str:
    return knowledge.messages.label(f"why.answer.{key}", answer=_option(knowledge, key, value))


def _option(knowledge: Knowledge, key: Doubtful, value: str | int) -> str:
    question = next(question for question in knowledge.triage.questions if question.key == key)
    return next((option.label for option in question.options if option.key == value), str(value))
