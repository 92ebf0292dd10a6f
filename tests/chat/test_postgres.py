"""The same coach on PostgreSQL: what runs on a database address runs on this one."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge
from tests.databases import Postgres

from .conftest import MONDAY_NOON, House, SetUp


@pytest.fixture
async def house(
    tmp_path: Path, knowledge: Knowledge, matcher: Matcher, postgres: Postgres
) -> AsyncIterator[House]:
    built = House(tmp_path, knowledge, matcher, MONDAY_NOON, postgres.new_database())
    await built.start()
    yield built
    await built.stop()


async def test_a_runner_is_reminded_checks_in_survives_a_restart_and_leaves_with_everything(
    house: House, set_up: SetUp
) -> None:
    phone = await house.phone()
    await set_up(phone)
    await phone.send("/checkin")
    await phone.tap("3")
    await house.restart()
    phone = await house.phone()
    await phone.jump("one-day")
    (file,) = await phone.send("/export")
    assert file["document"]["file_name"] == "hamstring-coach-export.json"
    async with phone.app.coach.store.read() as tx:
        kept = await tx.export(phone.chat)
    assert [row["soreness"] for row in kept["checkins"]] == [3]
    assert "sent" in {row["state"] for row in kept["occurrences"]}
    await phone.send("/delete")
    await phone.tap("Yes, delete everything")
    async with phone.app.coach.store.read() as tx:
        assert not any((await tx.export(phone.chat)).values())
