"""The button "Why?" and what it opens: beneath the message it hangs on; "Back" takes it off again.

What a message says first (an instruction to be seen, a session) stays in sight. The explanation comes from
the store; the message and its other buttons are those that Telegram shows. "Back" carries how long the
message was without the explanation: the words around the cut may be others by then (/reload).
"""

from dataclasses import dataclass
from typing import Final, Literal

from telegram import Message

from bot.chat.screen import Button, Row, Screen, rows_of
from bot.chat.turn import Turn
from bot.coaching.state import TrainingState
from bot.content.messages import Messages
from bot.storage.records import Runner

PREFIX: Final = "b"
BACK: Final = "back"
What = Literal["t", "o", "a", "s"]
"""A triage, a reminder (occurrence), the advice of a day, the state as it is now."""


def why_row(messages: Messages, what: What, which: int | str) -> Row:
    return (Button(messages.label("why.button"), f"{PREFIX}:{what}:{which}"),)


def state_why_rows(messages: Messages, runner: Runner | None) -> tuple[Row, ...]:
    """Beneath what shows a changed training; none while it is as usual."""
    if runner is None or runner.state == TrainingState.NORMAL:
        return ()
    return (why_row(messages, "s", "now"),)


@dataclass(frozen=True, slots=True)
class Explained:
    """The message whose "Why?" was tapped."""

    message: Message
    why: str  # callback data of "Why?"
    button: str  # of the button it carries now: the same, or that of "Back"

    @classmethod
    def of(cls, turn: Turn, why: str) -> "Explained | None":
        """None when the message does not carry that button, open or closed, or is too old to be read."""
        message = turn.query.message if turn.query else None
        if not isinstance(message, Message) or message.reply_markup is None:
            return None
        carried = (button.data for row in rows_of(message) for button in row)
        button = next((one for one in carried if one == why or one.startswith(f"{why}:{BACK}:")), None)
        return cls(message, why, button) if button else None

    def opened(self, messages: Messages, html: str) -> Screen:
        before = self._before()
        back = Button(messages.label("common.back"), f"{self.why}:{BACK}:{len(before)}")
        return Screen(f"{before}\n\n{messages.text('why.heading')}\n{html}", self._rows(back))

    def closed(self, messages: Messages) -> Screen:
        return Screen(self._before(), self._rows(Button(messages.label("why.button"), self.why)))

    def _before(self) -> str:
        """The message without the explanation, in HTML."""
        if self.button == self.why:
            return self.message.text_html
        return self.message.text_html[: int(self.button.rpartition(":")[2])]

    def _rows(self, new: Button) -> tuple[Row, ...]:
        return tuple(
            tuple(new if button.data == self.button else button for button in row)
            for row in rows_of(self.message)
        )
