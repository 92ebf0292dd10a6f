"""A chat that got a new id: every row follows, none is doubled."""

from datetime import timedelta

from bot.storage.privacy import personal_tables
from bot.storage.records import Answer, Conversation, KeptCheck
from bot.storage.store import Store
from bot.storage.tx import Tx

from .conftest import ALICE, BOB, DAY, NOW

NEW = -1_004_000_000_001


async def _fill(tx: Tx, chat: int) -> None:
    await tx.runners.ensure(chat, NOW)
    await tx.conversations.put(Conversation(chat, "setup", 1, "t", "level", {}, None, NOW))
    await tx.kept_checks.put(KeptCheck(chat, 1, "flags", {}, NOW, NOW))
    await tx.checkins.record(chat, DAY, 3, NOW)
    await tx.occurrences.plan(chat, "strength", DAY, NOW)
    await tx.answers.put(Answer(chat, 1, 2, "?", None, None, NOW))
    await tx.events.add(chat, NOW, "state", {})
    await tx.sessions.add(chat, DAY, "session", NOW)
    await tx.inbox.put_many([(chat, chat, "words")], NOW)


def _counts(exported: dict[str, list[dict[str, object]]]) -> dict[str, int]:
    return {table: len(rows) for table, rows in exported.items()}


async def test_all_that_is_known_of_a_chat_follows_it(store: Store) -> None:
    async with store.begin() as tx:
        await _fill(tx, ALICE)
        await _fill(tx, BOB)
        await tx.runners.update(ALICE, zone="Europe/Riga", level="novice")
        before, others = await tx.export(ALICE), await tx.export(BOB)
        assert await tx.move(ALICE, NEW) > 0
    async with store.read() as tx:
        after = await tx.export(NEW)
        assert not any((await tx.export(ALICE)).values())
        assert await tx.export(BOB) == others
    assert _counts(after) == _counts(before)
    assert after["runners"] == [{**before["runners"][0], "chat_id": NEW}]
    assert len(before) == len(personal_tables())


async def test_where_the_new_chat_has_a_row_of_its_own_that_one_stays(store: Store) -> None:
    async with store.begin() as tx:
        await _fill(tx, ALICE)
        await tx.runners.ensure(NEW, NOW)
        await tx.checkins.record(NEW, DAY, 7, NOW)
        await tx.occurrences.plan(NEW, "strength", DAY, NOW + timedelta(hours=1))
        await tx.occurrences.plan(ALICE, "strength", DAY + timedelta(days=1), NOW)
        await tx.move(ALICE, NEW)
        rows = await tx.export(NEW)
        assert [row["soreness"] for row in rows["checkins"]] == [7]
        assert len(rows["occurrences"]) == 2
        assert await tx.runners.get(ALICE) is None


async def test_a_chat_that_nobody_knows_moves_nothing(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.move(ALICE, NEW) == 0
        assert await tx.runners.get(NEW) is None
