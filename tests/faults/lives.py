"""Processes of the coach, one after the other or side by side, on one database and one Telegram."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from .telegram import TOKEN, Telegram

ROOT: Final = Path(__file__).parent.parent.parent


class Nursery:
    """A process that gives birth to the coach: one life at a time."""

    def __init__(self, folder: Path, database: str, telegram: Telegram) -> None:
        self.clock = folder / "clock"
        self.log = folder / "log"
        self.pid: int | None = None
        self._telegram = telegram
        self._env = {
            "BOT_TOKEN": TOKEN,
            "BOT_API_URL": telegram.url,
            "DATABASE_URL": database,
            "LOG_LEVEL": "WARNING",
            **dict.fromkeys(("ADMIN_IDS", "SEND_RATE", "WEBHOOK_URL", "HTTP_HOST", "HTTP_PORT"), ""),
        }
        self._process: Process

    @asynccontextmanager
    async def open(self) -> AsyncIterator["Nursery"]:
        with self.log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.faults.nursery"), cwd=ROOT, stdin=PIPE, stdout=PIPE, stderr=log
            )
        try:
            yield self
        finally:
            if self.pid is not None:
                self.kill()
            assert self._process.stdin is not None
            self._process.stdin.close()
            await self._process.wait()

    def set_clock(self, now: datetime) -> None:
        """What the coach takes for the present, from now on; it goes on from there."""
        beside = self.clock.with_suffix(".new")
        beside.write_text(str((now - datetime.now(UTC)).total_seconds()))
        beside.replace(self.clock)

    async def begin(self, point: str = "", nth: int = 1, *, role: str = "all", send_rate: str = "") -> None:
        """A life that dies at the `nth` pass of the point; without one it goes on until it is ended."""
        env = {**self._env, "SEND_RATE": send_rate}
        life = {"env": env, "point": point, "pass": nth, "clock": str(self.clock), "role": role}
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(life).encode() + b"\n")
        word, number = await self._told()
        assert word == "born"
        self.pid = number

    async def gone(self, within: float) -> int | None:
        """The exit code of the life (negative: the signal); None when it still goes on after `within` s."""
        try:
            async with asyncio.timeout(within):
                _, code = await self._told()
        except TimeoutError:
            return None
        self.pid = None
        return code

    def kill(self, number: int = signal.SIGKILL) -> None:
        if self.pid is not None:
            os.kill(self.pid, number)

    async def _told(self) -> tuple[str, int]:
        assert self._process.stdout is not None
        line = (await self._process.stdout.readline()).decode().split()
        assert line, f"the nursery is gone: {self.log.read_text()[-2000:]}"
        return line[0], int(line[1])
