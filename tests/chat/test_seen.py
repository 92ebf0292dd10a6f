import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.chat.seen import FOLLOW_UP_WITHIN, SeenReader
from bot.clock import Clock
from bot.storage.records import Answer, Conversation
from bot.storage.store import Store
from tests.databases import SHARED, empty_store

NOW = datetime(2030, 1, 8, 20, tzinfo=UTC)


class StandingClock(Clock):
    def now(self) -> datetime:
        return NOW


@pytest.fixture(params=SHARED)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await empty_store(request, tmp_path)
    async with opened.begin() as tx:
        await tx.runners.ensure(1, NOW)
        await tx.runners.ensure(2, NOW)
        await tx.conversations.put(Conversation(2, "setup", 1, "t", "level", {}, None, NOW))
        for chat, ago in ((1, timedelta(0)), (2, FOLLOW_UP_WITHIN)):
            await tx.answers.put(Answer(chat, 5, 6, "how often", "how-often", vote=None, at=NOW - ago))
    yield opened
    await opened.close()


async def test_each_chat_is_seen_with_its_runner_its_talk_and_the_entry_it_was_shown(
    store: Store,
) -> None:
    reader = SeenReader(store, StandingClock())
    one, two, stranger = await asyncio.gather(*(reader.of(chat) for chat in (1, 2, 3)))
    assert one.runner is not None
    assert (one.runner.chat_id, one.talk, one.last_entry) == (1, None, "how-often")
    assert two.runner is not None
    assert two.talk is not None
    assert (two.runner.chat_id, two.talk.flow, two.last_entry) == (2, "setup", None)
    assert tuple(stranger) == (None, None, None)
