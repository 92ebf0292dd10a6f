"""What became of one due message, and the port through which it is sent."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.storage.records import Occurrence, Runner


@dataclass(frozen=True, slots=True)
class Sent:
    """Telegram accepted it."""

    message_id: int


@dataclass(frozen=True, slots=True)
class Held:
    """Nothing was to be sent now: the reason goes into the row."""

    reason: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Telegram said when to come back (429): no attempt is used up."""

    until: datetime


@dataclass(frozen=True, slots=True)
class Failed:
    """It did not leave: try again later, a few times."""

    error: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """It left, and no answer came back: it may have arrived."""

    error: str


@dataclass(frozen=True, slots=True)
class Refused:
    """Telegram will never take this message."""

    error: str


@dataclass(frozen=True, slots=True)
class Gone:
    """The runner blocked the bot or the chat is no more."""

    error: str


@dataclass(frozen=True, slots=True)
class Moved:
    """The chat has another id now: its rows follow, and the message is sent there."""

    chat_id: int


@dataclass(frozen=True, slots=True)
class Missed:
    """Its time has passed, so it was not sent; the next of its kind says so."""

    reason: str


Delivery = Sent | Held | Wait | Failed | Unknown | Refused | Gone | Moved | Missed


class NotBegun(asyncio.CancelledError):
    """Stopped before anything was sent."""


class Courier(Protocol):
    """Composes a due message from the runner's state and sends it."""

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery: ...
