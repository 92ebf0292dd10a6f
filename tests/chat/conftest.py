"""The whole coach over real HTTP: the practice Telegram, an SQLite file, and runners with phones."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest

from bot.answering.matcher import Matcher
from bot.app import App
from bot.clock import Clock
from bot.content.knowledge import Knowledge
from bot.practice import TOKEN, Practice
from bot.storage.store import Store

from .phone import Phone

OPERATOR = 700_000_001
"""The first of the ready-made runners."""
MONDAY_NOON = datetime(2030, 1, 7, 12, 0, tzinfo=UTC)
"""A Monday in the future, so that the practice clock can be moved there."""


class House:
    """A coach that can be stopped and started again on the same files."""

    def __init__(
        self,
        folder: Path,
        knowledge: Knowledge,
        matcher: Matcher,
        start: datetime,
        database: str | None = None,
    ) -> None:
        self.folder = folder
        self.database = database or f"sqlite:///{folder / 'coach.sqlite3'}"
        self.knowledge = knowledge
        self.matcher = matcher
        self.start_at = start
        self.build: dict[str, Any] = {}
        """What else the coach is built with."""
        self.practice: Practice
        self.app: App
        self.client: httpx.AsyncClient

    async def start(self) -> None:
        self.practice = Practice(self.folder / "telegram.sqlite3")
        await self.practice.start(0)
        clock = Clock(self.practice.sandbox.clock_offset)
        store = await Store.open(self.database)
        self.app = App.build(
            token=TOKEN,
            api_url=self.practice.server.base_url,
            knowledge=self.knowledge,
            matcher=self.matcher,
            store=store,
            clock=clock,
            admin_ids=frozenset({OPERATOR}),
            **self.build,
        )
        self.practice.clock.drive(self.app)
        await self.practice.clock.jump(self.start_at)
        await self.app.start()
        self.client = httpx.AsyncClient(base_url=f"{self.practice.server.base_url}/practice/api")

    async def stop(self) -> None:
        await self.client.aclose()
        await self.app.stop()
        await self.practice.stop()

    async def restart(self) -> None:
        await self.stop()
        await self.start()

    async def phone(self, number: int = 0) -> Phone:
        state = (await self.client.get("state")).raise_for_status().json()
        runner = state["runners"][number]["id"]
        return Phone(self.client, self.practice, self.app, runner, runner)

    async def group_phone(self, number: int = 0) -> Phone:
        state = (await self.client.get("state")).raise_for_status().json()
        return Phone(
            self.client, self.practice, self.app, state["runners"][number]["id"], state["group"]["id"]
        )


@pytest.fixture(autouse=True)
def _unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests tap faster than people; the flood test sets its own pace."""
    monkeypatch.setattr("bot.chat.pace.BURST", 100_000)


@pytest.fixture
async def house(tmp_path: Path, knowledge: Knowledge, matcher: Matcher) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        built = House(tmp_path, knowledge, matcher, MONDAY_NOON)
        await built.start()
        stack.push_async_callback(built.stop)
        yield built


@pytest.fixture
async def phone(house: House) -> Phone:
    return await house.phone()


SetUp = Callable[[Phone], Awaitable[None]]


@pytest.fixture
def set_up() -> SetUp:
    """Answer /start: intermediate, Tuesday and Friday at 07:00 in Berlin, check-in at 20:00."""

    async def answer(phone: Phone) -> None:
        await phone.send("/start")
        await phone.tap("Let's go")
        await phone.tap("Intermediate")
        await phone.tap("Tuesday and Friday")
        await phone.tap("07:00")
        await phone.send("berlin")
        await phone.tap("Berlin")
        await phone.tap("20:00")

    return answer


@pytest.fixture
def told(phone: Phone, monkeypatch: pytest.MonkeyPatch) -> list[str | None]:
    """What the taps are answered with, oldest first."""
    lines: list[str | None] = []
    answer = phone.app.coach.out.answer_tap

    async def answer_tap(query: str, text: str | None = None, *, alert: bool = False) -> None:
        lines.append(text)
        await answer(query, text, alert=alert)

    monkeypatch.setattr(phone.app.coach.out, "answer_tap", answer_tap)
    return lines
