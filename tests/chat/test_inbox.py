"""Updates are kept before they are confirmed, handled once and in order, and never lost to a crash."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from telegram import Bot, Chat, Message, Update, User
from telegram.error import NetworkError

from bot.chat.inbox import Inbox
from bot.clock import Clock
from bot.storage.store import Store

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


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path / 'coach.sqlite3'}")
    yield opened
    await opened.close()


class Handler:
    """Notes what it is given; fails as often as told."""

    def __init__(self, failures: list[Exception] | None = None) -> None:
        self.failures = failures or []
        self.seen: list[int] = []
        self.told: list[int] = []

    async def __call__(self, update: Update) -> None:
        await asyncio.sleep(0)
        if self.failures:
            raise self.failures.pop(0)
        self.seen.append(update.update_id)

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
    monkeypatch.setattr("bot.chat.inbox.FIRST_WAIT", 0.001)
    handler = Handler([NetworkError("down"), NetworkError("down")])
    inbox = _inbox(store, handler)
    await inbox.receive([_update(1), _update(2)])
    await inbox.idle()
    assert handler.seen == [1, 2]


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
