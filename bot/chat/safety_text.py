"""The safety messages and the list of red flags as Telegram HTML, with the number to call."""

from bot.chat.runners import told_zone
from bot.coaching.emergency import with_number
from bot.content.knowledge import Knowledge
from bot.content.markup import escape, to_html
from bot.storage.records import Runner


def safety_html(knowledge: Knowledge, message: str, runner: Runner | None) -> str:
    """A short message of knowledge/safety.yaml. Raises KeyError for an unknown one."""
    return to_html(numbered(knowledge, knowledge.safety.messages[message].text, runner), breaks=True)


def red_flags_html(knowledge: Knowledge, runner: Runner | None) -> str:
    """What would mean help now or today."""
    heading = knowledge.messages.text("safety.red_flags")
    flags = (numbered(knowledge, flag, runner) for flag in knowledge.safety.red_flag_list)
    return "\n".join([heading, *(f"• {escape(flag)}" for flag in flags)])


def numbered(knowledge: Knowledge, text: str, runner: Runner | None) -> str:
    """A text with the emergency number for the runner's country; for nobody in particular, the list."""
    if runner is None:
        return with_number(text, knowledge.emergency)
    return with_number(text, knowledge.emergency, told_zone(runner), runner.country)
