"""What a process does again and again."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler  # type: ignore[import-untyped]
from apscheduler.triggers.interval import IntervalTrigger  # type: ignore[import-untyped]

log = logging.getLogger(__name__)

Job = Callable[[], Awaitable[None]]

LOOK_EVERY: Final = 5.0
"""Seconds between two looks whether the clock was put back."""


class Ticks:
    """Runs jobs at even distances, the first time at once, none of them twice side by side."""

    def __init__(self) -> None:
        # APScheduler drops a job that is a second late unless told otherwise.
        defaults = {"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        self._scheduler = AsyncIOScheduler(timezone=UTC, job_defaults=defaults)
        self._running: set[asyncio.Task[None]] = set()
        self._look: asyncio.TimerHandle | None = None

    def every(self, seconds: float, job: Job) -> None:
        """Begin. A turn that comes while the one before still runs is left out."""
        if not self._scheduler.running:
            self._scheduler.start()
            self._mend()
        every = IntervalTrigger(seconds=seconds, timezone=UTC)
        self._scheduler.add_job(self._once, every, args=[job], next_run_time=datetime.now(UTC))

    async def stop(self) -> None:
        """Return when what runs at the moment has ended; nothing starts any more."""
        if self._scheduler.running:
            self._scheduler.pause()
            # One that is due was handed to the loop and may not have begun.
            await asyncio.sleep(0)
            await asyncio.gather(*self._running, return_exceptions=True)
            self._scheduler.shutdown(wait=False)
        if self._look is not None:
            self._look.cancel()

    async def _once(self, job: Job) -> None:
        task = asyncio.ensure_future(_told(job))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        await task

    def _mend(self) -> None:
        """APScheduler goes by the wall clock: when that is put back an hour, it would sleep for the hour."""
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            wait: timedelta = job.next_run_time - now
            if wait > job.trigger.interval:
                job.modify(next_run_time=now)
        self._look = asyncio.get_running_loop().call_later(LOOK_EVERY, self._mend)


async def _told(job: Job) -> None:
    try:
        await job()
    except Exception:
        log.exception("what is done again and again failed; it is tried again at its next turn")
