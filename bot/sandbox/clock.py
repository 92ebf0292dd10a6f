"""The clock that the practice page can move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class PracticeControls(Protocol):
    """What the page needs from the program that it drives."""

    def now(self) -> datetime:
        """The practice time, aware."""
        ...

    async def next_due(self) -> datetime | None:
        """When the next message is due; None when nothing is planned."""
        ...

    async def jump(self, to: datetime) -> None:
        """Move the clock forward and let due messages be sent."""
        ...


class KeepsOffset(Protocol):
    @property
    def clock_offset(self) -> timedelta: ...

    def set_clock_offset(self, offset: timedelta) -> None: ...


class OffsetClock:
    """Controls for a server without a coach behind it: the clock moves, and nothing is ever due."""

    def __init__(self, kept: KeepsOffset, wall: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._kept = kept
        self._wall = wall

    def now(self) -> datetime:
        return self._wall() + self._kept.clock_offset

    async def next_due(self) -> datetime | None:
        return None

    async def jump(self, to: datetime) -> None:
        self._kept.set_clock_offset(max(to - self._wall(), self._kept.clock_offset))
