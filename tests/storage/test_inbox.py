from datetime import timedelta

from bot.storage.records import InboxUpdate
from bot.storage.store import Store

from .conftest import ALICE, BOB, NOW

ROWS = [(12, BOB, '{"b":1}'), (11, ALICE, '{"a":1}'), (13, 0, "{}")]
CHATS = (ALICE, BOB, 0)


async def test_a_redelivered_update_is_kept_once_and_as_it_first_came(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.inbox.put_many(ROWS, NOW) == {11, 12, 13}
        assert await tx.inbox.put_many([(11, ALICE, "changed"), (14, ALICE, "new")], NOW) == {14}
        assert (await tx.inbox.pending([ALICE], 1))[0] == InboxUpdate(11, ALICE, '{"a":1}', NOW, None)


async def test_one_batch_may_hold_the_same_update_twice(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.inbox.put_many([(11, ALICE, "a"), (11, ALICE, "a")], NOW) == {11}


async def test_nothing_received_is_nothing_kept(store: Store) -> None:
    async with store.begin() as tx:
        assert await tx.inbox.put_many([], NOW) == frozenset()


async def test_a_very_large_batch_is_kept_whole(store: Store) -> None:
    async with store.begin() as tx:
        assert len(await tx.inbox.put_many([(n, ALICE, "x") for n in range(12_000)], NOW)) == 12_000


async def test_pending_updates_come_lowest_number_first_until_handled(store: Store) -> None:
    async with store.begin() as tx:
        await tx.inbox.put_many(ROWS, NOW)
        await tx.inbox.mark_handled([12], NOW)
        assert [update.update_id for update in await tx.inbox.pending(CHATS, 9)] == [11, 13]
        assert [update.update_id for update in await tx.inbox.pending(CHATS, 1)] == [11]
        assert [update.update_id for update in await tx.inbox.pending([0], 9)] == [13]


async def test_an_update_is_handled_once_and_its_words_are_dropped(store: Store) -> None:
    async with store.begin() as tx:
        await tx.inbox.put_many(ROWS, NOW)
        handled = [await tx.inbox.mark_handled([number], NOW) for number in (11, 11, 99)]
        assert handled == [1, 0, 0]
        (row,) = (await tx.export(ALICE))["inbox"]
    assert row["payload"] is None


async def test_a_handled_update_that_comes_again_is_not_pending_again(store: Store) -> None:
    async with store.begin() as tx:
        await tx.inbox.put_many(ROWS[:1], NOW)
        await tx.inbox.mark_handled([12], NOW)
        assert await tx.inbox.put_many(ROWS[:1], NOW) == frozenset()
        assert await tx.inbox.pending(CHATS, 9) == ()


async def test_pruning_forgets_what_was_handled_long_ago_and_nothing_that_waits(store: Store) -> None:
    async with store.begin() as tx:
        await tx.inbox.put_many(ROWS, NOW)
        await tx.inbox.mark_handled([11], NOW)
        await tx.inbox.mark_handled([12], NOW + timedelta(days=2))
        assert await tx.inbox.prune(NOW + timedelta(days=1)) == 1
        assert [update.update_id for update in await tx.inbox.pending(CHATS, 9)] == [13]


async def test_the_last_sign_of_a_chat_is_known_for_as_long_as_its_updates_are(store: Store) -> None:
    async with store.begin() as tx:
        await tx.inbox.put_many(ROWS, NOW)
        await tx.inbox.put_many([(14, ALICE, "later")], NOW + timedelta(hours=3))
        await tx.inbox.put_many([(15, BOB, "later still")], NOW + timedelta(hours=5))
        assert await tx.inbox.heard_of([ALICE, BOB, 404]) == {
            ALICE: NOW + timedelta(hours=3),
            BOB: NOW + timedelta(hours=5),
        }
