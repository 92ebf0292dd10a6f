"""The least of an HTTP/1.1 server: one request after the other on a connection that stays open."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import NamedTuple


class Request(NamedTuple):
    path: str
    body: bytes


Answer = Callable[[Request], Awaitable[bytes]]
"""The body of the reply, JSON."""

_HEAD_END = b"\r\n\r\n"


class Connection(asyncio.Protocol):
    """Hand-written because a whole web framework would be slower than the bots it is to measure."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self._buffer = b""
        self._transport: asyncio.Transport | None = None
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        while (request := self._next()) is not None:
            task = asyncio.get_running_loop().create_task(self._reply(request))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    def connection_lost(self, exc: Exception | None) -> None:
        for task in self._tasks:
            task.cancel()

    def _next(self) -> Request | None:
        end = self._buffer.find(_HEAD_END)
        if end < 0:
            return None
        body_start = end + len(_HEAD_END)
        until = body_start + _content_length(self._buffer[:end])
        if len(self._buffer) < until:
            return None
        path = self._buffer[: self._buffer.index(b"\r\n")].split(b" ")[1].decode()
        request = Request(path, self._buffer[body_start:until])
        self._buffer = self._buffer[until:]
        return request

    async def _reply(self, request: Request) -> None:
        body = await self._answer(request)
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%b"
                % (len(body), body)
            )


def _content_length(head: bytes) -> int:
    """0 when there is none. Bots send their calls whole, never in chunks."""
    lower = head.lower()
    at = lower.find(b"content-length:")
    if at < 0:
        return 0
    return int(lower[at + 15 :].split(b"\r\n", 1)[0])
