"""The inbox: updates of Telegram, kept until handled and remembered by number after that."""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from sqlalchemy import bindparam, delete, func, select, update
from sqlalchemy.sql.dml import ReturningInsert

from bot.storage.among import among
from bot.storage.queries import Queries, columns_of, insert_for
from bot.storage.records import InboxUpdate
from bot.storage.tables import inbox

_HEARD_OF: Final = (
    select(inbox.c.chat_id, func.max(inbox.c.received_at).label("at"))
    .where(among(inbox.c.chat_id, "chats"))
    .group_by(inbox.c.chat_id)
)
_WAITING: Final = (
    select(*columns_of(inbox, InboxUpdate))
    .where(
        inbox.c.handled_at.is_(None),
        among(inbox.c.chat_id, "chats"),
        ~among(inbox.c.update_id, "left_out"),
    )
    .order_by(inbox.c.update_id)
    .limit(bindparam("limit"))
)
_HANDLED: Final = (
    update(inbox)
    .where(among(inbox.c.update_id, "numbers"), inbox.c.handled_at.is_(None))
    .values(handled_at=bindparam("now"), payload=None)
)


class Inbox(Queries):
    async def put_many(self, rows: Sequence[tuple[int, int, str | None]], now: datetime) -> frozenset[int]:
        """Keep (update_id, chat_id, payload) rows; a known number is left alone. Returns the new numbers.

        What belongs to no chat is kept under chat 0.
        """
        if not rows:
            return frozenset()
        values = [
            {"update_id": update_id, "chat_id": chat_id, "payload": payload, "received_at": now}
            for update_id, chat_id, payload in rows
        ]
        return frozenset((await self._connection.execute(_kept_new(self._dialect), values)).scalars())

    async def pending(
        self, chats: Collection[int], limit: int, *, other_than: Collection[int] = ()
    ) -> tuple[InboxUpdate, ...]:
        """Updates of these chats that are not yet handled, lowest number first; without the given numbers."""
        asked = {"chats": chats, "left_out": other_than, "limit": limit}
        return tuple(InboxUpdate(*row) for row in await self._connection.execute(_WAITING, asked))

    async def heard_of(self, chats: Collection[int]) -> dict[int, datetime]:
        """By chat, when its last update came in; a chat of which none is remembered any more is left out."""
        found = await self._connection.execute(_HEARD_OF, {"chats": chats})
        return {row.chat_id: row.at for row in found}

    async def mark_handled(self, numbers: Collection[int], now: datetime) -> int:
        """Keep the numbers and drop the payloads; returns how many were known and not handled before."""
        return await self._changed(_HANDLED, {"numbers": numbers, "now": now})

    async def prune(self, before: datetime) -> int:
        """Forget updates handled before `before`; returns how many."""
        return await self._changed(delete(inbox).where(inbox.c.handled_at < before))


@cache
def _kept_new(dialect: str) -> ReturningInsert[tuple[int]]:
    return insert_for(dialect, inbox).on_conflict_do_nothing().returning(inbox.c.update_id)
