"""The safety messages and the list of red flags as Telegram HTML."""

from bot.content.knowledge import Knowledge
from bot.content.markup import escape, to_html


def safety_html(knowledge: Knowledge, message: str) -> str:
    """A short message of knowledge/safety.yaml. Raises KeyError for an unknown one."""
    return to_html(knowledge.safety.messages[message].text, breaks=True)


def red_flags_html(knowledge: Knowledge) -> str:
    """What would mean help now or today."""
    heading = knowledge.messages.text("safety.red_flags")
    return "\n".join([heading, *(f"• {escape(flag)}" for flag in knowledge.safety.red_flag_list)])
