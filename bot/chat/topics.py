"""Browse the knowledge base by section."""

from bot.chat.entry_screen import entry_data
from bot.chat.screen import Button, Screen, in_rows
from bot.chat.turn import Turn


async def on_topics(turn: Turn) -> None:
    await turn.send(_sections(turn))


async def on_topic_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`t:` lists the sections, `t:<section>` the questions of one."""
    await turn.toast()
    section = args[0] if args else ""
    known = {section.id for section in turn.knowledge.sections}
    await turn.show(_entries(turn, section) if section in known else _sections(turn))


def _sections(turn: Turn) -> Screen:
    filled = {entry.section for entry in turn.knowledge.entries.values()}
    buttons = [
        Button(section.title, f"t:{section.id}")
        for section in turn.knowledge.sections
        if section.id in filled
    ]
    return Screen(turn.messages.text("topics.intro"), in_rows(buttons, 1))


def _entries(turn: Turn, section_id: str) -> Screen:
    title = next(section.title for section in turn.knowledge.sections if section.id == section_id)
    entries = [entry for entry in turn.knowledge.entries.values() if entry.section == section_id]
    buttons = [Button(entry.title, entry_data(entry.id)) for entry in entries]
    buttons.append(Button(turn.messages.label("topics.all"), "t:"))
    return Screen(turn.messages.text("topics.section", title=title), in_rows(buttons, 1))
