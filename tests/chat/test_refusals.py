"""Telegram's refusals by class: in its own words, and over real HTTP what a server can do to a message."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.answering.matcher import Matcher
from bot.chat.coach import Coach
from bot.chat.courier import TelegramCourier
from bot.chat.refusals import classify
from bot.chat.telegram_bot import TelegramBot
from bot.chat.telegram_out import TelegramOut
from bot.chat.telegram_request import TelegramRequest
from bot.clock import Clock
from bot.content.knowledge import Knowledge
from bot.reminders.budget import Budget
from bot.reminders.delivery import Delivery, Failed, Gone, Moved, Refused, Unknown
from bot.reminders.pace import Pace
from bot.reminders.tick import USUAL_PACE, deliver_due
from bot.storage.occurrence_leases import FIRST
from bot.storage.records import Occurrence
from bot.storage.store import Store
from tests.databases import SHARED, empty_store

BLOCKED = "Forbidden: bot was blocked by the user"


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (Forbidden(BLOCKED), Gone(BLOCKED)),
        (Forbidden("Forbidden: user is deactivated"), Gone("Forbidden: user is deactivated")),
        (Forbidden("Forbidden: something new"), Refused("Forbidden: something new")),
        (BadRequest("Chat not found"), Gone("Chat not found")),
        (BadRequest("Something new"), Refused("Something new")),
        (ChatMigrated(5), Moved(5)),
        (TimedOut(), Unknown("Timed out")),
        (NetworkError("no route"), Failed("no route")),
        (TelegramError("odd"), Failed("odd")),
        (TelegramError("Invalid server response"), Unknown("Invalid server response")),
    ],
)
def test_every_refusal_has_its_class_and_an_unknown_one_disables_nobody(
    error: TelegramError, expected: Delivery
) -> None:
    assert classify(error) == expected


CHAT, MOVED = 7, -1007
SEVEN = datetime(2030, 1, 8, 6, tzinfo=UTC)
LATER = timedelta(minutes=30)


class StandingClock(Clock):
    def __init__(self, at: datetime) -> None:
        super().__init__()
        self.at = at

    def now(self) -> datetime:
        return self.at


class Server:
    """A Bot API server that answers the first messages as told and takes the others. Counts both."""

    def __init__(self, answer: bytes | None, first: int = 1) -> None:
        self.answer = answer
        self.first = first
        self.asked: list[int] = []
        self.bodies: list[bytes] = []
        self.port = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield
        finally:
            server.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: *(\d+)", head)
        body = await reader.readexactly(int(length[1]) if length else 0)
        self.bodies.append(body)
        chat = re.search(rb'"chat_id": (-?\d+)', body)
        self.asked.append(int(chat[1]) if chat else 0)
        answer = self.answer if len(self.asked) <= self.first else said(200, taken(self.asked[-1]))
        if answer is not None:
            writer.write(answer)
            await writer.drain()
        else:
            await reader.read()  # until the other side gives up
        writer.close()


def said(status: int, body: str, *, cut: int | None = None) -> bytes:
    """An HTTP answer; `cut`: so many bytes of its body, then the connection is closed."""
    head = f"HTTP/1.1 {status} X\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n{body[:cut]}".encode()


def taken(chat: int) -> str:
    message = {"message_id": 9, "date": 1, "chat": {"id": chat, "type": "private"}, "text": "x"}
    return json.dumps({"ok": True, "result": message})


def refused(status: int, words: str, **parameters: int) -> bytes:
    body = {"ok": False, "error_code": status, "description": words, "parameters": parameters}
    return said(status, json.dumps(body))


NUDGE, SAFETY = "strength", "half_way"
ONCE, TWICE = [CHAT], [CHAT, CHAT]
CASES: list[tuple[str, bytes | None, str, str, list[int]]] = [
    # What the server does, its answer, the kind of message; what became of it; the chats it was sent to.
    ("takes it", said(200, taken(CHAT)), NUDGE, "sent: sent", ONCE),
    ("429", refused(429, "Too Many Requests: retry after 3", retry_after=3), NUDGE, "sent: sent", TWICE),
    ("500", refused(500, "Internal Server Error"), NUDGE, "sent: sent", TWICE),
    ("502 from a proxy", said(502, "<html>"), NUDGE, "sent: sent", TWICE),
    ("half a body", said(200, taken(CHAT), cut=30), NUDGE, "sent: unknown", ONCE),
    ("half a body", said(200, taken(CHAT), cut=30), SAFETY, "sent: sent", TWICE),
    ("no JSON", said(200, "{"), NUDGE, "sent: unknown", ONCE),
    ("no JSON", said(200, "{"), SAFETY, "sent: sent", TWICE),
    ("hangs up", b"", NUDGE, "sent: unknown", ONCE),
    ("hangs up", b"", SAFETY, "sent: sent", TWICE),
    ("says nothing", None, NUDGE, "sent: unknown", ONCE),
    ("says nothing", None, SAFETY, "sent: sent", TWICE),
    ("is of another kind", b"xyz\r\n\r\n", NUDGE, "sent: unknown", ONCE),
    ("blocked", refused(403, BLOCKED), NUDGE, "dead: gone", ONCE),
    ("deactivated", refused(403, "Forbidden: user is deactivated"), NUDGE, "dead: gone", ONCE),
    ("no such chat", refused(400, "Bad Request: chat not found"), NUDGE, "dead: gone", ONCE),
    ("a new 403", refused(403, "Forbidden: on Sundays"), NUDGE, "dead: Forbidden: on Sundays", ONCE),
    ("a new 400", refused(400, "Bad Request: too sporty"), NUDGE, "dead: Too sporty", ONCE),
    (
        "moved",
        refused(400, "Bad Request: group chat was upgraded", migrate_to_chat_id=MOVED),
        NUDGE,
        "sent: sent",
        [CHAT, MOVED],
    ),
    ("bad token", refused(401, "Unauthorized"), NUDGE, "sent: sent", TWICE),
]


@pytest.fixture(params=SHARED)
async def store(request: pytest.FixtureRequest, tmp_path: object) -> AsyncIterator[Store]:
    opened = await empty_store(request, tmp_path)  # type: ignore[arg-type]
    async with opened.begin() as tx:
        await tx.runners.ensure(CHAT, SEVEN)
        await tx.runners.update(CHAT, zone="Europe/Berlin", strength_on=True, strength_at=time(7))
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("what", "answer", "kind", "end", "asked"), CASES, ids=[f"{case[0]}, {case[2]}" for case in CASES]
)
async def test_what_a_server_can_do_to_a_message(
    store: Store,
    knowledge: Knowledge,
    matcher: Matcher,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    answer: bytes | None,
    kind: str,
    end: str,
    asked: list[int],
) -> None:
    monkeypatch.setattr("bot.chat.half_way_ping.compose", _compose)
    server, clock = Server(answer), StandingClock(SEVEN)
    async with store.begin() as tx:
        await tx.occurrences.plan(CHAT, kind, date(2030, 1, 8), SEVEN, priority=FIRST)
    async with server.running(), _courier(store, knowledge, matcher, clock, server.port) as courier:
        await deliver_due(store, courier, clock, "a")
        held = await _lift(store)
        clock.at += LATER
        await deliver_due(store, courier, clock, "a")
    row = await _row(store, MOVED if what == "moved" else CHAT, kind)
    assert f"{row.state}: {row.outcome}".startswith(end)
    assert server.asked == asked
    assert held == (what in {"429", "bad token"})
    assert row.attempts == (2 if len(asked) == 2 and not held else 1)
    async with store.read() as tx:
        runner = await tx.runners.get(row.chat_id)
    assert runner is not None
    assert runner.active == (end != "dead: gone")


async def test_when_telegram_falls_silent_the_others_wait_in_their_rows(
    store: Store, knowledge: Knowledge, matcher: Matcher
) -> None:
    """One was on its way when it began; the others come when Telegram is back."""
    server, clock, pace = Server(None), StandingClock(SEVEN), Pace(1)
    chats = range(CHAT, CHAT + 6)
    async with store.begin() as tx:
        for chat in chats:
            await tx.runners.ensure(chat, SEVEN)
            await tx.runners.update(chat, zone="Europe/Berlin", strength_on=True, strength_at=time(7))
            await tx.occurrences.plan(chat, NUDGE, date(2030, 1, 8), SEVEN)
    async with server.running(), _courier(store, knowledge, matcher, clock, server.port, pace) as courier:
        while await deliver_due(store, courier, clock, "a", pace=pace):
            pass
        silent = [(await _row(store, chat, NUDGE)).state for chat in chats]
        clock.at += LATER
        while await deliver_due(store, courier, clock, "a", pace=pace):
            pass
    rows = [await _row(store, chat, NUDGE) for chat in chats]
    assert sorted(silent) == ["planned"] * 5 + ["sent"]
    assert sorted(row.outcome or "" for row in rows)[:5] == ["sent"] * 5
    assert [row.attempts for row in rows] == [1] * 6


@pytest.mark.parametrize(("rate", "paid"), [(25, False), (30, False), (31, True), (1000, True)])
async def test_above_thirty_a_second_telegram_is_asked_for_a_paid_broadcast(
    store: Store, knowledge: Knowledge, matcher: Matcher, rate: int, paid: bool
) -> None:
    server, clock = Server(said(200, taken(CHAT))), StandingClock(SEVEN)
    async with store.begin() as tx:
        await tx.occurrences.plan(CHAT, NUDGE, date(2030, 1, 8), SEVEN)
    pace = Pace(rate)
    async with server.running(), _courier(store, knowledge, matcher, clock, server.port, pace) as courier:
        await deliver_due(store, courier, clock, "a", pace=pace)
    (body,) = server.bodies
    assert (json.loads(body).get("allow_paid_broadcast", False)) == paid


async def test_a_server_that_cannot_be_reached_uses_up_nothing_but_a_try(
    store: Store, knowledge: Knowledge, matcher: Matcher
) -> None:
    clock, nowhere = StandingClock(SEVEN), 1
    async with store.begin() as tx:
        await tx.occurrences.plan(CHAT, NUDGE, date(2030, 1, 8), SEVEN)
    async with _courier(store, knowledge, matcher, clock, nowhere) as courier:
        await deliver_due(store, courier, clock, "a")
    row = await _row(store, CHAT, NUDGE)
    assert (row.state, row.attempts, row.sent_at) == ("planned", 1, None)


async def test_after_a_429_nobody_sends_before_the_time_that_telegram_named(
    store: Store, knowledge: Knowledge, matcher: Matcher
) -> None:
    """Neither this sender nor, by the shared budget, another; the row keeps its attempts."""
    clock = StandingClock(SEVEN)
    server = Server(refused(429, "Too Many Requests: retry after 40", retry_after=40))
    async with store.begin() as tx:
        for day in (8, 9, 10):
            await tx.occurrences.plan(CHAT, NUDGE, date(2030, 1, day), SEVEN)
    async with server.running(), _courier(store, knowledge, matcher, clock, server.port) as courier:
        await deliver_due(store, courier, clock, "a")
        async with _courier(store, knowledge, matcher, clock, server.port) as other:
            assert await deliver_due(store, other, clock, "b") == 0
    assert server.asked == ONCE
    async with store.read() as tx:
        rows = await tx.occurrences.upcoming(CHAT, 9)
        ahead = await tx.send_budget.ahead()
    waits = [row.not_before - SEVEN for row in rows if row.not_before]
    assert [(row.state, row.attempts) for row in rows] == [("planned", 0)] * 3
    assert waits[0] == timedelta(seconds=40)
    assert all(timedelta(seconds=35) < wait <= timedelta(seconds=40) for wait in waits)
    assert 35 < ahead <= 40


async def _compose(*_: object) -> object:
    from bot.chat.screen import Screen  # noqa: PLC0415

    return Screen("x")


@asynccontextmanager
async def _courier(
    store: Store, knowledge: Knowledge, matcher: Matcher, clock: Clock, port: int, pace: Pace = USUAL_PACE
) -> AsyncIterator[TelegramCourier]:
    request = TelegramRequest(4, answer_within=0.5)
    bot = TelegramBot("1:a", base_url=f"http://127.0.0.1:{port}/bot", request=request)
    await request.initialize()
    coach = Coach(knowledge, matcher, store, clock, TelegramOut(bot))
    try:
        yield TelegramCourier(coach, Budget(store, pace, clock), paid=pace.paid)
    finally:
        await request.shutdown()


async def _lift(store: Store) -> bool:
    """Whether the senders were told to wait; the wait is over now."""
    async with store.begin() as tx:
        held = await tx.send_budget.ahead() > 1
        await tx.send_budget.book(1, 25, at=4e9)  # a moment far ahead: nothing is booked any more
    return held


async def _row(store: Store, chat: int, kind: str) -> Occurrence:
    async with store.read() as tx:
        row = await tx.occurrences.of_kind(chat, kind, date(2030, 1, 8))
    assert row is not None
    return row
