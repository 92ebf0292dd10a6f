"""Events: the trail of what happened to a runner."""

from datetime import datetime
from typing import Final

from sqlalchemy import bindparam, insert

from bot.storage.connection import Querying
from bot.storage.queries import Queries, Read, whole
from bot.storage.records import Event, Json
from bot.storage.tables import events

_OF_CHAT: Final = Read(
    Event,
    whole(events, Event)
    .where(events.c.chat_id == bindparam("chat_id"))
    .order_by(events.c.at.desc(), events.c.id.desc())
    .limit(bindparam("limit")),
)
_OF_KIND: Final = Read(Event, _OF_CHAT.plain.where(events.c.kind == bindparam("kind")))


class Events(Queries):
    def __init__(self, connection: Querying, *, writing: bool) -> None:
        super().__init__(connection, writing=writing)
        # To weigh one answer the same few are asked for again and again.
        self._read: dict[tuple[int, int, str | None], tuple[Event, ...]] = {}

    async def add(self, chat_id: int, at: datetime, kind: str, data: Json) -> None:
        self._read.clear()
        await self._changed(insert(events).values(chat_id=chat_id, at=at, kind=kind, data=data))

    async def recent(self, chat_id: int, limit: int, *, kind: str | None = None) -> tuple[Event, ...]:
        """Newest first; of one kind or of all."""
        asked = (chat_id, limit, kind)
        if asked not in self._read:
            self._read[asked] = await self._recent(*asked)
        return self._read[asked]

    async def _recent(self, chat_id: int, limit: int, kind: str | None) -> tuple[Event, ...]:
        if kind is None:
            return await self._ask(_OF_CHAT, chat_id=chat_id, limit=limit)
        return await self._ask(_OF_KIND, chat_id=chat_id, limit=limit, kind=kind)
