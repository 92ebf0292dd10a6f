"""What was committed, moved from SQLite's write-ahead log into its file, apart from the commits."""

import asyncio
import logging
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Final

log = logging.getLogger(__name__)

EVERY: Final = 5.0
"""Seconds between the end of one and the next, as long as there are commits."""


class Checkpoints:
    """Of one database file.

    SQLite by itself does this in the middle of a commit now and then: all who write or answer wait for it.
    """

    def __init__(self, file: Path, turn: asyncio.Lock) -> None:
        """`turn`: held by whoever writes."""
        self._file = file
        self._turn = turn
        self._task: asyncio.Task[None] | None = None
        self._ended = time.monotonic()

    def committed(self) -> None:
        """Begin one, if it is time."""
        if self._task is None and time.monotonic() - self._ended >= EVERY:
            self._task = asyncio.create_task(self._run())

    async def finish(self) -> None:
        """Return when none is under way."""
        if self._task is not None:
            await asyncio.wait({self._task})

    async def _run(self) -> None:
        try:
            await asyncio.to_thread(_checkpoint, self._file)
            # What was committed meanwhile is little; without it the log would grow for ever.
            async with self._turn:
                await asyncio.to_thread(_checkpoint, self._file)
        except sqlite3.Error as error:
            log.warning("the write-ahead log could not be moved into the database: %s", error)
        finally:
            self._ended = time.monotonic()
            self._task = None


def _checkpoint(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
