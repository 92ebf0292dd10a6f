"""What a runner sees: a text and the buttons under it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from telegram import Message

CALLBACK_DATA_BYTES = 64
"""Telegram's limit for `callback_data`, Bot API InlineKeyboardButton."""


@dataclass(frozen=True, slots=True)
class Button:
    """One inline button: its label and the callback data a tap sends (at most 64 bytes)."""

    label: str
    data: str

    def __post_init__(self) -> None:
        if len(self.data.encode()) > CALLBACK_DATA_BYTES:
            raise ValueError(f"callback data over {CALLBACK_DATA_BYTES} bytes: {self.data!r}")


Row = tuple[Button, ...]


@dataclass(frozen=True, slots=True)
class Screen:
    """One message: Telegram HTML and rows of buttons."""

    text: str
    rows: tuple[Row, ...] = ()

    def keyboard(self) -> dict[str, Any] | None:
        """InlineKeyboardMarkup in the Bot API's own form."""
        if not self.rows:
            return None
        rows = [[{"text": button.label, "callback_data": button.data} for button in row] for row in self.rows]
        return {"inline_keyboard": rows}


def rows_of(message: Message) -> tuple[Row, ...]:
    """The buttons that hang under a message in the chat."""
    keyboard = message.reply_markup.inline_keyboard if message.reply_markup else ()
    return tuple(tuple(Button(one.text, str(one.callback_data)) for one in row) for row in keyboard)


def in_rows(buttons: Iterable[Button], width: int) -> tuple[Row, ...]:
    """The buttons in rows of `width`."""
    row = list(buttons)
    return tuple(tuple(row[start : start + width]) for start in range(0, len(row), width))


def column(buttons: Sequence[Button]) -> tuple[Row, ...]:
    """Each button on a row of its own."""
    return in_rows(buttons, 1)
