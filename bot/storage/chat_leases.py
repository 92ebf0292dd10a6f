"""Chat leases: which process handles the updates of a chat, so that they stay in order across processes."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import ColumnElement, bindparam, delete, or_, select, update

from bot.storage.among import among
from bot.storage.queries import Queries
from bot.storage.tables import chat_leases, inbox

# Locked in the order in which claim() locks them.
_HELD: Final = (
    select(chat_leases.c.chat)
    .where(chat_leases.c.owner == bindparam("owner"))
    .order_by(chat_leases.c.chat)
    .with_for_update()
)
_HELD_OF_THESE: Final = _HELD.where(among(chat_leases.c.chat, "chats"))
_RELEASED: Final = (
    delete(chat_leases).where(chat_leases.c.chat.in_(_HELD_OF_THESE)).returning(chat_leases.c.chat)
)
_FAR_AHEAD: Final = 10
"""Leases that end so many lease times ahead were given before somebody set the clock back."""


class ChatLeases(Queries):
    async def claim(
        self, chats: Iterable[int], owner: str, now: datetime, lease: timedelta
    ) -> frozenset[int]:
        """Those of the chats that nobody held, from here on held by `owner` until `now + lease`.

        What `owner` holds already is not among them, whatever the clock says: it is being worked on.
        """
        # In order, so that two processes claiming the same chats wait for each other instead of in a circle.
        values = [{"chat": chat, "owner": owner, "until": now + lease} for chat in sorted(chats)]
        if not values:
            return frozenset()
        insert = self._insert(chat_leases)
        insert = insert.on_conflict_do_update(
            index_elements=["chat"],
            set_={"owner": insert.excluded.owner, "until": insert.excluded.until},
            where=_expired(now, lease) & (chat_leases.c.owner != owner),
        )
        return frozenset(
            (await self._connection.execute(insert.returning(chat_leases.c.chat), values)).scalars()
        )

    async def unattended(self, now: datetime, lease: timedelta, limit: int) -> tuple[int, ...]:
        """Chats with updates that wait and that nobody holds: left behind by a process that is gone."""
        waiting = (
            select(inbox.c.chat_id)
            .outerjoin(chat_leases, chat_leases.c.chat == inbox.c.chat_id)
            .where(inbox.c.handled_at.is_(None), or_(chat_leases.c.chat.is_(None), _expired(now, lease)))
            .distinct()
            .order_by(inbox.c.chat_id)
            .limit(limit)
        )
        return tuple((await self._connection.execute(waiting)).scalars())

    async def renew(self, owner: str, now: datetime, lease: timedelta) -> int:
        """Move the end of every lease of `owner` to `now + lease`; returns how many there are."""
        held = chat_leases.c.chat.in_(_HELD.params(owner=owner))
        return await self._changed(update(chat_leases).where(held).values(until=now + lease))

    async def release(self, chats: Collection[int], owner: str) -> frozenset[int]:
        """Give the chats back; returns those that `owner` still held.

        What another process keeps for such a chat meanwhile is either seen by the next statement of this
        transaction, or its claim waits for our commit and succeeds: no update falls in between.
        """
        gone = await self._connection.execute(_RELEASED, {"owner": owner, "chats": chats})
        return frozenset(gone.scalars())

    async def release_all(self, owner: str) -> int:
        """At the end of a process; returns how many chats it still held."""
        return await self._changed(
            delete(chat_leases).where(chat_leases.c.chat.in_(_HELD.params(owner=owner)))
        )

    async def clear(self) -> int:
        """Take every chat from whoever held it; returns how many. Only for the one process there may be."""
        return await self._changed(delete(chat_leases))


def _expired(now: datetime, lease: timedelta) -> ColumnElement[bool]:
    return or_(chat_leases.c.until < now, chat_leases.c.until > now + _FAR_AHEAD * lease)
