"""Days, times and dates in the runner's words and zone."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from bot.content.messages import Messages

TIME = re.compile(r"(\d{1,2})(?:[:.h ]?(\d{2}))?\s*(am|pm|a\.m\.|p\.m\.)?(?:\s*o'?clock)?", re.IGNORECASE)


def days(messages: Messages, names: Iterable[str]) -> str:
    """Weekdays joined for reading: "Tuesday and Friday"."""
    full = [messages.label(f"common.day.{name}") for name in names]
    if len(full) < 2:
        return "".join(full)
    return messages.label("common.and", first=", ".join(full[:-1]), last=full[-1])


def clock_time(at: time) -> str:
    return f"{at:%H:%M}"


def moment(messages: Messages, instant: datetime, zone: str) -> str:
    """An instant as weekday, date and time in the runner's zone."""
    local = instant.astimezone(ZoneInfo(zone))
    return messages.label(
        "common.moment",
        day=messages.label(f"common.short_day.{local:%a}".lower()),
        date=day_and_month(messages, local.date()),
        time=clock_time(local.time()),
    )


def day_and_month(messages: Messages, day: date) -> str:
    return messages.label("common.date", day=day.day, month=messages.choices("common.months")[day.month - 1])


def read_time(text: str) -> time | None:
    """A time of day as people type it ("7", "7:30", "0730", "6.15pm"); None when it is not one."""
    found = TIME.fullmatch(text.strip().lower().removeprefix("at ").strip())
    if found is None:
        return None
    hour, minute = int(found[1]), int(found[2] or 0)
    half = (found[3] or "").replace(".", "")
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None
