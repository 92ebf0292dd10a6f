"""Updates are kept before they are confirmed, handled once and in order, and never lost to a crash."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from telegram import Bot, Chat, Message, Update, User
from telegram.error import NetworkError

from bot.chat.inbox import Inbox
from bot.clock import Clock
from bot.storage.store import Store
from bot.storage.tx import Tx
from tests.databases import SHARED, Postgres, empty_store

ALICE, BOB = 11, 12


def _update(number: int, chat: int = ALICE, text: str = "hi") -> Update:
    message = Message(
        message_id=number,
        date=datetime(2030, 1, 1, tzinfo=UTC),
        chat=Chat(chat, "private"),
        from_user=User(chat, "A", is_bot=False),
        text=text,
    )
    return Update(number, message=message)


@pytest.fixture(params=SHARED)
async def store(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Store]:
    opened = await empty_store(request, tmp_path)
    yield opened
    await opened.close()


class Handler:
    """Notes what it is given; fails as often as told."""

    def __init__(self, failures: list[Exception] | None = None) -> None:
        self.failures = failures or []
        self.seen: list[int] = []
        self.told: list[int] = []
        self.done: list[tuple[int, int]] = []
        """Update and chat; tests may share it between handlers."""

    async def __call__(self, update: Update) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.seen.append(update.update_id)
        assert update.effective_chat is not None
        self.done.append((update.update_id, update.effective_chat.id))

    async def tell(self, chat_id: int) -> None:
        self.told.append(chat_id)


def _inbox(store: Store, handler: Handler, owner: str = "first") -> Inbox:
    return Inbox(store, Clock(), Bot("1:x"), handler, handler.tell, owner)


async def test_a_redelivered_update_is_handled_once(store: Store) -> None:
    handler = Handler()
    inbox = _inbox(store, handler)
    await inbox.receive([_update(1), _update(2)])
    await inbox.receive([_update(2), _update(3)])
    await inbox.idle()
    await inbox.receive([_update(1)])
    await inbox.idle()
    assert handler.seen == [1, 2, 3]


async def test_one_chat_is_handled_in_order_and_does_not_hold_up_another(store: Store) -> None:
    handler = Handler()
    inbox = _inbox(store, handler)
    await inbox.receive([_update(1), _update(2), _update(3, BOB), _update(4)])
    await inbox.idle()
    assert [number for number in handler.seen if number != 3] == [1, 2, 4]
    assert handler.seen.index(3) < 3


async def test_what_was_accepted_and_not_handled_is_taken_up_after_a_crash(store: Store) -> None:
    rows = [(number, ALICE, _update(number).to_json()) for number in (1, 2)]
    async with store.begin() as tx:
        await tx.inbox.put_many(rows, datetime(2030, 1, 1, tzinfo=UTC))
    handler = Handler()
    inbox = _inbox(store, handler)
    assert await inbox.take_up() == 2
    await inbox.idle()
    assert handler.seen == [1, 2]
    assert await inbox.take_up() == 0


async def test_more_than_one_page_of_left_over_updates_is_taken_up(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.inbox.REPLAY", 3)
    async with store.begin() as tx:
        rows = [(number, number, _update(number, number).to_json()) for number in range(1, 9)]
        await tx.inbox.put_many(rows, datetime(2030, 1, 1, tzinfo=UTC))
    handler = Handler()
    inbox = _inbox(store, handler)
    assert await inbox.take_up() == 8
    await inbox.idle()
    assert sorted(handler.seen) == list(range(1, 9))


async def test_a_row_that_cannot_be_read_is_laid_aside_and_stops_nothing(store: Store) -> None:
    async with store.begin() as tx:
        rows = [(1, ALICE, "{broken"), (2, ALICE, _update(2).to_json())]
        await tx.inbox.put_many(rows, datetime(2030, 1, 1, tzinfo=UTC))
    handler = Handler()
    inbox = _inbox(store, handler)
    await inbox.take_up()
    await inbox.idle()
    assert handler.seen == [2]
    async with store.read() as tx:
        assert await tx.inbox.pending([ALICE], 9) == ()


async def test_a_network_failure_is_tried_again(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.chat.patience.FIRST_WAIT", 0.001)
    handler = Handler([NetworkError("down"), NetworkError("down")])
    inbox = _inbox(store, handler)
    await inbox.receive([_update(1), _update(2)])
    await inbox.idle()
    assert handler.seen == [1, 2]


async def test_an_update_is_handled_and_recorded_when_a_store_that_went_away_is_back(
    postgres: Postgres, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.patience.FIRST_WAIT", 0.05)
    store = await postgres.open_empty()
    tries: list[int] = []

    async def handle(update: Update) -> None:
        tries.append(update.update_id)
        if len(tries) == 1:
            postgres.stop()
            asyncio.get_running_loop().call_later(0.2, postgres.start)
        async with store.begin() as tx:
            await tx.runners.ensure(ALICE, datetime(2030, 1, 1, tzinfo=UTC))

    inbox = Inbox(store, Clock(), Bot("1:x"), handle, Handler().tell, "first")
    await inbox.receive([_update(1), _update(2)])
    await inbox.idle()
    assert tries[0] == tries[1] == 1
    assert (set(tries), tries.count(2)) == ({1, 2}, 1)
    async with store.read() as tx:
        assert await tx.inbox.pending([ALICE], 9) == ()
        assert await tx.runners.get(ALICE) is not None
    await store.close()


async def test_an_update_that_always_fails_does_not_hold_up_the_next(
    store: Store, caplog: pytest.LogCaptureFixture
) -> None:
    handler = Handler([RuntimeError("bug")])
    inbox = _inbox(store, handler)
    await inbox.receive([_update(1), _update(2)])
    await inbox.idle()
    assert handler.seen == [2]
    assert "update 1" in caplog.text


async def test_who_floods_is_told_once_and_answered_in_full(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.pace.BURST", 40)
    monkeypatch.setattr("bot.chat.pace.PER_SECOND", 80.0)
    handler = Handler()
    inbox = _inbox(store, handler)
    await inbox.receive([_update(number) for number in range(1, 201)] + [_update(999, BOB)])
    await inbox.idle()
    assert [number for number in handler.seen if number != 999] == list(range(1, 201))
    assert handler.seen.index(999) < 45
    assert handler.told == [ALICE]


async def _left(store: Store, *chats: int) -> list[int]:
    async with store.read() as tx:
        return [row.update_id for row in await tx.inbox.pending(chats or (ALICE, BOB), 999)]


class Slow(Handler):
    """Handles nothing until told."""

    def __init__(self) -> None:
        super().__init__()
        self.go = asyncio.Event()
        self.begun: list[int] = []

    async def __call__(self, update: Update) -> None:
        self.begun.append(update.update_id)
        await self.go.wait()
        await super().__call__(update)


async def _until_begun(handler: Slow, *numbers: int) -> None:
    async with asyncio.timeout(5):
        while handler.begun != list(numbers):  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.005)


async def test_of_two_processes_one_has_the_chat_and_handles_what_the_other_keeps_for_it(
    store: Store,
) -> None:
    slow, other = Slow(), Handler()
    first, second = _inbox(store, slow, "first"), _inbox(store, other, "second")
    await first.receive([_update(1)])
    await _until_begun(slow, 1)
    await second.receive([_update(2), _update(3, BOB)])
    await second.tend()
    await second.idle()
    assert other.seen == [3]
    slow.go.set()
    await first.idle()
    assert slow.seen == [1, 2]
    assert await _left(store) == []


async def test_what_a_process_that_died_left_is_taken_up_in_order_when_its_lease_runs_out(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.inbox.LEASE", timedelta(seconds=0.3))
    dying, other = Slow(), Handler()
    first, second = _inbox(store, dying, "first"), _inbox(store, other, "second")
    await first.receive([_update(1), _update(2)])
    await _until_begun(dying, 1)
    await second.receive([_update(3)])
    await second.tend()
    assert other.seen == []
    await asyncio.sleep(0.35)
    await second.receive([_update(4)])
    await second.idle()
    assert other.seen == [1, 2, 3, 4]
    dying.go.set()
    await first.idle()
    assert dying.seen == [1], "the rest of the chat is no longer its own"


async def test_a_process_that_lives_keeps_its_chats_however_long_they_take(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.inbox.LEASE", timedelta(seconds=0.3))
    slow, other = Slow(), Handler()
    first, second = _inbox(store, slow, "first"), _inbox(store, other, "second")
    await first.receive([_update(1), _update(2)])
    for _ in range(8):
        await asyncio.sleep(0.1)
        await first.tend()
        await second.tend()
    slow.go.set()
    await first.idle()
    assert (slow.seen, other.seen) == ([1, 2], [])


async def test_stopping_finishes_what_is_under_way_and_leaves_the_rest_free(store: Store) -> None:
    slow, other = Slow(), Handler()
    first, second = _inbox(store, slow, "first"), _inbox(store, other, "second")
    await first.receive([_update(1), _update(2), _update(3)])
    await _until_begun(slow, 1)
    stopping = asyncio.create_task(first.stop(5))
    await asyncio.sleep(0)
    slow.go.set()
    await stopping
    assert await _left(store) == [2, 3]
    await second.tend()
    await second.idle()
    assert (slow.seen, other.seen) == ([1], [2, 3])


async def test_what_does_not_finish_in_time_is_free_too(store: Store) -> None:
    slow, other = Slow(), Handler()
    first, second = _inbox(store, slow, "first"), _inbox(store, other, "second")
    await first.receive([_update(1)])
    await _until_begun(slow, 1)
    await first.stop(0.05)
    assert await second.take_up() == 1
    await second.idle()
    assert other.seen == [1]


async def test_a_store_that_is_away_does_not_hold_up_the_stop(postgres: Postgres) -> None:
    store = await postgres.open_empty()
    slow = Slow()
    inbox = _inbox(store, slow)
    await inbox.receive([_update(1)])
    await _until_begun(slow, 1)
    postgres.stop()
    try:
        slow.go.set()
        async with asyncio.timeout(3):
            await inbox.stop(0.2)
    finally:
        postgres.start()
    other = Handler()
    assert await _inbox(store, other, "second").take_over() == 1
    await store.close()


async def test_the_only_one_that_may_poll_takes_over_at_once(store: Store) -> None:
    dead, handler = Slow(), Handler()
    await _inbox(store, dead, "dead").receive([_update(1)])
    await _until_begun(dead, 1)
    inbox = _inbox(store, handler, "alive")
    assert await inbox.take_up() == 0
    assert await inbox.take_over() == 1
    await inbox.idle()
    assert handler.seen == [1]


async def test_many_processes_on_one_store_handle_each_update_once_and_every_chat_in_order(
    store: Store,
) -> None:
    handlers = [Handler() for _ in range(4)]
    inboxes = [_inbox(store, handler, str(n)) for n, handler in enumerate(handlers)]
    done: list[tuple[int, int]] = []
    for handler in handlers:
        handler.done = done
    # As a balancer does: any process, but of one chat the next only when the last was accepted.
    for number in range(1, 151):
        inbox = inboxes[number % 4]
        await asyncio.gather(
            *(inbox.receive_one(_update(number * 10 + chat, 100 + chat)) for chat in range(5)),
            *(inbox.receive_one(_update(number * 10 + chat, 100 + chat)) for chat in range(5)),
        )
    for _ in range(2):
        for inbox in inboxes:
            await inbox.idle()
    assert len(done) == 750
    for chat in range(5):
        assert [number for number, of in done if of == 100 + chat] == [n * 10 + chat for n in range(1, 151)]


async def test_a_store_that_refuses_for_a_moment_costs_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("bot.chat.inbox.STORE_WAIT", 0.01)
    handler = Slow()
    inbox = _inbox(store, handler)
    await inbox.receive([_update(1)])
    await _until_begun(handler, 1)
    begin, failures = store.begin, [OSError("gone"), OSError("gone")]

    def failing() -> AbstractAsyncContextManager[Tx]:
        if failures:
            raise failures.pop()
        return begin()

    monkeypatch.setattr(store, "begin", failing)
    handler.go.set()
    await inbox.idle()
    assert handler.seen == [1]
    assert await _left(store) == []
    assert "could not be recorded yet" in caplog.text


async def test_an_inbox_without_progress_says_that_it_is_stuck(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.inbox.STUCK_AFTER", 0.05)
    handler = Slow()
    inbox = _inbox(store, handler)
    await asyncio.sleep(0.06)
    assert not inbox.stuck
    await inbox.receive([_update(1)])
    assert not inbox.stuck
    await asyncio.sleep(0.06)
    assert inbox.stuck
    handler.go.set()
    await inbox.idle()
    assert not inbox.stuck
