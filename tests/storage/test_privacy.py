import json
from datetime import date, datetime, time, timedelta

import pytest
from sqlalchemy import JSON, Boolean, Column, Date, Integer, Time, func, insert, select

from bot.storage.records import Answer, Conversation
from bot.storage.store import Store
from bot.storage.tables import metadata
from bot.storage.types import UtcDateTime, Words
from tests.statements import connected

from .conftest import ALICE, BOB, DAY, NOW

PERSONAL = [table for table in metadata.sorted_tables if "chat_id" in table.c]
SAMPLES = {
    Boolean: True,
    Date: DAY,
    Integer: 1,
    JSON: {},
    Time: time(7),
    UtcDateTime: NOW,
    Words: ("mon",),
}


def _sample(column: Column, chat_id: int) -> object:
    if column.name == "chat_id":
        return chat_id
    if column.primary_key and isinstance(column.type, Integer):
        return chat_id % 1000
    if column.name == "state":
        return "sent"
    return next((value for kind, value in SAMPLES.items() if isinstance(column.type, kind)), "x")


async def _fill(store: Store) -> None:
    """A row of Alice and one of Bob in every table that knows chats, so also in one that is added later."""
    async with connected(store) as connection:
        for table in PERSONAL:
            for chat_id in (ALICE, BOB):
                row = {c.name: _sample(c, chat_id) for c in table.c if c.computed is None}
                await connection.execute(insert(table).values(row))


async def _rows(store: Store, chat_id: int) -> dict[str, int]:
    async with connected(store) as connection:
        return {
            table.name: (
                await connection.execute(
                    select(func.count()).select_from(table).where(table.c.chat_id == chat_id)
                )
            ).scalar_one()
            for table in PERSONAL
        }


async def test_delete_removes_every_row_of_one_runner_and_of_no_other(store: Store) -> None:
    await _fill(store)
    async with store.begin() as tx:
        assert await tx.delete(ALICE) == len(PERSONAL)
    assert set((await _rows(store, ALICE)).values()) == {0}
    assert set((await _rows(store, BOB)).values()) == {1}


async def test_export_holds_every_row_of_one_runner_and_is_ready_for_json(store: Store) -> None:
    await _fill(store)
    async with store.read() as tx:
        export = await tx.export(ALICE)
    assert {name: len(rows) for name, rows in export.items()} == await _rows(store, ALICE)
    assert all(row["chat_id"] == ALICE for rows in export.values() for row in rows)
    assert json.loads(json.dumps(export)) == export


async def test_an_export_reads_as_one_would_write_it(runners: Store) -> None:
    async with runners.begin() as tx:
        await tx.runners.update(ALICE, strength_days=("mon", "fri"), paused_until=date(2026, 11, 1))
        (row,) = (await tx.export(ALICE))["runners"]
    assert row["created_at"] == "2026-10-20T05:00:00Z"
    assert row["strength_days"] == ["mon", "fri"]
    assert (row["strength_at"], row["paused_until"]) == ("07:00:00", "2026-11-01")


async def test_a_stranger_has_nothing_to_export_or_delete(runners: Store) -> None:
    async with runners.begin() as tx:
        assert set(map(len, (await tx.export(42)).values())) == {0}
        assert await tx.delete(42) == 0


def test_every_table_but_the_misses_and_what_senders_share_belongs_to_a_chat() -> None:
    """A chat lease lasts as long as an update is handled, and tells of the process."""
    others = {table.name for table in metadata.sorted_tables} - {table.name for table in PERSONAL}
    assert others == {"misses", "chat_leases", "send_budget"}


async def test_what_a_runner_used_is_gone_after_deleting(runners: Store) -> None:
    """The same by the front door: each noun's own queries find nothing any more."""
    async with runners.begin() as tx:
        await tx.conversations.put(Conversation(ALICE, "setup", 1, "t", "level", {}, None, NOW))
        await tx.checkins.record(ALICE, DAY, 3, NOW)
        await tx.occurrences.plan(ALICE, "strength", DAY, NOW)
        await tx.answers.put(Answer(ALICE, 1, 2, "?", None, None, NOW))
        await tx.inbox.put_many([(1, ALICE, "words")], NOW)
        await tx.delete(ALICE)
        assert await tx.runners.get(ALICE) is None
        assert await tx.conversations.get(ALICE) is None
        assert await tx.checkins.recent(ALICE, DAY) == ()
        assert await tx.occurrences.upcoming(ALICE, 9) == ()
        assert await tx.answers.by_message(ALICE, 2) is None
        assert await tx.inbox.pending([ALICE], 9) == ()


@pytest.mark.parametrize(
    "moment", [NOW, NOW + timedelta(microseconds=1), datetime.max.replace(tzinfo=NOW.tzinfo)]
)
async def test_instants_keep_their_microseconds(runners: Store, moment: datetime) -> None:
    async with runners.begin() as tx:
        assert (await tx.runners.update(ALICE, state_since=moment)).state_since == moment
