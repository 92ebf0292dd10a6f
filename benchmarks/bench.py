"""What every measurement needs: sizes, a folder, the coach as a process of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, TypeVar

from benchmarks.control import Control
from benchmarks.process import Process
from bot.storage.store import Store

T = TypeVar("T")

SEED: Final = 20261122
FASTEST: Final = 10_000
"""SEND_RATE that leaves the budget out of the way: more than all processes of a machine send."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """`rounds` are counted after one that warms up; the rest are numbers of runners, updates, messages.

    `reminders`: enough for the second of two senders to join in, which looks at what is due every 2 s.
    """

    rounds: int = 5
    updates: int = 1000
    reminders: int = 6000
    tables: tuple[int, ...] = (1_000, 100_000, 1_000_000)
    claims: int = 40
    under_load: int = 100_000
    asked_under_load: int = 600
    lifetime: int = 10_000
    crowds: tuple[int, ...] = (10_000, 100_000, 1_000_000)


QUICK: Final = Sizes(2, 300, 300, (1_000, 100_000), 10, 20_000, 100, 2_000, (10_000, 100_000))


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the measurements. `postgres` makes a new PostgreSQL database."""

    folder: Path
    sizes: Sizes
    postgres: Callable[[], str]

    def sqlite(self, name: str) -> str:
        return f"sqlite:///{self.folder / name}.sqlite3"

    def api(self) -> AbstractContextManager[Control]:
        return Control.running(self.folder)

    def coach(
        self, control: Control, token: str, database: str, *, role: str = "all", send_rate: int = FASTEST
    ) -> Process:
        """`bot run` as an operator starts it."""
        return Process(
            ["-m", "bot", "run", "--role", role],
            log=self.folder / "coach.log",
            BOT_TOKEN=token,
            BOT_API_URL=control.url,
            DATABASE_URL=database,
            SEND_RATE=str(send_rate),
            PYTHONDONTWRITEBYTECODE="",  # as good as unset, whatever the shell of the one who measures has
        )


def in_store(database: str, do: Callable[[Store], Awaitable[T]]) -> T:
    """Do something with a database, which is brought up to date first."""

    async def run() -> T:
        store = await Store.open(database)
        try:
            return await do(store)
        finally:
            await store.close()

    return asyncio.run(run())


def now() -> datetime:
    return datetime.now(UTC)
