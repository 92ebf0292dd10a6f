"""The measuring side's view of the Bot API server: give work, wait until it is done, read the times."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

from benchmarks.process import Process

Json = dict[str, Any]
LOOK_EVERY = 0.05
PATIENCE = 120.0


class Report(NamedTuple):
    """Since the last reset: chats without an answer yet, and times in seconds (see `bot_api`)."""

    waiting: int
    queued: float
    last: float
    latencies: list[float]
    sent: int
    first_sent: float
    last_sent: float


class Control:
    """One Bot API server."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self._port = port

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> "Iterator[Control]":
        with Process(["-m", "benchmarks.bot_api"], log=folder / "bot_api.log") as process:
            yield cls(int(process.read()))

    def reset(self, token: str) -> None:
        self._ask(token, "reset", {})

    def queue(self, token: str, updates: list[Json], *, every: float = 0.0) -> None:
        """All at once, or one each `every` seconds."""
        self._ask(token, "queue", {"updates": updates, "every": every})

    def report(self, token: str) -> Report:
        return Report(**self._ask(token, "report", {}))

    def answered(self, token: str, chats: int) -> Report:
        """Wait until each of so many chats has its answer."""
        return self._until(token, lambda report: len(report.latencies) >= chats)

    def sent(self, token: str, count: int) -> Report:
        """Wait until so many messages have arrived."""
        return self._until(token, lambda report: report.sent >= count)

    def _until(self, token: str, done: Any) -> Report:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            report = self.report(token)
            if done(report):
                return report
            time.sleep(LOOK_EVERY)
        raise SystemExit(
            f"{token}: not done after {PATIENCE:.0f} s: {self.report(token)._replace(latencies=[])}"
        )

    def _ask(self, token: str, what: str, body: Json) -> Json:
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        try:
            connection.request("POST", f"/control/{token}/{what}", json.dumps(body))
            answer: Json = json.loads(connection.getresponse().read())
        finally:
            connection.close()
        return answer
