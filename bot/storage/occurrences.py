"""Occurrences: each message due, as a row of its runner, kind and local day."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from sqlalchemy import ColumnElement, bindparam, delete, literal_column, select, update

from bot.storage.among import among
from bot.storage.occurrence_leases import COLUMNS, FIRST, NO_LEASE, USUAL, OccurrenceLeases, ready
from bot.storage.queries import Read, insert_for, whole
from bot.storage.records import Occurrence
from bot.storage.tables import occurrences

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql, sqlite

_KEY = ("chat_id", "kind", "local_date")
_UNSENT = occurrences.c.state.in_(("planned", "leased"))
_UNSENT_OF: Final = select(*(occurrences.c[name] for name in _KEY)).where(
    among(occurrences.c.chat_id, "chats"), _UNSENT
)
_OF_CHATS: Final = Read(
    Occurrence,
    whole(occurrences, Occurrence)
    .where(among(occurrences.c.chat_id, "chats"), occurrences.c.local_date >= bindparam("since"))
    .order_by(occurrences.c.local_date),
)


class Key(NamedTuple):
    """What a runner has one of."""

    chat_id: int
    kind: str
    local_date: date


class Planned(NamedTuple):
    """One to be planned; not to be claimed before `not_before`, if that is given."""

    key: Key
    due_at: datetime
    not_before: datetime | None


class Occurrences(OccurrenceLeases):
    async def plan(
        self,
        chat_id: int,
        kind: str,
        local_date: date,
        due_at: datetime,
        *,
        not_before: datetime | None = None,
        priority: int = USUAL,
    ) -> bool:
        """False if that runner already has one of this kind and day, whatever became of it."""
        values = _planned(chat_id, kind, local_date, due_at, priority)
        insert = self._insert(occurrences).values(values | {"not_before": not_before})
        return await self._changed(insert.on_conflict_do_nothing(index_elements=_KEY)) == 1

    async def plan_all(self, wanted: Sequence[Planned]) -> frozenset[Key]:
        """Plan many; returns those that are planned now, or on their way: not what came of them before."""
        if not wanted:
            return frozenset()
        rows = [
            {
                "chat_id": one.key.chat_id,
                "kind": one.key.kind,
                "local_date": one.key.local_date,
                "due_at": one.due_at,
                "not_before": one.not_before,
            }
            for one in sorted(wanted, key=lambda one: one.key)
        ]
        await self._connection.execute(_plan_many(self._dialect), rows)
        # Asked, not returned: what many rows return is a statement of its own for each number of rows.
        return await self.unsent({one.key.chat_id for one in wanted}) & {one.key for one in wanted}

    async def unsent(self, chats: Collection[int]) -> frozenset[Key]:
        """What is planned for these chats or on its way."""
        found = await self._connection.execute(_UNSENT_OF, {"chats": chats})
        return frozenset(Key(*row) for row in found)

    async def of(self, chats: Collection[int], kinds: Sequence[str], since: date) -> tuple[Occurrence, ...]:
        """Those of these chats and kinds from the local day `since` on, oldest first."""
        found = await self._ask(_OF_CHATS, chats=chats, since=since)
        return tuple(occurrence for occurrence in found if occurrence.kind in kinds)

    async def replan(
        self, chat_id: int, kind: str, local_date: date, due_at: datetime, *, priority: int = USUAL
    ) -> Occurrence:
        """Plan it anew at `due_at`, whatever became of it: moved if unsent, armed again if sent or missed.

        A sender that holds it loses its lease, so what it then records has no effect.
        """
        values = _planned(chat_id, kind, local_date, due_at, priority)
        upsert = self._insert(occurrences).values(values)
        upsert = upsert.on_conflict_do_update(index_elements=_KEY, set_=values)
        rows = await self._all(upsert.returning(*COLUMNS), Occurrence)
        return rows[0]

    async def cancel_planned(
        self, chat_id: int, kinds: Sequence[str] | None = None, *, due_after: datetime | None = None
    ) -> int:
        """Delete the runner's unsent occurrences (of these kinds only, if given); returns how many.

        With `due_after` what is due by then stays, and so does what is on its way.
        """
        statement = delete(occurrences).where(occurrences.c.chat_id == chat_id, _UNSENT)
        if kinds is not None:
            statement = statement.where(occurrences.c.kind.in_(kinds))
        if due_after is not None:
            statement = statement.where(occurrences.c.state == "planned", occurrences.c.due_at > due_after)
        return await self._changed(statement)

    async def bring_forward(self, chat_id: int, kinds: Sequence[str], now: datetime) -> int:
        """Let what is due and was told to wait be claimed at once; returns how many."""
        waiting = update(occurrences).where(
            occurrences.c.chat_id == chat_id,
            occurrences.c.kind.in_(kinds),
            occurrences.c.state == "planned",
            occurrences.c.due_at <= now,
            occurrences.c.not_before > now,
        )
        return await self._changed(waiting.values(not_before=now))

    async def respond(self, id: int, chat_id: int, response: str, now: datetime) -> bool:
        """Keep the runner's first tap on a sent message; False for every later one, and for strangers."""
        statement = update(occurrences).where(
            occurrences.c.id == id,
            occurrences.c.chat_id == chat_id,
            occurrences.c.state == "sent",
            occurrences.c.response.is_(None),
        )
        return await self._changed(statement.values(response=response, responded_at=now)) == 1

    async def leave_out(self, chat_id: int, kind: str, local_date: date, reason: str) -> bool:
        """Hold a planned one back for good, so that its day gets none; False when it is not planned."""
        statement = update(occurrences).where(
            occurrences.c.chat_id == chat_id,
            occurrences.c.kind == kind,
            occurrences.c.local_date == local_date,
            occurrences.c.state == "planned",
        )
        return await self._changed(statement.values(state="held", outcome=reason)) == 1

    async def get(self, id: int) -> Occurrence | None:
        return await self._first(occurrences.c.id == id)

    async def next_due(self) -> datetime | None:
        """When the next occurrence of an active runner is ready to be claimed; may lie in the past."""
        found = []
        for priority in (FIRST, USUAL):
            statement = ready(priority).with_only_columns(occurrences.c.ready_at).limit(1)
            found.append((await self._connection.execute(statement)).scalar_one_or_none())
        return min((ready_at for ready_at in found if ready_at is not None), default=None)

    async def upcoming(self, chat_id: int, limit: int) -> tuple[Occurrence, ...]:
        """The runner's unsent occurrences, earliest due first."""
        statement = (
            self._select(occurrences, Occurrence)
            .where(occurrences.c.chat_id == chat_id, _UNSENT)
            .order_by(occurrences.c.due_at, occurrences.c.id)
            .limit(limit)
        )
        return await self._all(statement, Occurrence)

    async def last(self, chat_id: int, kind: str, *, before: date | None = None) -> Occurrence | None:
        """The occurrence of the latest local date (earlier than `before`), in any state."""
        earlier = () if before is None else (occurrences.c.local_date < before,)
        return await self._first(occurrences.c.chat_id == chat_id, occurrences.c.kind == kind, *earlier)

    async def of_kind(self, chat_id: int, kind: str, local_date: date) -> Occurrence | None:
        return await self._first(
            occurrences.c.chat_id == chat_id,
            occurrences.c.kind == kind,
            occurrences.c.local_date == local_date,
        )

    async def _first(self, *where: ColumnElement[bool]) -> Occurrence | None:
        latest = self._select(occurrences, Occurrence).order_by(occurrences.c.local_date.desc())
        return await self._one(latest.where(*where).limit(1), Occurrence)


@cache
def _plan_many(dialect: str) -> "sqlite.Insert | postgresql.Insert":
    same: dict[str, Any] = {"state": literal_column("'planned'"), "attempts": literal_column("0")}
    insert = insert_for(dialect, occurrences).values(**same, priority=literal_column(str(USUAL)))
    return insert.on_conflict_do_nothing(index_elements=_KEY)


def _planned(chat_id: int, kind: str, local_date: date, due_at: datetime, priority: int) -> dict[str, Any]:
    return {
        **NO_LEASE,
        "chat_id": chat_id,
        "kind": kind,
        "local_date": local_date,
        "due_at": due_at,
        "priority": priority,
        "state": "planned",
        "not_before": None,
        "attempts": 0,
        "message_id": None,
        "sent_at": None,
        "outcome": None,
        "response": None,
        "responded_at": None,
    }
