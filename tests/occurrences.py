"""What became of a due message, recorded for one alone; senders record many at once."""

from datetime import datetime

from bot.storage.occurrence_leases import Ended
from bot.storage.tx import Tx


async def end(
    tx: Tx,
    id: int,
    owner: str,
    *,
    state: str,
    outcome: str | None,
    now: datetime,
    message_id: int | None = None,
) -> bool:
    """False if `owner` no longer holds it."""
    return id in await tx.occurrences.record_all(owner, now, [Ended(id, state, outcome, message_id)])
