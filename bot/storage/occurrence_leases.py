"""Leases of occurrences: claimed by one sender, recorded with what became of the message, or given back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, Update, bindparam, select, update

from bot.storage.queries import Queries, columns_of
from bot.storage.records import Occurrence
from bot.storage.tables import occurrences, runners

FIRST: Final = 0
USUAL: Final = 1
"""Priorities: whatever is ready of the first is claimed before any other."""

COLUMNS: Final = columns_of(occurrences, Occurrence)
NO_LEASE: Final[dict[str, Any]] = {"lease_until": None, "lease_owner": None}


class Ended(NamedTuple):
    """What became of a message; `state` and `outcome` as in the table."""

    id: int
    state: str
    outcome: str | None
    message_id: int | None


class OccurrenceLeases(Queries):
    async def claim(self, now: datetime, lease: timedelta, owner: str, limit: int) -> tuple[Occurrence, ...]:
        """Lease what is ready to `owner` until `now + lease`: each row to one claimer, in the order to send.

        Ready: planned and due, not held back by `not_before`; or leased with the lease run out. Rows of
        inactive runners stay where they are. Of one priority the one that is ready longest goes first.
        """
        claimed: list[Occurrence] = []
        for priority in (FIRST, USUAL):
            room = limit - len(claimed)
            if room:
                claimed += await self._claim(priority, now, lease, owner, room)
        return tuple(claimed)

    async def _claim(
        self, priority: int, now: datetime, lease: timedelta, owner: str, limit: int
    ) -> list[Occurrence]:
        asked = {"of": priority, "at": now, "until": now + lease, "by": owner, "most": limit}
        claimed = [Occurrence(*row) for row in await self._connection.execute(_CLAIM, asked)]
        return sorted(claimed, key=lambda occurrence: (occurrence.due_at, occurrence.id))

    async def begin(self, owner: str, ids: Sequence[int]) -> dict[int, int]:
        """Count a try for each of them that `owner` still holds; returns how many each has had by now."""
        begun = (
            update(occurrences)
            .where(
                occurrences.c.id.in_(ids),
                occurrences.c.state == "leased",
                occurrences.c.lease_owner == owner,
            )
            .values(attempts=occurrences.c.attempts + 1)
            .returning(occurrences.c.id, occurrences.c.attempts)
        )
        return {row.id: row.attempts for row in await self._connection.execute(begun)}

    async def record(
        self,
        id: int,
        owner: str,
        *,
        state: str,
        outcome: str | None,
        now: datetime,
        message_id: int | None = None,
    ) -> bool:
        """End the lease with what became of the message; False if `owner` no longer holds it."""
        return id in await self.record_all(owner, now, [Ended(id, state, outcome, message_id)])

    async def record_all(self, owner: str, now: datetime, ended: Sequence[Ended]) -> frozenset[int]:
        """The same for many; returns the ids of those that `owner` still held."""
        held = await self._held_of(owner, [one.id for one in ended])
        rows = [
            {
                "of": one.id,
                "state": one.state,
                "outcome": one.outcome,
                "message_id": one.message_id,
                "sent_at": now if one.state == "sent" else None,
                **NO_LEASE,
            }
            for one in ended
            if one.id in held
        ]
        if rows:
            await self._connection.execute(
                update(occurrences).where(occurrences.c.id == bindparam("of")), rows
            )
        return held

    async def _held_of(self, owner: str, ids: Sequence[int]) -> frozenset[int]:
        """Which of them are leased to `owner`; so they stay until the transaction ends."""
        statement = select(occurrences.c.id).where(
            occurrences.c.id.in_(ids), occurrences.c.state == "leased", occurrences.c.lease_owner == owner
        )
        locked = statement.order_by(occurrences.c.id).with_for_update()
        return frozenset((await self._connection.execute(locked)).scalars())

    async def release(self, id: int, owner: str, *, not_before: datetime | None, count_attempt: bool) -> bool:
        """Give it back unsent, not to be claimed before `not_before`; False if `owner` no longer holds it.

        Without `count_attempt` the try that was begun is not counted.
        """
        attempts = occurrences.c.attempts - (0 if count_attempt else 1)
        statement = _held(id, owner).values(
            **NO_LEASE, state="planned", not_before=not_before, attempts=attempts
        )
        return await self._changed(statement) == 1


def ready(priority: int | ColumnElement[int]) -> Select[tuple[int]]:
    """Ids of active runners' unfinished occurrences as they get ready: the order of the index."""
    return (
        select(occurrences.c.id)
        .join(runners, runners.c.chat_id == occurrences.c.chat_id)
        .where(
            occurrences.c.priority == priority,
            occurrences.c.ready_at.is_not(None),
            runners.c.active.is_(True),
        )
        .order_by(occurrences.c.ready_at)
    )


def _held(id: int, owner: str) -> Update:
    return update(occurrences).where(
        occurrences.c.id == id, occurrences.c.state == "leased", occurrences.c.lease_owner == owner
    )


def _claim() -> Update:
    due = ready(bindparam("of", type_=Integer)).where(occurrences.c.ready_at <= bindparam("at"))
    # Without SKIP LOCKED, senders on PostgreSQL would queue for the same rows instead of taking the next.
    due = due.limit(bindparam("most")).with_for_update(skip_locked=True, of=occurrences)
    # A CTE is run once; a plain subquery PostgreSQL may run again and so lock more rows than the limit.
    taken = due.cte("taken")
    leased = {"state": "leased", "lease_until": bindparam("until"), "lease_owner": bindparam("by")}
    return update(occurrences).where(occurrences.c.id.in_(select(taken.c.id))).values(leased)


_CLAIM: Final = _claim().returning(*COLUMNS)
