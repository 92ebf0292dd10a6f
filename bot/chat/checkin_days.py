"""The check-ins of the last days, by local day."""

from datetime import date, timedelta

from bot.storage.records import Runner
from bot.storage.tx import Tx

HISTORY = timedelta(days=14)


async def scores_until(tx: Tx, runner: Runner, today: date) -> dict[date, int]:
    recent = await tx.checkins.recent(runner.chat_id, today - HISTORY)
    return {checkin.local_date: checkin.soreness for checkin in recent}
