"""Live events from the server to every open page."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Any

Event = dict[str, Any]
RESYNC: Event = {"type": "resync"}


class Hub:
    """Fans events out. A page too slow to keep up is told to read everything anew."""

    def __init__(self, backlog: int = 2000) -> None:
        self._backlog = backlog
        self._queues: set[asyncio.Queue[Event | None]] = set()
        self._closed = False

    def publish(self, event: Event) -> None:
        for queue in self._queues:
            _put(queue, event)

    def close(self) -> None:
        """End every subscription, the present ones and those to come."""
        self._closed = True
        for queue in self._queues:
            _put(queue, None)

    def reopen(self) -> None:
        self._closed = False

    @asynccontextmanager
    async def subscribe(self) -> AsyncIterator[AsyncIterator[Event]]:
        queue: asyncio.Queue[Event | None] = asyncio.Queue(self._backlog)
        self._queues.add(queue)
        if self._closed:
            queue.put_nowait(None)
        try:
            async with aclosing(_drain(queue)) as events:
                yield events
        finally:
            self._queues.discard(queue)


async def _drain(queue: asyncio.Queue[Event | None]) -> AsyncGenerator[Event]:
    while (event := await queue.get()) is not None:
        yield event


def _put(queue: asyncio.Queue[Event | None], event: Event | None) -> None:
    if not queue.full():
        queue.put_nowait(event)
        return
    while not queue.empty():
        queue.get_nowait()
    queue.put_nowait(RESYNC)
    if event is None:
        queue.put_nowait(None)
