"""Which question of a triage comes next, and which came before."""

from bot.chat import soreness_doubt
from bot.coaching.answers import ASK_Q4B_FROM
from bot.content.knowledge import Knowledge
from bot.storage.records import Conversation, Json


def step_after(knowledge: Knowledge, step: str, data: Json) -> str | None:
    """None when all is asked; a doubtful answer is put right without going through the rest again."""
    if soreness_doubt.is_in_doubt(data):
        return "q4b" if data["soreness"] >= ASK_Q4B_FROM and "q4b" not in data else None
    order = _asked(knowledge, data)
    at = order.index(step) + 1
    return order[at] if at < len(order) else None


def step_before(knowledge: Knowledge, talk: Conversation) -> str:
    """The first question for the first one."""
    order = _asked(knowledge, talk.data)
    if talk.step == soreness_doubt.STEP:
        return order[-1]
    if soreness_doubt.is_in_doubt(talk.data) and talk.step != order[-1]:
        return soreness_doubt.STEP
    return order[max(order.index(talk.step) - 1, 0)]


def is_step(knowledge: Knowledge, step: str) -> bool:
    return step == soreness_doubt.STEP or any(step == one.id for one in knowledge.triage.questions)


def _asked(knowledge: Knowledge, data: Json) -> list[str]:
    """The questions of this triage in order: Q4b only from 8 up."""
    severe = data.get("soreness", 0) >= ASK_Q4B_FROM
    return [question.id for question in knowledge.triage.questions if question.key != "q4b" or severe]
