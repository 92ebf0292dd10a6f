"""Telegram as a process sees it: updates come again until confirmed; what is sent is written down."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final

TOKEN: Final = "4242:abc-DEF_1"
BOT: Final = {"id": 4242, "is_bot": True, "first_name": "Coach", "username": "coach_bot"}


@dataclass(frozen=True)
class Call:
    """What a process asked for and Telegram did."""

    method: str
    asked: dict[str, str]
    message_id: int

    @property
    def chat(self) -> int:
        return int(self.asked.get("chat_id", 0))

    @property
    def markup(self) -> str:
        return self.asked.get("reply_markup", "")


@dataclass(frozen=True)
class Answer:
    """What a server may answer instead of doing it. `cut`: the connection ends in the middle of the body.

    `status` 0: nothing at all. `done`: it does what it was asked for before it answers like that.
    """

    status: int
    body: dict[str, Any] = field(default_factory=dict)
    cut: bool = False
    done: bool = False


Fault = Callable[[str, dict[str, str]], Answer | None]


class Telegram:
    """A Bot API server on a port of this machine."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.fault: Fault = lambda method, asked: None
        self.before_sending: Callable[[], object] = lambda: None
        self.after_sending: Callable[[], object] = lambda: None
        self._updates: list[dict[str, Any]] = []
        self._came = asyncio.Event()
        self._numbers = count(1)
        self._messages = count(1)
        self._open: set[asyncio.StreamWriter] = set()
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Telegram"]:
        server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        try:
            yield self
        finally:
            server.close()
            self._came.set()
            for writer in list(self._open):
                writer.close()
            while self._open:  # noqa: ASYNC110 (nothing tells)
                await asyncio.sleep(0.01)

    def sent(self, chat: int) -> list[Call]:
        return [call for call in self.calls if call.method == "sendMessage" and call.chat == chat]

    async def quiet(self) -> None:
        """Return when what a process that is gone had still put on its way has been taken."""
        known = -1
        while known != len(self.calls):
            known = len(self.calls)
            await asyncio.sleep(0.1)

    def write(self, chat: int, text: str) -> int:
        """A runner writes; returns the number of the update."""
        message = {**self._message(chat), "from": _person(chat), "text": text}
        if text.startswith("/"):
            message["entities"] = [{"type": "bot_command", "offset": 0, "length": len(text)}]
        return self._put({"message": message})

    def tap(self, chat: int, message_id: int, data: str) -> int:
        """A runner taps a button; the number of the update is also the id of the tap."""
        number = next(self._numbers)
        message = {**self._message(chat), "message_id": message_id, "from": BOT, "text": "?"}
        query = {"id": str(number), "from": _person(chat), "message": message, "chat_instance": "1"}
        return self._put({"callback_query": {**query, "data": data}}, number)

    def _put(self, content: dict[str, Any], number: int | None = None) -> int:
        number = number or next(self._numbers)
        self._updates.append({"update_id": number, **content})
        self._came.set()
        return number

    def _message(self, chat: int) -> dict[str, Any]:
        return {
            "message_id": next(self._messages),
            "date": 1900000000,
            "chat": {"id": chat, "type": "private", "first_name": "Runner"},
        }

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = re.search(r"(?i)content-length: *(\d+)", head)
            body = (await reader.readexactly(int(length[1]) if length else 0)).decode()
            asked = {
                name: value if isinstance(value, str) else json.dumps(value)
                for name, value in json.loads(body or "{}").items()
            }
            answer = await self._answer(head.split()[1].rpartition("/")[2], asked)
            if answer.status:
                await _write(writer, answer)
            else:
                await reader.read()  # until the other side gives up
        except (OSError, asyncio.IncompleteReadError):
            pass  # killed in the middle
        finally:
            self._open.discard(writer)
            writer.close()

    async def _answer(self, method: str, asked: dict[str, str]) -> Answer:
        fault = self.fault(method, asked)
        if fault is None:
            return Answer(200, {"ok": True, "result": await self._do(method, asked)})
        result = await self._do(method, asked) if fault.done else True
        return fault if fault.body else Answer(fault.status, {"ok": True, "result": result}, fault.cut)

    async def _do(self, method: str, asked: dict[str, str]) -> Any:
        match method:
            case "getMe":
                return BOT
            case "getUpdates":
                return await self._next_updates(int(asked.get("offset", 0)), float(asked.get("timeout", 0)))
            case "sendMessage" | "editMessageText":
                return self._take(method, asked)
            case "answerCallbackQuery":
                self.calls.append(Call(method, asked, 0))
        return True

    def _take(self, method: str, asked: dict[str, str]) -> dict[str, Any]:
        self.before_sending()
        message = {**self._message(int(asked["chat_id"])), "from": BOT, "text": asked["text"]}
        self.calls.append(Call(method, asked, message["message_id"]))
        self.after_sending()
        return message

    async def _next_updates(self, offset: int, seconds: float) -> list[dict[str, Any]]:
        self._updates = [update for update in self._updates if update["update_id"] >= offset]
        if not self._updates:
            self._came.clear()
            try:
                async with asyncio.timeout(seconds):
                    await self._came.wait()
            except TimeoutError:
                return []
        return sorted(self._updates, key=lambda update: int(update["update_id"]))[:100]


async def _write(writer: asyncio.StreamWriter, answer: Answer) -> None:
    body = json.dumps(answer.body).encode()
    head = f"HTTP/1.1 {answer.status} X\r\nContent-Type: application/json\r\nConnection: close\r\n"
    writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode())
    writer.write(body[: len(body) // 2] if answer.cut else body)
    await writer.drain()


def _person(chat: int) -> dict[str, Any]:
    return {"id": chat, "is_bot": False, "first_name": "Runner", "language_code": "en"}
