"""Over real HTTP: what goes out, and what is made of the ways in which a server can fail."""

import asyncio
import json
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import pytest
from telegram.error import NetworkError, TimedOut

from bot.chat.raw_update import raw_of
from bot.chat.telegram_bot import TelegramBot
from bot.chat.telegram_request import TelegramRequest, UpdatesRequest

MESSAGE = {
    "message_id": 9,
    "date": 1,
    "chat": {"id": 7, "type": "private"},
    "text": "x",
    "reply_markup": {"inline_keyboard": [[{"text": "a", "callback_data": "b"}]]},
}


class Server:
    """Takes one call after another; answers each with a message, or not at all."""

    def __init__(self, result: object = MESSAGE, *, silent: bool = False) -> None:
        self.result = result
        self.silent = silent
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self.port = 0
        self.open = 0

    @asynccontextmanager
    async def running(self) -> AsyncIterator[TelegramBot]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with _bot(self.port) as bot:
            yield bot
        server.close()
        while self.open:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.01)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        length = re.search(r"(?i)content-length: *(\d+)", head)
        self.heads.append(head)
        self.bodies.append(await reader.readexactly(int(length[1]) if length else 0))
        if self.silent:
            await reader.read()
        else:
            body = json.dumps({"ok": True, "result": self.result})
            writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n{body}".encode())
            await writer.drain()
        writer.close()
        await writer.wait_closed()
        self.open -= 1


@asynccontextmanager
async def _bot(port: int) -> AsyncIterator[TelegramBot]:
    request, updates = TelegramRequest(2, answer_within=0.3), UpdatesRequest(1, answer_within=0.3)
    await request.initialize()
    await updates.initialize()
    try:
        yield TelegramBot(
            "1:a",
            base_url=f"http://127.0.0.1:{port}/bot",
            request=request,
            get_updates_request=updates,
        )
    finally:
        await request.shutdown()
        await updates.shutdown()


async def test_a_call_goes_out_as_json_without_what_is_none_and_comes_back_as_it_is() -> None:
    server = Server()
    async with server.running() as bot:
        message = await bot.call("sendMessage", chat_id=7, text="Grüße & <b>x</b>", reply_parameters=None)
    assert server.heads[0].startswith("POST /bot1:a/sendMessage ")
    assert "application/json" in server.heads[0]
    assert json.loads(server.bodies[0]) == {"chat_id": 7, "text": "Grüße & <b>x</b>"}
    assert message == MESSAGE


async def test_the_librarys_own_methods_go_the_same_way() -> None:
    server = Server()
    async with server.running() as bot:
        message = await bot.send_message(7, "x", parse_mode="HTML")
    assert "application/json" in server.heads[0]
    assert json.loads(server.bodies[0]) == {"chat_id": 7, "text": "x", "parse_mode": "HTML"}
    assert (message.message_id, message.chat.id) == (9, 7)


async def test_updates_come_with_their_own_json() -> None:
    came = {"update_id": 4, "message": {**MESSAGE, "field_of_next_year": 1}}
    async with Server([came]).running() as bot:
        (update,) = await bot.get_updates()
    assert json.loads(raw_of(update)) == came


async def test_a_file_goes_out_as_a_form_with_its_name() -> None:
    server = Server()
    async with server.running() as bot:
        await bot.send_document(7, b'{"rows": 1}', filename="coach.json", caption="yours")
    assert "multipart/form-data" in server.heads[0]
    body = server.bodies[0].decode()
    assert 'filename="coach.json"' in body
    assert '{"rows": 1}' in body
    assert "yours" in body


async def test_a_server_that_says_nothing_has_timed_out() -> None:
    server = Server(silent=True)
    async with server.running() as bot:
        with pytest.raises(TimedOut):
            await bot.call("sendMessage", chat_id=7, text="x")


async def test_a_server_that_is_not_there_is_a_network_error_that_names_its_cause() -> None:
    async with _bot(1) as bot:
        with pytest.raises(NetworkError) as error:
            await bot.call("sendMessage", chat_id=7, text="x")
    assert isinstance(error.value.__cause__, aiohttp.ClientConnectorError)


async def test_before_it_is_initialized_and_after_it_is_shut_down_nothing_is_sent() -> None:
    request = TelegramRequest(1)
    with pytest.raises(RuntimeError, match="initialized"):
        await request.do_request("http://127.0.0.1:1", "POST")
    await request.initialize()
    await request.shutdown()
    with pytest.raises(RuntimeError, match="initialized"):
        await request.do_request("http://127.0.0.1:1", "POST")
