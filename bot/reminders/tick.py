"""Claim what is due, send it, record what became of it. Nothing here is remembered between ticks."""

from collections.abc import Callable
from typing import Final

from bot.clock import Clock
from bot.reminders.delivery import Courier
from bot.reminders.hand import Hand
from bot.reminders.pace import Pace
from bot.storage.store import Store

USUAL_PACE: Final = Pace()


async def deliver_due(
    store: Store,
    courier: Courier,
    clock: Clock,
    owner: str,
    *,
    pace: Pace = USUAL_PACE,
    stopping: Callable[[], bool] = lambda: False,
) -> int:
    """One batch: returns how many were claimed, so that the caller knows whether there may be more.

    While Telegram wants the bot to wait nothing is claimed. When `stopping` turns true, what was not yet
    begun is given back at once.
    """
    async with Hand(store, courier, clock, owner, pace, stopping) as hand:
        return await hand.take()


async def deliver_all(
    store: Store,
    courier: Courier,
    clock: Clock,
    owner: str,
    *,
    pace: Pace,
    stopping: Callable[[], bool],
    looked: Callable[[], None],
) -> None:
    """Batch after batch, as long as there is one; the next is claimed while the last is on its way.

    `looked` is called when what a look has found is on its way, or sent.
    """
    async with Hand(store, courier, clock, owner, pace, stopping) as hand:
        more = True
        while more and hand.open:
            room, idle = hand.room, hand.idle
            claimed = await hand.take()
            await (hand.begun() if claimed == room else hand.emptied())
            more = claimed > 0 or not idle
            looked()
