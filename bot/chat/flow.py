"""Conversations with steps: kept in the store, so that a restart goes on where it stopped."""

import secrets
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from bot.chat.turn import Turn
from bot.storage.records import Conversation
from bot.storage.tx import Tx

BY: Final = "by"
"""In the data of a talk: the update whose words it took last, or that opened it."""


@dataclass(frozen=True, slots=True)
class Tap:
    """What a flow's button carries: which talk, which step, which answer."""

    token: str
    step: str
    value: str

    @classmethod
    def parse(cls, parts: tuple[str, ...]) -> "Tap | None":
        """None when the data is not of this shape (forged, or of another version)."""
        # A value may hold colons of its own: 07:00.
        return cls(parts[0], parts[1], ":".join(parts[2:])) if len(parts) >= 3 else None

    def data(self, prefix: str) -> str:
        return f"{prefix}:{self.token}:{self.step}:{self.value}"


async def begin(
    tx: Tx,
    chat_id: int,
    *,
    flow: str,
    version: int,
    step: str,
    now: datetime,
    data: dict[str, Any] | None = None,
) -> Conversation:
    """Start a talk in place of whatever was going on."""
    conversation = Conversation(
        chat_id=chat_id,
        flow=flow,
        version=version,
        token=secrets.token_hex(3),
        step=step,
        data=data or {},
        message_id=None,
        updated_at=now,
    )
    await tx.conversations.put(conversation)
    return conversation


def by(turn: Turn, talk: Conversation) -> Conversation:
    """The talk as it takes the words of this update."""
    return replace(talk, data={**talk.data, BY: turn.update.update_id})


def is_by(turn: Turn, talk: Conversation) -> bool:
    """Whether the talk was brought where it stands by this update, which is handled again."""
    return talk.data.get(BY) == turn.update.update_id


async def hang_on(turn: Turn, message_id: int) -> None:
    """Remember which message carries the question that this update brought."""
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        if talk is not None and is_by(turn, talk):
            await _note(tx, talk, talk.data, message_id)


async def note(turn: Turn, talk: Conversation, data: dict[str, Any]) -> None:
    """Keep data in an open talk that is no answer: it stays where it stands and as old as it is."""
    async with turn.store.begin() as tx:
        await _note(tx, talk, data, None)


async def _note(tx: Tx, talk: Conversation, data: dict[str, Any], message_id: int | None) -> None:
    await tx.conversations.advance(
        talk.chat_id,
        talk.token,
        talk.step,
        to_step=talk.step,
        data=data,
        message_id=message_id,
        now=talk.updated_at,
    )


def is_early(turn: Turn, talk: Conversation) -> bool:
    """Whether the words were written before the open question was there.

    A chat counts the messages of both sides in one row, so a kept number that is an older question's lets
    more pass, and never less.
    """
    written = turn.message.message_id if turn.message else None
    return written is not None and talk.message_id is not None and written < talk.message_id


def matches(conversation: Conversation | None, flow: str, tap: Tap) -> bool:
    """Whether the tap belongs to the step that is open now."""
    return (
        conversation is not None
        and conversation.flow == flow
        and conversation.token == tap.token
        and conversation.step == tap.step
    )
