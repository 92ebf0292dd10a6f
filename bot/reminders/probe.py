"""When Telegram falls silent: one message now and then asks if it is back, the others wait in their rows.

A nudge whose fate is not known is not sent again, so a whole batch sent into the silence would be lost.
"""

from datetime import datetime, timedelta
from typing import Final

from bot.reminders.delivery import Delivery, Unknown

ASK_AGAIN: Final = timedelta(seconds=10)
"""Between two messages that ask, and how long the others wait."""


class Probe:
    """One sender's view: in doubt from the first message without an answer until the next with one."""

    def __init__(self) -> None:
        self._in_doubt = False
        self._asked_at: datetime | None = None

    def begin(self, now: datetime) -> bool:
        """Whether a message may leave now; in doubt, the one that may is the one that asks."""
        if not self._in_doubt:
            return True
        # A clock that was put back holds nobody up.
        if self._asked_at is not None and timedelta(0) <= now - self._asked_at < ASK_AGAIN:
            return False
        self._asked_at = now
        return True

    def end(self, delivery: Delivery | None, now: datetime) -> None:
        """What came of one that had left; None when it was cut off. A refusal is a sign of life, too."""
        self._in_doubt = delivery is None or isinstance(delivery, Unknown)
        self._asked_at = now if self._in_doubt else None
