"""A conversation is the same whether updates are polled or come by webhook."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge
from bot.serving import Address
from bot.web.webhook import Webhook

from ..chat.conftest import MONDAY_NOON, House, SetUp, set_up  # noqa: F401 (a fixture)
from ..chat.phone import Phone

SECRET = "a-Secret_of-the_test"


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _hook(house: House) -> None:
    port = _free_port()
    house.build = {
        "webhook": Webhook(f"http://127.0.0.1:{port}/hook", SECRET),
        "listen": Address("127.0.0.1", port),
    }


@pytest.fixture
async def houses(
    tmp_path: Path, knowledge: Knowledge, matcher: Matcher, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[tuple[House, House]]:
    """One that polls and one with a webhook."""
    monkeypatch.setattr("bot.chat.pace.BURST", 100_000)
    async with AsyncExitStack() as stack:
        built = []
        for name in ("polled", "hooked"):
            folder = tmp_path / name
            folder.mkdir()
            house = House(folder, knowledge, matcher, MONDAY_NOON)
            if name == "hooked":
                _hook(house)
            await house.start()
            stack.push_async_callback(house.stop)
            built.append(house)
        yield built[0], built[1]


def _seen(message: dict[str, Any]) -> tuple[bool, str, list[list[str]]]:
    """What a runner sees of a message: who wrote it, its words, its buttons."""
    keyboard = message.get("reply_markup", {}).get("inline_keyboard", [])
    labels = [[button["text"] for button in row] for row in keyboard]
    return message["from"]["is_bot"], message.get("text", ""), labels


async def _talk(house: House, set_up: SetUp) -> list[tuple[bool, str, list[list[str]]]]:  # noqa: F811
    phone = await house.phone()
    await set_up(phone)
    await phone.send("how often should i train my hamstrings")
    await phone.send("/soreness")
    await phone.tap("None of these")
    await phone.send("/cancel")
    await phone.jump()
    await phone.send("/reminders")
    return [_seen(message) for message in await phone.shown()]


async def test_the_same_conversation_gives_the_same_chat(
    houses: tuple[House, House],
    set_up: SetUp,  # noqa: F811
) -> None:
    polled, hooked = [await _talk(house, set_up) for house in houses]
    assert hooked == polled
    assert len(polled) > 10
    info = await houses[1].app.bot.get_webhook_info()
    assert info.url.endswith("/hook")
    assert info.allowed_updates == ("message", "edited_message", "callback_query", "my_chat_member")


async def test_what_the_store_refuses_comes_again_and_is_answered(
    houses: tuple[House, House], monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked = houses[1]
    store, failures = hooked.app.coach.store, 2
    begin = store.begin

    def refusing() -> Any:
        nonlocal failures
        if failures:
            failures -= 1
            raise OSError("no store")
        return begin()

    phone = await hooked.phone()
    monkeypatch.setattr(store, "begin", refusing)
    (welcome,) = await phone.send("/start")
    assert "hamstring coach" in welcome["text"]
    assert failures == 0


async def _bot_of(house: House) -> str:
    return (await house.app.bot.get_webhook_info()).url


async def test_going_back_to_polling_removes_the_webhook_and_loses_nothing(
    houses: tuple[House, House], caplog: pytest.LogCaptureFixture
) -> None:
    hooked = houses[1]
    await hooked.stop()
    hooked.build = {}
    await hooked.start()
    phone = await hooked.phone()
    await phone.send("/start")
    assert "hamstring coach" in (await phone.last())["text"]
    assert await _bot_of(hooked) == ""
    assert "a webhook was still set and is removed" in caplog.text


async def test_a_webhook_set_by_another_while_polling_is_left_alone_and_told(
    houses: tuple[House, House], caplog: pytest.LogCaptureFixture
) -> None:
    polled = houses[0]
    phone: Phone = await polled.phone()
    await phone.send("/start")
    await polled.app.bot.set_webhook("https://coach.example/hook")
    async with asyncio.timeout(5):
        while "another program has set a webhook" not in caplog.text:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.02)
    assert await _bot_of(polled) == "https://coach.example/hook"
