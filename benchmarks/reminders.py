"""Reminders sent and recorded a second, beside a loop that only sends."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import timedelta
from statistics import median
from typing import Final

from benchmarks import people
from benchmarks.bench import Bench, in_store, now
from benchmarks.control import Control
from benchmarks.figures import Row, at_least, median_ratio, rate
from benchmarks.people import Due
from benchmarks.process import Process

LOOP: Final = "4:loop"
SIDE_BY_SIDE: Final = 64
JUST: Final = timedelta(minutes=1)
PATIENCE: Final = 300.0


class Senders:
    """Processes that send from one database; each round is due to runners of its own."""

    def __init__(self, control: Control, token: str, database: str, batch: int, rounds: int) -> None:
        self._control = control
        self._token = token
        self._database = database
        self._batch = batch
        self._next = 1
        begun = now()
        in_store(database, lambda store: people.add_runners(store, 1, batch * rounds, begun))

    def rate(self) -> float:
        """A second, between the first message and the last; all must stand recorded soon after."""
        first, self._next = self._next, self._next + self._batch
        due = Due(first, self._next - 1, "checkin" if first % 2 else "strength", now() - JUST)
        self._control.reset(self._token)
        in_store(self._database, lambda store: people.add_due(store, due))
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            report = self._control.report(self._token)
            if report.sent >= self._batch:
                self._until_recorded(due)
                return rate(self._batch, report.last_sent - report.first_sent)
            time.sleep(0.1)
        raise SystemExit(f"{self._token}: {report.sent} of {self._batch} reminders after {PATIENCE:.0f} s")

    def _until_recorded(self, due: Due) -> None:
        """The last batch may still be on its way into the store; what stays there is a fault."""
        for _ in range(50):
            if in_store(self._database, lambda store: people.unsent(store, due.at)) == 0:
                return
            time.sleep(0.1)
        raise SystemExit(f"{self._token}: sent, and not recorded")


def measure(bench: Bench) -> list[Row]:
    rounds, batch = bench.sizes.rounds, bench.sizes.reminders
    with bench.api() as control, ExitStack() as stack:

        def senders(token: str, database: str, processes: int) -> Callable[[], float]:
            made = Senders(control, token, database, batch, rounds + 1)
            for _ in range(processes):
                process = bench.coach(control, token, database, role="sender")
                stack.enter_context(process).read()
            return made.rate

        loop = stack.enter_context(
            Process(["-m", "benchmarks.loop", control.url, LOOP], log=bench.folder / "loop.log")
        )
        loop.read()
        measured = {
            "loop": lambda: _looped(control, loop, batch, 1),
            "side by side": lambda: _looped(control, loop, batch, SIDE_BY_SIDE),
            "SQLite": senders("5:sqlite", bench.sqlite("reminders"), 1),
            "PostgreSQL": senders("6:postgres", bench.postgres(), 1),
            "two": senders("7:two", bench.postgres(), 2),
        }
        rates: dict[str, list[float]] = {name: [] for name in measured}
        for number in range(rounds + 1):
            for name, once in measured.items():
                found = once()
                if number:
                    rates[name].append(found)
    return _rows(rates)


def _looped(control: Control, loop: Process, count: int, side_by_side: int) -> float:
    control.reset(LOOP)
    loop.write(f"1 {count} {side_by_side}")
    report = control.sent(LOOP, count)
    return rate(count, report.last_sent - report.first_sent)


def _rows(rates: dict[str, list[float]]) -> list[Row]:
    def compared(what: str, ours: str, theirs: str, least: float | None) -> Row:
        ratio = median_ratio(rates[ours], rates[theirs])
        detail = f" ({median(rates[ours]):.0f}/s and {median(rates[theirs]):.0f}/s)"
        if least is None:
            return Row(what, f"{ratio:.2f}{detail}")
        return at_least(what, ratio, least, detail)

    return [
        compared("reminders, SQLite / a loop of send_message", "SQLite", "loop", 0.7),
        compared("reminders, PostgreSQL / a loop of send_message", "PostgreSQL", "loop", 0.7),
        compared(f"reminders, SQLite / {SIDE_BY_SIDE} loops side by side", "SQLite", "side by side", None),
        compared("two senders on PostgreSQL / one", "two", "PostgreSQL", 1.5),
    ]
