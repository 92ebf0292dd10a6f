"""What the store knows of a chat when an update of it comes up: read once, for all chats whose turn it is."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from bot.clock import Clock
from bot.storage.records import Conversation, Runner
from bot.storage.store import Store
from bot.storage.together import Together

FOLLOW_UP_WITHIN: Final = timedelta(minutes=10)
"""So long a short question may be about the entry that was shown before."""


class Seen(NamedTuple):
    """As it was before the update was handled: what handling it changes is not to be seen here."""

    runner: Runner | None
    talk: Conversation | None
    last_entry: str | None


class SeenReader:
    """Who asks while a read is under way is answered by the next, together with all others who do."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock
        self.of = Together(self._of_all)

    async def _of_all(self, chats: Sequence[int]) -> list[Seen]:
        async with self._store.read() as tx:
            runners = await tx.runners.of(chats)
            talks = await tx.conversations.of(chats)
            entries = await tx.answers.last_entries(chats, self._clock.now() - FOLLOW_UP_WITHIN)
        return [Seen(runners.get(chat), talks.get(chat), entries.get(chat)) for chat in chats]
