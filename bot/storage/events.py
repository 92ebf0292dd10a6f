"""Events: the trail of what happened to a runner."""

from datetime import datetime

from sqlalchemy import insert

from bot.storage.queries import Queries
from bot.storage.records import Event, Json
from bot.storage.tables import events


class Events(Queries):
    async def add(self, chat_id: int, at: datetime, kind: str, data: Json) -> None:
        await self._changed(insert(events).values(chat_id=chat_id, at=at, kind=kind, data=data))

    async def recent(self, chat_id: int, limit: int, *, kind: str | None = None) -> tuple[Event, ...]:
        """Newest first; of one kind or of all."""
        statement = (
            self._select(events, Event)
            .where(events.c.chat_id == chat_id)
            .order_by(events.c.at.desc(), events.c.id.desc())
            .limit(limit)
        )
        if kind is not None:
            statement = statement.where(events.c.kind == kind)
        return await self._all(statement, Event)
