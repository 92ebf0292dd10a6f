"""The practice Telegram calls a webhook as Telegram does."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram import Bot
from telegram.error import BadRequest

from bot.sandbox import runner_actions
from bot.sandbox.state import Sandbox
from bot.serving import Server

from .people import first_runner

SECRET = "tell_nobody-1"


class Receiver:
    """Notes what it is called with; answers as scripted, then 200."""

    def __init__(self) -> None:
        self.script: list[int] = []
        self.came: list[tuple[str | None, dict[str, Any]]] = []
        self.hold: asyncio.Event | None = None
        self.most = self.now = 0

    async def __call__(self, request: Request) -> Response:
        self.now += 1
        self.most = max(self.most, self.now)
        if self.hold:
            await self.hold.wait()
        self.now -= 1
        self.came.append((request.headers.get("x-telegram-bot-api-secret-token"), await request.json()))
        return Response(status_code=self.script.pop(0) if self.script else 200)

    def texts(self) -> list[str]:
        return [update["message"]["text"] for _, update in self.came]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
async def url(receiver: Receiver) -> AsyncIterator[str]:
    async def receive(request: Request) -> Response:
        return await receiver(request)

    server = Server(Starlette(routes=[Route("/hook", receive, methods=["POST"])]))
    await server.start(0)
    yield f"http://127.0.0.1:{server.port}/hook"
    await server.stop()


async def _empty(sandbox: Sandbox) -> None:
    async with asyncio.timeout(10):
        while sandbox.updates.pending():  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.01)


def _say(sandbox: Sandbox, *texts: str, number: int = 0) -> None:
    for text in texts:
        runner_actions.send_text(sandbox, sandbox.store.runners()[number].id, text)


async def test_updates_arrive_with_the_secret_and_in_order(
    bot: Bot, sandbox: Sandbox, receiver: Receiver, url: str
) -> None:
    _say(sandbox, "before it was set")
    await bot.set_webhook(url, secret_token=SECRET)
    _say(sandbox, "one", "two")
    await _empty(sandbox)
    assert receiver.texts() == ["before it was set", "one", "two"]
    assert {secret for secret, _ in receiver.came} == {SECRET}


async def test_without_a_secret_there_is_no_header(
    bot: Bot, sandbox: Sandbox, receiver: Receiver, url: str
) -> None:
    await bot.set_webhook(url)
    _say(sandbox, "one")
    await _empty(sandbox)
    assert receiver.came[0][0] is None


async def test_what_is_not_accepted_comes_again_before_the_next_of_its_chat(
    bot: Bot, sandbox: Sandbox, receiver: Receiver, url: str
) -> None:
    receiver.script = [503, 401]
    await bot.set_webhook(url)
    _say(sandbox, "one", "two")
    while not receiver.came:  # noqa: ASYNC110 (nothing tells)
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)
    assert "503" in ((await bot.get_webhook_info()).last_error_message or "")
    await _empty(sandbox)
    assert receiver.texts() == ["one", "one", "one", "two"]
    assert (await bot.get_webhook_info()).last_error_message is None


async def test_chats_come_side_by_side_and_no_more_than_asked_for(
    bot: Bot, sandbox: Sandbox, receiver: Receiver, url: str
) -> None:
    receiver.hold = asyncio.Event()
    await bot.set_webhook(url, max_connections=2)
    for number in range(3):
        _say(sandbox, "a", "b", number=number)
    await asyncio.sleep(0.2)
    assert receiver.now == 2
    receiver.hold.set()
    await _empty(sandbox)
    assert receiver.most == 2
    assert len(receiver.came) == 6


async def test_nothing_is_ever_sent_to_another_machine(
    bot: Bot, sandbox: Sandbox, receiver: Receiver, url: str
) -> None:
    await bot.set_webhook("https://coach.example/hook")
    _say(sandbox, "one")
    await asyncio.sleep(0.1)
    info = await bot.get_webhook_info()
    assert (info.pending_update_count, info.last_error_message) == (1, None)
    await bot.set_webhook(url)
    await _empty(sandbox)
    assert receiver.texts() == ["one"]


async def test_a_secret_with_other_characters_is_refused(bot: Bot, url: str) -> None:
    with pytest.raises(BadRequest, match="illegal characters"):
        await bot.set_webhook(url, secret_token="not allowed")


async def test_after_deleting_the_webhook_what_waits_is_polled(
    bot: Bot, sandbox: Sandbox, receiver: Receiver, url: str
) -> None:
    receiver.script = [500] * 50
    await bot.set_webhook(url)
    _say(sandbox, "one")
    await asyncio.sleep(0.1)
    await bot.delete_webhook()
    (update,) = await bot.get_updates()
    assert update.message is not None
    assert update.message.text == "one"
    assert first_runner(sandbox).id == update.message.chat_id
