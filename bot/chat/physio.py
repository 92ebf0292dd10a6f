"""The switch "I'm seeing a physiotherapist": in /settings, and offered after a pause (protocol 8.12)."""

from bot.chat.screen import Button, Row
from bot.content.messages import Messages
from bot.storage.records import Runner


def physio_row(messages: Messages, runner: Runner) -> Row:
    """It carries the state it leads to, so that a double tap does not undo itself."""
    if runner.physio:
        return (Button(messages.label("settings.physio_stop"), "s:physio:off"),)
    return (Button(messages.label("settings.physio_start"), "s:physio:on"),)
