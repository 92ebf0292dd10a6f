"""What falls due two hours after the last answer of a check that was left half-way (protocol 8.2)."""

from datetime import datetime, time, timedelta
from typing import Final

from telegram import Update

from bot.chat import half_way, soreness
from bot.chat.coach import Coach
from bot.chat.runners import local_day, zone_of
from bot.chat.screen import Screen
from bot.chat.soreness_left import keep_outcome, outcome_again
from bot.chat.soreness_screens import ping_screen
from bot.chat.turn import Turn
from bot.coaching.calendar import resolve
from bot.coaching.state import SWAP_FROM
from bot.reminders.delivery import Held, Wait
from bot.storage.records import Conversation, KeptCheck, Runner
from bot.storage.tx import Tx

QUIET_FROM: Final = time(21)
QUIET_UNTIL: Final = time(7)


async def compose(coach: Coach, runner: Runner, now: datetime) -> Screen | Held | Wait:
    """A ticked red flag is delivered at any hour. From 6 up the run is swapped for now, which does not wait
    either; the question whether to go on waits for the morning.
    """
    async with coach.store.begin() as tx:
        kept = await tx.kept_checks.get(runner.chat_id)
        if kept is None:
            return Held("finished")
        outcome = await _outcome(tx, coach, kept, now)
        if outcome is not None:
            return outcome
        runner = await half_way.put_down(tx, runner.chat_id, kept.data, now) or runner
    return _question(coach, runner, kept, now)


def _question(coach: Coach, runner: Runner, kept: KeptCheck, now: datetime) -> Screen | Held | Wait:
    if (half_way.told(kept.data).soreness or 0) < SWAP_FROM:
        return Held("nothing to ask")
    if now - kept.answered_at >= half_way.KEPT:
        return Held("too old")
    if runner.paused_until is not None and local_day(runner, now) < runner.paused_until:
        return Held("paused")
    morning = _morning(runner, now)
    return ping_screen(coach.knowledge, runner) if morning is None else Wait(morning)


async def _outcome(tx: Tx, coach: Coach, kept: KeptCheck, now: datetime) -> Screen | None:
    """The outcome of a ticked red flag: concluded once, shown again when its message did not leave."""
    turn = Turn(coach, Update(0), kept.chat_id, now)
    talk = await tx.conversations.get(kept.chat_id)
    if kept.step == soreness.SHOWN:
        return await outcome_again(tx, coach.knowledge, kept)
    screen = await soreness.deliver_flag(tx, turn, _as_talk(kept, talk))
    if screen is not None:
        await keep_outcome(tx, kept.chat_id, kept.begun_at, now)
    return screen


def _as_talk(kept: KeptCheck, talk: Conversation | None) -> Conversation:
    """The kept check as a talk; with the open one's token, so that the outcome stands in it too."""
    token = talk.token if talk is not None and soreness.is_asking(talk) else ""
    return Conversation(
        kept.chat_id, soreness.FLOW, kept.version, token, kept.step, kept.data, None, kept.answered_at
    )


def _morning(runner: Runner, now: datetime) -> datetime | None:
    """When the night is over; None by day."""
    zone = zone_of(runner)
    local = now.astimezone(zone)
    if QUIET_UNTIL <= local.time() < QUIET_FROM:
        return None
    day = local.date() + timedelta(days=1 if local.time() >= QUIET_FROM else 0)
    return resolve(day, QUIET_UNTIL, zone)
