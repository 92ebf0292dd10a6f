"""A sender in a process of its own: prints what it sends, one line a message, until nothing is left.

`python -m tests.reminders.one_sender <database> <owner> <rate> <now>`
"""

import asyncio
import random
import sys
import time
from datetime import datetime

from bot.clock import Clock
from bot.reminders.budget import Budget
from bot.reminders.delivery import Delivery, Sent, Wait
from bot.reminders.pace import Pace
from bot.reminders.tick import deliver_due
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store

SLOWEST = 0.02
"""Seconds that a message takes at most."""


class Printer:
    """Stands for Telegram: takes a message, and tells which and when."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
        wait = await self._budget.turn(runner.chat_id)
        if wait is not None:
            return Wait(now + wait)
        print(occurrence.id, time.time(), flush=True)  # noqa: T201 (the test reads it)
        await asyncio.sleep(random.uniform(0, SLOWEST))
        return Sent(occurrence.id)


async def main(database: str, owner: str, rate: int, now: datetime) -> None:
    clock = Clock()
    clock.jump(now)
    pace = Pace(rate)
    store = await Store.open(database, migrate=False)
    print("ready", time.time(), flush=True)  # noqa: T201
    await asyncio.to_thread(sys.stdin.readline)
    courier = Printer(Budget(store, pace, clock))
    idle = 0
    while idle < 5:
        idle = 0 if await deliver_due(store, courier, clock, owner, pace=pace) else idle + 1
        await asyncio.sleep(0.05)
    await store.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), datetime.fromisoformat(sys.argv[4])))
