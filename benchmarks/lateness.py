"""How late reminders get when a crowd is due at one local hour: simulated, for a day takes a day otherwise.

Simulated are the clock, Telegram (each message arrives at once) and the store. Real are the rules: the order
in which rows are claimed, how many at once, the spread of a full hour, the budget's distance between two
messages, and the lateness after which a message is recorded as missed. The senders are taken to be fast
enough for the budget; what one process reaches is measured elsewhere.
"""

import random
from collections import deque
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Final, NamedTuple

from benchmarks.figures import percentile
from bot.reminders.late import LATEST
from bot.reminders.pace import SPREAD, Pace, offset
from bot.reminders.plan import SAFETY, Kind

RATES: Final = (25, 1000)
ZONES: Final = (0.0, 3600.0, 7200.0)
"""Three neighbouring zones: the crowd of one is not yet sent when that of the next is due."""
FOLLOW_UPS: Final = 0.01
"""Of the runners; theirs fall due at any moment of the hours in which the crowd is sent."""
WINDOW: Final = 4 * 3600.0


class Message(NamedTuple):
    """One due row, in seconds of the simulated day."""

    ready: float
    kind: Kind


class Lateness(NamedTuple):
    """Seconds from ready to sent, of the usual messages and of the safety ones; and how many were missed."""

    usual: list[float]
    safety: list[float]
    missed: int


def crowd(count: int, seed: int = 1) -> list[Message]:
    """Check-ins of one local hour in three zones, and the follow-ups of checks among them."""
    dice = random.Random(seed)
    checkins = [
        Message(ZONES[chat % len(ZONES)] + offset(chat, SPREAD).total_seconds(), Kind.CHECKIN)
        for chat in range(count)
    ]
    follow_ups = [Message(dice.uniform(0, WINDOW), Kind.FOLLOW_UP) for _ in range(int(count * FOLLOW_UPS))]
    return checkins + follow_ups


def in_turn(messages: Iterable[Message]) -> tuple[deque[Message], deque[Message]]:
    """The safety ones and the usual ones, those that are ready longest first."""
    first: list[Message] = []
    usual: list[Message] = []
    for message in sorted(messages):
        (first if message.kind in SAFETY else usual).append(message)
    return deque(first), deque(usual)


def simulate(messages: Sequence[Message], rate: int) -> Lateness:
    """Batch after batch at `rate` messages a second."""
    queues = in_turn(messages)
    batch, step = Pace(rate).batch, 1 / rate
    found, now = Lateness([], [], 0), 0.0
    missed = 0
    while any(queues):
        now = max(now, min(queue[0].ready for queue in queues if queue))
        for message in _claim(queues, now, batch):
            late = now - message.ready
            if timedelta(seconds=late) > LATEST[message.kind]:
                missed += 1
                continue
            (found.safety if message.kind in SAFETY else found.usual).append(late)
            now += step
    return found._replace(missed=missed)


def _claim(queues: Iterable[deque[Message]], now: float, limit: int) -> list[Message]:
    claimed: list[Message] = []
    for queue in queues:
        while queue and queue[0].ready <= now and len(claimed) < limit:
            claimed.append(queue.popleft())
    return claimed


def table(crowds: Sequence[int]) -> list[tuple[int, int, Lateness]]:
    """By crowd and rate."""
    return [(count, rate, simulate(crowd(count), rate)) for count in crowds for rate in RATES]


def minutes(seconds: float) -> str:
    return f"{seconds:.1f} s" if seconds < 120 else f"{seconds / 60:.0f} min"


def line(count: int, rate: int, late: Lateness) -> str:
    cells = [
        f"{count:,}",
        f"{rate}/s",
        minutes(percentile(late.usual, 0.5)),
        minutes(percentile(late.usual, 0.99)),
        minutes(max(late.usual)),
        f"{late.missed:,}",
        f"{max(late.safety):.1f} s",
    ]
    return f"| {' | '.join(cells)} |"


HEAD = (
    "| runners | budget | median | p99 | latest | missed | latest safety follow-up |\n"
    "|---|---|---|---|---|---|---|"
)
