"""A grid of usual times, and a way to another one."""

from typing import Final

from bot.chat.screen import Button, Row, in_rows
from bot.content.messages import Messages

USUAL: Final = (
    "06:00",
    "06:30",
    "07:00",
    "07:30",
    "08:00",
    "12:00",
    "17:30",
    "18:00",
    "19:00",
    "20:00",
    "20:30",
    "21:00",
)


def time_rows(messages: Messages, prefix: str, back: str, *, other: str) -> tuple[Row, ...]:
    """Usual times as buttons `<prefix>:<HH:MM>`, then "another time" and "back"."""
    grid = in_rows((Button(at, f"{prefix}:{at}") for at in USUAL), 4)
    last = (Button(messages.label("common.back"), back), Button(messages.label("settings.other_time"), other))
    return (*grid, last)
