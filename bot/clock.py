"""The one clock. Practice mode and tests move it; everything else is told what time it is."""

from datetime import UTC, datetime, timedelta


class Clock:
    """The system's time plus an offset that only ever grows."""

    def __init__(self, offset: timedelta = timedelta(0)) -> None:
        self._offset = offset

    @property
    def offset(self) -> timedelta:
        return self._offset

    def now(self) -> datetime:
        """The aware present, UTC."""
        return datetime.now(UTC) + self._offset

    def jump(self, to: datetime) -> None:
        """Move forward to `to`; a moment that has passed changes nothing."""
        self._offset += max(to - self.now(), timedelta(0))
