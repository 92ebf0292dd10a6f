"""What a process does again and again."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]


class Ticks:
    """Runs jobs at even distances, the first time at once, none of them twice side by side."""

    def __init__(self) -> None:
        self._stopping = asyncio.Event()
        self._loops: set[asyncio.Task[None]] = set()

    def every(self, seconds: float, job: Job) -> None:
        """Begin. A job that takes longer than `seconds` starts again as soon as it has ended."""
        self._loops.add(asyncio.create_task(self._repeat(seconds, job)))

    async def stop(self) -> None:
        """Return when what runs at the moment has ended; nothing starts any more."""
        self._stopping.set()
        await asyncio.gather(*self._loops, return_exceptions=True)

    async def _repeat(self, seconds: float, job: Job) -> None:
        loop = asyncio.get_running_loop()
        due = loop.time()
        while not self._stopping.is_set():
            await _once(job)
            due = max(due + seconds, loop.time())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout_at(due):
                    await self._stopping.wait()


async def _once(job: Job) -> None:
    try:
        await job()
    except Exception:
        log.exception("what is done again and again failed; it is tried again at its next turn")
