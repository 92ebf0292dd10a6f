"""Column types that behave alike on SQLite and PostgreSQL."""

from datetime import UTC, datetime

from sqlalchemy import BigInteger, DateTime, Dialect, Integer, String
from sqlalchemy.exc import DontWrapMixin
from sqlalchemy.types import TypeDecorator


class NaiveDatetimeError(DontWrapMixin, ValueError):
    """A datetime without a zone was handed to the store: which instant it means cannot be known."""


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware in, aware UTC out.

    SQLite has no zones, so the text it keeps is always UTC; being of one width it also sorts by time.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.utcoffset() is None:
            raise NaiveDatetimeError(
                f"{value!r} has no time zone; pass an aware datetime, e.g. with tzinfo=UTC"
            )
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Words(TypeDecorator[tuple[str, ...]]):
    """A short tuple of words without commas, kept as `tue,fri`; the empty tuple is the empty string."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: tuple[str, ...] | None, dialect: Dialect) -> str | None:
        return None if value is None else ",".join(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> tuple[str, ...] | None:
        return None if value is None else tuple(value.split(",")) if value else ()


BigId = BigInteger().with_variant(Integer(), "sqlite")
"""64 bits on both: SQLite's INTEGER is, and only that word makes it a row id."""
