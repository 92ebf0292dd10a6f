"""Wishes: what a runner asks for in words is done by a command that there is."""

from collections.abc import Iterator
from typing import Final

from bot.content.draft import SMALLTALK, Draft
from bot.content.finding import Finding

COMMANDS: Final = "help.commands."
"""Under this key the messages name each command of the menu."""


def check(draft: Draft) -> Iterator[Finding]:
    """Kinds of small talk whose command is not in the menu."""
    known = sorted(
        message.key.removeprefix(COMMANDS) for message in draft.messages if message.key.startswith(COMMANDS)
    )
    for kind, talk in (draft.smalltalk or {}).items():
        if talk.command is not None and talk.command not in known:
            line = draft.reader.line(SMALLTALK, (kind, "command"))
            what = f"there is no command `{talk.command}`"
            yield Finding(SMALLTALK, line, what, f"use one of {', '.join(known)}")
