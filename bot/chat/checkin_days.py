"""The check-ins of the last days, by local day."""

from datetime import date, timedelta

from bot.coaching.overload import EPISODE, MEAN_OF
from bot.storage.records import Runner
from bot.storage.tx import Tx

HISTORY = timedelta(days=EPISODE + MEAN_OF)
"""Back to the week before a lighter week; more than the 14 days of the series."""


async def scores_until(tx: Tx, runner: Runner, today: date) -> dict[date, int]:
    recent = await tx.checkins.recent(runner.chat_id, today - HISTORY)
    return {checkin.local_date: checkin.soreness for checkin in recent}
