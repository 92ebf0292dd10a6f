"""A real process while PostgreSQL is away, and while Telegram refuses, breaks off or says nothing."""

import asyncio
import signal
import time
from collections import Counter
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.storage.store import Store

from ..databases import Postgres
from .campaign import ASKERS, MINUTE, START, Campaign
from .telegram import Answer

GROUPS = 10


def _refused(status: int, words: str, **parameters: int) -> Answer:
    return Answer(status, {"ok": False, "error_code": status, "description": words, "parameters": parameters})


FAULTS = {
    "429": _refused(429, "Too Many Requests: retry after 1", retry_after=1),
    "500": _refused(500, "Internal Server Error"),
    "half a body": Answer(200, cut=True),
    "half a body, and taken": Answer(200, cut=True, done=True),
    "blocked": _refused(403, "Forbidden: bot was blocked by the user"),
    "a new 403": _refused(403, "Forbidden: on Sundays"),
    "no such chat": _refused(400, "Bad Request: chat not found"),
    "a new 400": _refused(400, "Bad Request: too sporty"),
    "nothing": Answer(0),
}
ANSWERED = {"429", "500", "half a body", "half a body, and taken", "nothing"}
"""After these a reply is tried again; after the others there is nobody, or nothing, to answer."""


@pytest.mark.parametrize("database", ["sqlite-file"], indirect=True)
async def test_refused_once_in_every_way_nobody_is_forgotten_or_disabled_wrongly(campaign: Campaign) -> None:
    """The n-th runner's first message and the n-th asker's first answer meet the n-th fault."""
    await campaign.set_up(3)
    met = Counter[int]()

    def fault(method: str, asked: dict[str, str]) -> Answer | None:
        chat = int(asked.get("chat_id", 0))
        number = chat - ASKERS if chat >= ASKERS else chat - 1
        if method != "sendMessage" or number not in range(len(FAULTS)) or met[chat]:
            return None
        met[chat] += 1
        return list(FAULTS.values())[number]

    campaign.telegram.fault = fault
    campaign.ask(len(FAULTS))
    campaign.nursery.set_clock(START + timedelta(minutes=14))
    await campaign.nursery.begin()
    await campaign.until_handled()
    campaign.nursery.set_clock(START + timedelta(minutes=16))
    await campaign.until_done()
    campaign.nursery.kill(signal.SIGTERM)
    assert await campaign.nursery.gone(15) == 0
    assert len(met) == 2 * len(FAULTS)
    async with campaign.store.read() as tx:
        active = {
            name: runner.active
            for number, name in enumerate(FAULTS)
            if (runner := await tx.runners.get(number + 1))
        }
    assert {name for name, yes in active.items() if not yes} == {"blocked", "no such chat"}
    answers = {name: len(campaign.telegram.sent(ASKERS + number)) for number, name in enumerate(FAULTS)}
    assert {name for name, count in answers.items() if count} >= ANSWERED, answers
    assert max(answers.values()) <= 2


@pytest.fixture
async def on_postgres(tmp_path: Path, postgres: Postgres) -> AsyncIterator[Campaign]:
    database = postgres.new_database()
    await (await Store.open(database)).close()
    async with Campaign.opened(tmp_path, database) as opened:
        yield opened


@pytest.mark.parametrize("seconds", [1, pytest.param(20, marks=pytest.mark.faults)])
async def test_postgresql_stopped_in_the_middle_loses_nothing_and_doubles_nothing(
    on_postgres: Campaign, postgres: Postgres, seconds: float
) -> None:
    campaign = on_postgres
    await campaign.set_up(GROUPS, apart=False)
    campaign.ask(1)
    campaign.nursery.set_clock(START + MINUTE)
    await campaign.nursery.begin()
    await campaign.until_sent(10)
    await asyncio.to_thread(postgres.stop)
    try:
        campaign.ask(3)
        await asyncio.sleep(seconds)
    finally:
        await asyncio.to_thread(postgres.start)
    await campaign.until_handled()
    # What had no turn while the budget was away waits some seconds before the next try.
    campaign.nursery.set_clock(START + 10 * MINUTE)
    await campaign.until_done()
    campaign.nursery.kill(signal.SIGTERM)
    assert await campaign.nursery.gone(15) == 0
    rows = await campaign.rows()
    assert {rows[due].state for due in campaign.due} == {"sent"}
    counts = Counter(len(campaign.calls_for(due)) for due in campaign.due)
    answers = {chat: len(campaign.telegram.sent(chat)) for chat in campaign.questions.values()}
    assert counts == {1: len(campaign.due)}
    assert set(answers.values()) <= {1, 2}
    print(f"PostgreSQL away {seconds} s: sent {counts}, answers {answers}")  # noqa: T201


@pytest.mark.faults
@pytest.mark.timeout(300)
async def test_after_a_minute_in_which_telegram_says_nothing_everything_goes_on(campaign: Campaign) -> None:
    await campaign.set_up(GROUPS, apart=False)
    until = time.monotonic() + 65
    begun: list[str] = []

    def fault(method: str, asked: dict[str, str]) -> Answer | None:
        if len(campaign.telegram.calls) < 10 or time.monotonic() > until:
            return None
        begun.append(method)
        return Answer(0)

    campaign.telegram.fault = fault
    campaign.nursery.set_clock(START + MINUTE)
    await campaign.nursery.begin()
    campaign.ask(3)
    await campaign.until_sent(8)
    campaign.ask(3)
    await asyncio.sleep(max(0.0, until - time.monotonic()))
    await campaign.until_handled(120)
    campaign.nursery.set_clock(START + 10 * MINUTE)
    await campaign.until_done()
    campaign.nursery.kill(signal.SIGTERM)
    assert await campaign.nursery.gone(15) == 0
    rows = await campaign.rows()
    assert {rows[due].state for due in campaign.due} == {"sent"}
    unknown = [due for due in campaign.due if (rows[due].outcome or "").startswith("unknown")]
    assert all(len(campaign.calls_for(due)) == 1 for due in campaign.due if due not in unknown)
    # A nudge that may have arrived is not sent again.
    assert all(len(campaign.calls_for(due)) == 0 for due in unknown)
    answers = {chat: len(campaign.telegram.sent(chat)) for chat in campaign.questions.values()}
    assert min(answers.values()) >= 1
    assert begun
    print(f"silent for a minute: {len(unknown)} of {len(campaign.due)} unknown; answers {answers}")  # noqa: T201
