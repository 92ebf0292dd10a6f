"""A store with one runner in Berlin, a clock at a fixed moment, and a courier that answers as told."""

from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.clock import Clock
from bot.reminders.delivery import Delivery, Sent
from bot.reminders.plan import replan
from bot.storage.records import Occurrence, Runner
from bot.storage.store import Store
from tests.databases import SHARED, empty_store

CHAT = 7
MONDAY_NOON = datetime(2030, 1, 7, 12, tzinfo=UTC)


class StandingClock(Clock):
    """Stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at

    def jump(self, to: datetime) -> None:
        self.at = max(to, self.at)


@dataclass
class ScriptedCourier:
    """Answers as scripted, then "sent"; remembers what it was given."""

    script: list[Delivery | Exception] = field(default_factory=list)
    carried: list[Occurrence] = field(default_factory=list)

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
        self.carried.append(occurrence)
        answer = self.script.pop(0) if self.script else Sent(100 + len(self.carried))
        if isinstance(answer, Exception):
            raise answer
        return answer


@pytest.fixture
def clock() -> StandingClock:
    return StandingClock(MONDAY_NOON)


@pytest.fixture
def courier() -> ScriptedCourier:
    return ScriptedCourier()


@pytest.fixture(params=SHARED)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await empty_store(request, tmp_path)
    async with opened.begin() as tx:
        await tx.runners.ensure(CHAT, MONDAY_NOON)
        runner = await tx.runners.update(CHAT, zone="Europe/Berlin", strength_on=True, checkin_on=False)
        await replan(tx, runner, MONDAY_NOON)
    yield opened
    await opened.close()
