"""Leases of occurrences: claimed by one sender, recorded with what became of the message, or given back."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, NamedTuple

from sqlalchemy import CTE, Integer, Select, Update, bindparam, func, select, union_all, update

from bot.storage.among import among
from bot.storage.queries import Queries, columns_of
from bot.storage.records import Occurrence
from bot.storage.tables import occurrences, runners

FIRST: Final = 0
USUAL: Final = 1
"""Priorities: whatever is ready of the first is claimed before any other."""

COLUMNS: Final = columns_of(occurrences, Occurrence)
_UNSENT: Final = ("id", "chat_id", "kind", "local_date", "due_at", "not_before", "attempts")
"""What an unsent one has, the first fields of the record: less to read for each claim."""
_MOST: Final = bindparam("most", type_=Integer)
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
        asked = {"at": now, "until": now + lease, "by": owner, "most": limit}
        rows = (await self._connection.execute(_CLAIM, asked)).all()
        in_turn = sorted(rows, key=lambda row: (row.priority, row.due_at, row.id))
        leased: dict[str, Any] = {"state": "leased", "lease_until": now + lease, "lease_owner": owner}
        return tuple(Occurrence(*row[: len(_UNSENT)], **leased) for row in in_turn)

    async def begin(self, owner: str, ids: Sequence[int]) -> dict[int, int]:
        """Count a try for each of them that `owner` still holds; returns how many each has had by now."""
        begun = await self._connection.execute(_BEGIN, {"ids": ids, "by": owner})
        return {row.id: row.attempts for row in begun}

    async def record_all(self, owner: str, now: datetime, ended: Sequence[Ended]) -> frozenset[int]:
        """End leases with what became of the messages; returns the ids of those that `owner` still held."""
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
            await self._connection.execute(_RECORD, rows)
        return held

    async def _held_of(self, owner: str, ids: Sequence[int]) -> frozenset[int]:
        """Which of them are leased to `owner`; so they stay until the transaction ends."""
        return frozenset((await self._connection.execute(_HELD, {"ids": ids, "by": owner})).scalars())

    async def release(self, id: int, owner: str, *, not_before: datetime | None, count_attempt: bool) -> bool:
        """Give it back unsent, not to be claimed before `not_before`; False if `owner` no longer holds it.

        Without `count_attempt` the try that was begun is not counted.
        """
        attempts = occurrences.c.attempts - (0 if count_attempt else 1)
        statement = _held(id, owner).values(
            **NO_LEASE, state="planned", not_before=not_before, attempts=attempts
        )
        return await self._changed(statement) == 1


def ready(priority: int) -> Select[tuple[int]]:
    """Ids of active runners' unfinished occurrences as they get ready: the order of the index."""
    # Asked row by row. For a join PostgreSQL would set up a cache as large as the table: 3 ms for 100 rows.
    active = select(runners.c.active).where(runners.c.chat_id == occurrences.c.chat_id).scalar_subquery()
    return (
        select(occurrences.c.id)
        .where(occurrences.c.priority == priority, occurrences.c.ready_at.is_not(None), active.is_(True))
        .order_by(occurrences.c.ready_at)
    )


def _held(id: int, owner: str) -> Update:
    return update(occurrences).where(
        occurrences.c.id == id, occurrences.c.state == "leased", occurrences.c.lease_owner == owner
    )


def _due(priority: int) -> CTE:
    due = ready(priority).add_columns(occurrences.c.ready_at).where(occurrences.c.ready_at <= bindparam("at"))
    # Without SKIP LOCKED, senders on PostgreSQL would queue for the same rows instead of taking the next.
    due = due.limit(_MOST).with_for_update(skip_locked=True, of=occurrences)
    # A CTE is run once; a plain subquery PostgreSQL may run again and so lock more rows than the limit.
    return due.cte(f"due_{priority}")


def _claim() -> Update:
    """Both priorities in one statement: another would be another way to the server and back."""
    first, usual = _due(FIRST), _due(USUAL)
    taken = select(func.count()).select_from(first).scalar_subquery()
    # Counted off here and not where they are read: a limit that it cannot know misleads PostgreSQL's planner.
    rest = select(usual.c.id).order_by(usual.c.ready_at).limit(_MOST - taken).subquery()
    ids = union_all(select(first.c.id), select(rest.c.id))
    leased = {"state": "leased", "lease_until": bindparam("until"), "lease_owner": bindparam("by")}
    return update(occurrences).where(occurrences.c.id.in_(ids)).values(leased)


_LEASED: Final = (
    among(occurrences.c.id, "ids"),
    occurrences.c.state == "leased",
    occurrences.c.lease_owner == bindparam("by"),
)
_BEGIN: Final = (
    update(occurrences)
    .where(*_LEASED)
    .values(attempts=occurrences.c.attempts + 1)
    .returning(occurrences.c.id, occurrences.c.attempts)
)
_HELD: Final = select(occurrences.c.id).where(*_LEASED).order_by(occurrences.c.id).with_for_update()
_RECORD: Final = update(occurrences).where(occurrences.c.id == bindparam("of"))
_CLAIM: Final = _claim().returning(*(occurrences.c[name] for name in _UNSENT), occurrences.c.priority)
