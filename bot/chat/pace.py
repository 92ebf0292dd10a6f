"""One runner who floods is slowed; the others never notice."""

import time
from dataclasses import dataclass
from typing import Final

BURST: Final = 40
"""Messages and taps answered at once, after a quiet spell: nobody who uses the coach gets there."""
PER_SECOND: Final = 2.0
"""The steady rate after that; Telegram allows about one message a second in one chat, and short bursts."""
FORGET: Final = 1000


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float
    told: bool = False


class Pace:
    """A token bucket for each chat, in memory: losing it at a restart costs nobody anything."""

    def __init__(self) -> None:
        self._buckets: dict[int, _Bucket] = {}

    def take(self, chat_id: int) -> tuple[float, bool]:
        """How many seconds to wait now, and whether this is the first wait of a flood."""
        now = time.monotonic()
        bucket = self._buckets.get(chat_id)
        if bucket is None:
            self._forget(now)
            bucket = self._buckets[chat_id] = _Bucket(BURST, now)
        bucket.tokens = min(BURST, bucket.tokens + (now - bucket.at) * PER_SECOND)
        bucket.at = now
        bucket.tokens -= 1
        if bucket.tokens >= 0:
            bucket.told = bucket.told and bucket.tokens < BURST / 2
            return 0.0, False
        first, bucket.told = not bucket.told, True
        return -bucket.tokens / PER_SECOND, first

    def _forget(self, now: float) -> None:
        """A bucket that has filled up again tells nothing."""
        if len(self._buckets) < FORGET:
            return
        full = BURST / PER_SECOND
        self._buckets = {chat: bucket for chat, bucket in self._buckets.items() if now - bucket.at < full}
