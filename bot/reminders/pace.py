"""How fast reminders may leave."""

import math
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from zlib import crc32

FREE_RATE: Final = 30
"""Messages a second that Telegram lets a bot send for nothing; more is a paid broadcast."""
SPREAD: Final = timedelta(seconds=50)
"""Over so long the reminders of one moment are spread. They still carry the promised minute."""
ANSWERED_WITHIN: Final = 0.3
"""Seconds in which Telegram usually answers and that is recorded. While it takes longer fewer are sent."""
MOST: Final = 100
MOST_BESIDE_REPLIES: Final = 32
"""On their way at once. A reply waits behind them: docs/performance.md has its p99 with 100 and with 32."""


@dataclass(frozen=True, slots=True)
class Pace:
    """`rate`: messages a second, of all senders together; `spread`: over how long one full hour is spread.

    `beside_replies`: the process answers as well, and a reply waits behind whatever is on its way.
    """

    rate: int = 25
    spread: timedelta = timedelta(0)
    beside_replies: bool = False

    @property
    def paid(self) -> bool:
        """Whether Telegram is asked for a paid broadcast (0.1 Stars a message)."""
        return self.rate > FREE_RATE

    @property
    def in_hand(self) -> int:
        """Messages claimed and not ended: two seconds' worth; so one of higher priority waits no longer."""
        return 2 * self.rate

    @property
    def batch(self) -> int:
        """Messages claimed at once."""
        return min(self.in_hand, 100)

    @property
    def side_by_side(self) -> int:
        """Messages that wait for their turn or for Telegram at once.

        No more than the rate takes: what is on its way when the process dies or Telegram falls silent may be
        sent twice or not at all.
        """
        most = MOST_BESIDE_REPLIES if self.beside_replies else MOST
        return min(math.ceil(self.rate * ANSWERED_WITHIN), most)

    @property
    def at_once(self) -> int:
        """Messages that are begun together: what the store reads and writes for them, it does once."""
        return max(1, self.side_by_side // 4)


def offset(chat_id: int, spread: timedelta) -> timedelta:
    """The chat's own place within the spread: always the same one."""
    return spread * (crc32(str(chat_id).encode()) / 2**32)
