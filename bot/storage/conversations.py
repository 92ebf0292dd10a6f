"""Conversations: at most one open in a chat."""

from collections.abc import Collection
from dataclasses import asdict
from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, delete, update

from bot.storage.among import among
from bot.storage.queries import Queries, Read, whole
from bot.storage.records import Conversation, Json
from bot.storage.tables import conversations

_OF_CHAT: Final = Read(
    Conversation,
    whole(conversations, Conversation).where(conversations.c.chat_id == bindparam("chat_id")),
)
_OF_CHATS: Final = Read(
    Conversation, whole(conversations, Conversation).where(among(conversations.c.chat_id, "chats"))
)


class Conversations(Queries):
    async def get(self, chat_id: int) -> Conversation | None:
        return next(iter(await self._ask(_OF_CHAT, chat_id=chat_id)), None)

    async def of(self, chats: Collection[int]) -> dict[int, Conversation]:
        """The open conversations of these chats, by chat."""
        return {talk.chat_id: talk for talk in await self._ask(_OF_CHATS, chats=chats)}

    async def put(self, conversation: Conversation) -> None:
        """Open this conversation in place of whatever was open in its chat."""
        await self._put(conversations, ("chat_id",), [asdict(conversation)])

    async def advance(
        self,
        chat_id: int,
        token: str,
        from_step: str,
        *,
        to_step: str,
        data: Json,
        message_id: int | None = None,
        now: datetime,
    ) -> bool:
        """One step on; False when the conversation no longer stands where the caller saw it.

        Without `message_id` the conversation keeps the one it has.
        """
        values = {"step": to_step, "data": data, "updated_at": now}
        if message_id is not None:
            values["message_id"] = message_id
        here = update(conversations).where(
            conversations.c.chat_id == chat_id,
            conversations.c.token == token,
            conversations.c.step == from_step,
        )
        return await self._changed(here.values(values)) == 1

    async def clear(self, chat_id: int, token: str | None = None) -> bool:
        """Close the conversation (only that of `token`, if given); False when there was none."""
        statement = delete(conversations).where(conversations.c.chat_id == chat_id)
        if token is not None:
            statement = statement.where(conversations.c.token == token)
        return await self._changed(statement) == 1
