"""Sessions done: strength, swim or bike, by local day."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final

from sqlalchemy import bindparam, or_, update

from bot.storage.among import among
from bot.storage.queries import Queries, Read, whole
from bot.storage.records import Session
from bot.storage.tables import sessions

_RECENT: Final = Read(
    Session,
    whole(sessions, Session)
    .where(sessions.c.chat_id == bindparam("chat_id"), sessions.c.local_date >= bindparam("since"))
    .order_by(sessions.c.local_date, sessions.c.kind),
)
_OF_CHATS: Final = Read(
    Session,
    whole(sessions, Session)
    .where(among(sessions.c.chat_id, "chats"), sessions.c.local_date >= bindparam("since"))
    .order_by(sessions.c.local_date, sessions.c.kind),
)


class Sessions(Queries):
    async def add(self, chat_id: int, local_date: date, kind: str, now: datetime) -> bool:
        """False if that day already has one of this kind."""
        insert = self._insert(sessions).values(chat_id=chat_id, local_date=local_date, kind=kind, at=now)
        unique = ("chat_id", "local_date", "kind")
        return await self._changed(insert.on_conflict_do_nothing(index_elements=unique)) == 1

    async def feel(
        self, chat_id: int, local_date: date, kind: str, feel: str, now: datetime, *, logged_since: datetime
    ) -> bool:
        """Keep how it felt. What stands already changes only if the session was logged at or after then.

        False when it stands so already, may not change, or there is no such session.
        """
        statement = update(sessions).where(
            sessions.c.chat_id == chat_id,
            sessions.c.local_date == local_date,
            sessions.c.kind == kind,
            sessions.c.feel.is_distinct_from(feel),
            or_(sessions.c.feel.is_(None), sessions.c.at >= logged_since),
        )
        return await self._changed(statement.values(feel=feel, felt_at=now)) == 1

    async def recent(self, chat_id: int, since: date) -> tuple[Session, ...]:
        """From the day `since` on, oldest first."""
        return await self._ask(_RECENT, chat_id=chat_id, since=since)

    async def of(self, chats: Collection[int], since: date) -> tuple[Session, ...]:
        """Those of these chats from the day `since` on, oldest first."""
        return await self._ask(_OF_CHATS, chats=chats, since=since)
