"""Buttons of which one is chosen, beneath a message that stays: the chosen one carries a tick."""

from collections.abc import Iterable

from telegram import Message

from bot.chat.screen import Button, Row, Screen, rows_of
from bot.chat.turn import Turn
from bot.content.messages import Messages


def choice_row(messages: Messages, buttons: Iterable[Button], chosen: str | None) -> Row:
    """`chosen`: the callback data of the button that gets the tick."""
    return tuple(
        Button(messages.label("extras.chosen", label=button.label), button.data)
        if button.data == chosen
        else button
        for button in buttons
    )


def shown(turn: Turn) -> Screen | None:
    """The message whose button was tapped, as Telegram shows it; None when it is too old to be read."""
    message = turn.query.message if turn.query else None
    return Screen(message.text_html, rows_of(message)) if isinstance(message, Message) else None


def with_row(screen: Screen, row: Row) -> Screen:
    """The same message with that row in place of the one whose buttons do the same."""
    does = {button.data for button in row}
    return Screen(screen.text, tuple(row if _does(old) == does else old for old in screen.rows))


def with_row_beneath(screen: Screen, row: Row) -> Screen:
    """The same message with that row, as its last one when it does not have it yet."""
    has_it = any(_does(old) == {button.data for button in row} for old in screen.rows)
    return with_row(screen, row) if has_it else Screen(screen.text, (*screen.rows, row))


def without_row(screen: Screen, tapped: str) -> Screen:
    """The same message without the row that holds this button."""
    return Screen(screen.text, tuple(row for row in screen.rows if tapped not in _does(row)))


def _does(row: Row) -> set[str]:
    return {button.data for button in row}
