"""Events: the trail of what happened to a runner."""

from datetime import datetime

from sqlalchemy import insert

from bot.storage.connection import Querying
from bot.storage.queries import Queries
from bot.storage.records import Event, Json
from bot.storage.tables import events


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
        statement = (
            self._select(events, Event)
            .where(events.c.chat_id == chat_id)
            .order_by(events.c.at.desc(), events.c.id.desc())
            .limit(limit)
        )
        if kind is not None:
            statement = statement.where(events.c.kind == kind)
        return await self._all(statement, Event)
