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


def matches(conversation: Conversation | None, flow: str, tap: Tap) -> bool:
    """Whether the tap belongs to the step that is open now."""
    return (
        conversation is not None
        and conversation.flow == flow
        and conversation.token == tap.token
        and conversation.step == tap.step
    )
