"""The inbox: updates of Telegram, kept until handled and remembered by number after that."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select, update

from bot.storage.among import among
from bot.storage.queries import Queries, columns_of
from bot.storage.records import InboxUpdate
from bot.storage.tables import inbox

# Far below the least number of parameters that SQLite (32,766) and PostgreSQL (32,767) take in one statement.
_BATCH = 1000
_HEARD_OF: Final = (
    select(inbox.c.chat_id, func.max(inbox.c.received_at).label("at"))
    .where(among(inbox.c.chat_id, "chats"))
    .group_by(inbox.c.chat_id)
)


class Inbox(Queries):
    async def put_many(self, rows: Sequence[tuple[int, int, str | None]], now: datetime) -> frozenset[int]:
        """Keep (update_id, chat_id, payload) rows; a known number is left alone. Returns the new numbers.

        What belongs to no chat is kept under chat 0.
        """
        new: set[int] = set()
        for start in range(0, len(rows), _BATCH):
            values = [
                {"update_id": update_id, "chat_id": chat_id, "payload": payload, "received_at": now}
                for update_id, chat_id, payload in rows[start : start + _BATCH]
            ]
            statement = self._insert(inbox).values(values).on_conflict_do_nothing()
            kept = await self._connection.execute(statement.returning(inbox.c.update_id))
            new.update(kept.scalars())
        return frozenset(new)

    async def pending(
        self, chats: Collection[int], limit: int, *, other_than: Collection[int] = ()
    ) -> tuple[InboxUpdate, ...]:
        """Updates of these chats that are not yet handled, lowest number first; without the given numbers."""
        waiting = select(*columns_of(inbox, InboxUpdate)).where(
            inbox.c.handled_at.is_(None),
            inbox.c.chat_id.in_(chats),
            inbox.c.update_id.not_in(other_than),
        )
        return await self._all(waiting.order_by(inbox.c.update_id).limit(limit), InboxUpdate)

    async def heard_of(self, chats: Collection[int]) -> dict[int, datetime]:
        """By chat, when its last update came in; a chat of which none is remembered any more is left out."""
        found = await self._connection.execute(_HEARD_OF, {"chats": chats})
        return {row.chat_id: row.at for row in found}

    async def mark_handled(self, numbers: Collection[int], now: datetime) -> int:
        """Keep the numbers and drop the payloads; returns how many were known and not handled before."""
        statement = update(inbox).where(inbox.c.update_id.in_(numbers), inbox.c.handled_at.is_(None))
        return await self._changed(statement.values(handled_at=now, payload=None))

    async def prune(self, before: datetime) -> int:
        """Forget updates handled before `before`; returns how many."""
        return await self._changed(delete(inbox).where(inbox.c.handled_at < before))
