"""When a message comes too late to be sent at all."""

from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.coaching import follow_up
from bot.coaching.quiet import comes_too_late_at_night
from bot.reminders.plan import SAFETY, Kind
from bot.storage.records import Occurrence, Runner

LATEST: Final = {
    Kind.STRENGTH: timedelta(hours=3),
    Kind.LATER: timedelta(hours=3),
    Kind.CHECKIN: timedelta(hours=6),
    Kind.FOLLOW_UP: follow_up.LATEST,
    # A red flag that was ticked and left is delivered late rather than never; the rest its courier weighs.
    Kind.HALF_WAY: timedelta(hours=48),
}
"""A message later than this is not sent at an odd hour; the next one says so in a line."""


def too_late(occurrence: Occurrence, runner: Runner, now: datetime) -> str | None:
    """Why it is not sent any more. What was told to wait, by a soreness check or by Telegram, is late only
    from then on; but at night nothing is sent for having waited.
    """
    kind = Kind(occurrence.kind)
    ready = max(occurrence.due_at, occurrence.not_before or occurrence.due_at)
    if now - ready > LATEST[kind]:
        return "too late"
    zone = ZoneInfo(runner.zone or "UTC")
    if kind not in SAFETY and comes_too_late_at_night(occurrence.due_at, now, zone):
        return "quiet hours"
    return None
