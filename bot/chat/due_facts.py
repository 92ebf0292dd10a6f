"""What the store knows of a chat when something is due to it: read once, for many chats at the same time."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, Protocol, TypeVar

from bot.clock import Clock
from bot.reminders.plan import Kind
from bot.storage.records import Checkin, Conversation, Occurrence, Session, Triage
from bot.storage.store import Store
from bot.storage.together import Together

LOOKS_BACK: Final = timedelta(days=21)
"""Three weeks hold the seven check-ins in a row that make a silence, with some missed between."""
CHECKS_LOOK_BACK: Final = timedelta(days=4)
"""Longer than the first days of rest."""
SCHEDULED: Final = (Kind.CHECKIN, Kind.STRENGTH, Kind.LATER)


@dataclass(frozen=True, slots=True)
class DueFacts:
    """Of the last three weeks, the oldest first; `triages` of the last days, the newest first.

    `heard_at`: the last update that is remembered.
    """

    talk: Conversation | None
    checkins: Sequence[Checkin]
    sessions: Sequence[Session]
    triages: Sequence[Triage]
    occurrences: Sequence[Occurrence]
    heard_at: datetime | None

    def checkin_days(self, since: date) -> set[date]:
        """The days that were answered, from `since` on."""
        return {one.local_date for one in self.checkins if one.local_date >= since}

    def twin(self, kind: Kind, local_date: date) -> Occurrence | None:
        """The one of that kind and day."""
        same = (one for one in self.occurrences if one.kind == kind and one.local_date == local_date)
        return next(same, None)

    def last_ended(self, kinds: Sequence[Kind], before: date) -> Occurrence | None:
        """Of those that were sent or missed on an earlier day the newest."""
        ended = [
            one
            for one in self.occurrences
            if one.kind in kinds and one.local_date < before and one.state in {"sent", "missed"}
        ]
        return max(ended, key=lambda one: one.due_at, default=None)


class DueFactsReader:
    """Who asks while a read is under way is answered by the next, together with all others who do."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.of = Together(self._of_all)

    async def _of_all(self, chats: Sequence[int]) -> list[DueFacts]:
        now = self._clock.now()
        # A runner's own date may be the one before.
        since = (now - LOOKS_BACK - timedelta(days=1)).date()
        async with self._store.read() as tx:
            talks = await tx.conversations.of(chats)
            checkins = _by_chat(await tx.checkins.of(chats, since))
            sessions = _by_chat(await tx.sessions.of(chats, since))
            triages = _by_chat(await tx.triages.of(chats, now - CHECKS_LOOK_BACK))
            occurrences = _by_chat(await tx.occurrences.of(chats, SCHEDULED, since))
            heard = await tx.inbox.heard_of(chats)
        return [
            DueFacts(
                talks.get(chat),
                checkins[chat],
                sessions[chat],
                triages[chat],
                occurrences[chat],
                heard.get(chat),
            )
            for chat in chats
        ]


class _OfAChat(Protocol):
    @property
    def chat_id(self) -> int: ...


Row = TypeVar("Row", bound=_OfAChat)


def _by_chat(rows: Iterable[Row]) -> defaultdict[int, list[Row]]:
    found: defaultdict[int, list[Row]] = defaultdict(list)
    for row in rows:
        found[row.chat_id].append(row)
    return found
