import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from bot.chat.due_facts import DueFactsReader
from bot.clock import Clock
from bot.reminders.plan import Kind
from bot.storage.store import Store
from tests.databases import SHARED, empty_store
from tests.occurrences import end
from tests.statements import engine_of

NOW = datetime(2030, 1, 8, 20, tzinfo=UTC)
DAY = date(2030, 1, 8)


class StandingClock(Clock):
    def now(self) -> datetime:
        return NOW


@pytest.fixture(params=SHARED)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await empty_store(request, tmp_path)
    async with opened.begin() as tx:
        for chat in range(1, 41):
            await tx.runners.ensure(chat, NOW)
            for ago in range(chat % 3):
                await tx.checkins.record(chat, DAY - timedelta(days=ago), chat % 11, NOW)
            await tx.occurrences.plan(chat, Kind.CHECKIN, DAY - timedelta(days=chat), NOW)
    yield opened
    await opened.close()


async def test_many_chats_asked_about_at_once_cost_the_statements_of_one(store: Store) -> None:
    heard: list[str] = []

    def hear(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT"):
            heard.append(statement)

    event.listen(engine_of(store), "before_cursor_execute", hear)
    reader = DueFactsReader(store, StandingClock())
    found = await asyncio.gather(*(reader.of(chat) for chat in range(1, 41)))
    assert len(heard) == 6
    assert [len(facts.checkins) for facts in found] == [chat % 3 for chat in range(1, 41)]


async def test_each_chat_gets_its_own_of_the_last_three_weeks(store: Store) -> None:
    reader = DueFactsReader(store, StandingClock())
    found = {chat: await reader.of(chat) for chat in (2, 21, 40)}
    assert found[2].checkin_days(DAY) == {DAY}
    assert found[2].checkin_days(DAY - timedelta(days=1)) == {DAY, DAY - timedelta(days=1)}
    assert found[21].twin(Kind.CHECKIN, DAY - timedelta(days=21)) is not None
    assert found[40].occurrences == []
    assert found[2].twin(Kind.STRENGTH, DAY) is None


async def test_the_last_that_ended_is_an_earlier_one_that_was_sent_or_missed(store: Store) -> None:
    async with store.begin() as tx:
        for ago, state in ((1, "held"), (2, "missed"), (3, "sent")):
            day, due = DAY - timedelta(days=ago), NOW - timedelta(days=ago)
            await tx.occurrences.plan(3, Kind.STRENGTH, day, due)
            (row,) = [
                one for one in await tx.occurrences.claim(due, timedelta(1), "a", 99) if one.chat_id == 3
            ]
            await end(tx, row.id, "a", state=state, outcome=state, now=NOW)
    last = (await DueFactsReader(store, StandingClock()).of(3)).last_ended([Kind.STRENGTH], before=DAY)
    assert last is not None
    assert (last.state, last.local_date) == ("missed", DAY - timedelta(days=2))
