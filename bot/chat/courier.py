"""Due messages: composed from the training state of the moment, sent, and Telegram's answer classified."""

import logging
from datetime import datetime, timedelta
from typing import Final

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError, TimedOut

from bot.chat import checkin
from bot.chat.coach import Coach
from bot.chat.due import reminder_rows
from bot.chat.runners import day_of_checkin, zone_of
from bot.chat.screen import Screen
from bot.chat.session_text import plan_for, session_html, state_reason
from bot.chat.telegram_out import NO_PREVIEW
from bot.coaching.session import SessionKind
from bot.reminders.delivery import Delivery, Failed, Gone, Held, Refused, Sent, Unknown, Wait
from bot.reminders.plan import Kind
from bot.storage.records import Occurrence, Runner

log = logging.getLogger(__name__)

BUSY_WAIT: Final = timedelta(minutes=10)
ABANDONED: Final = timedelta(hours=2)
"""A check that nobody answered for so long holds nothing up any more."""


class TelegramCourier:
    """Sends apart from replies: a flood wait goes back into the row and delays nobody's answer."""

    def __init__(self, coach: Coach, bot: Bot) -> None:
        self._coach = coach
        self._bot = bot

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
        screen = await self._compose(occurrence, runner, now)
        if isinstance(screen, Held | Wait):
            return screen
        try:
            message = await self._bot.send_message(
                runner.chat_id,
                screen.text,
                parse_mode="HTML",
                reply_markup=screen.keyboard(),
                link_preview_options=NO_PREVIEW,
            )
        except TelegramError as error:
            return classify(error, now)
        return Sent(message.message_id)

    async def _compose(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Screen | Held | Wait:
        if occurrence.kind == Kind.CHECKIN:
            return await self._checkin(occurrence, runner, now)
        return await self._strength(occurrence, runner, now)

    async def _checkin(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Screen | Held:
        if not runner.checkin_on:
            return Held("check-in off")
        if runner.state == "urgent":
            return Held("urgent")
        today = day_of_checkin(runner, now)
        async with self._coach.store.read() as tx:
            if await tx.checkins.recent(runner.chat_id, today):
                return Held("answered already")
        return await self._with_apology(occurrence, checkin.question(self._coach.knowledge, today))

    async def _strength(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Screen | Held | Wait:
        if not runner.strength_on:
            return Held("reminders off")
        plan = plan_for(self._coach.knowledge, runner)
        if plan.kind is SessionKind.NOTHING:
            return Held(runner.state)
        if await self._is_busy(runner, now):
            return Wait(now + BUSY_WAIT)
        if await self._done_today(runner, now):
            return Held("done already")
        heading = "put_off_heading" if occurrence.kind == Kind.LATER else "heading"
        if plan.kind is SessionKind.STAND_IN:
            heading = "stand_in_heading"
        knowledge = self._coach.knowledge
        parts = [
            knowledge.messages.text(f"reminders.{heading}"),
            state_reason(knowledge, runner),
            session_html(knowledge, plan),
        ]
        rows = reminder_rows(knowledge, occurrence.id, walk_through=bool(plan.doses))
        screen = Screen("\n\n".join(part for part in parts if part), rows)
        return await self._with_apology(occurrence, screen)

    async def _is_busy(self, runner: Runner, now: datetime) -> bool:
        """A reminder due in the middle of a soreness check waits for its outcome (protocol 8.14)."""
        async with self._coach.store.read() as tx:
            talk = await tx.conversations.get(runner.chat_id)
        return talk is not None and talk.flow == "triage" and now - talk.updated_at < ABANDONED

    async def _done_today(self, runner: Runner, now: datetime) -> bool:
        today = now.astimezone(zone_of(runner)).date()
        async with self._coach.store.read() as tx:
            return bool(await tx.sessions.recent(runner.chat_id, today))

    async def _with_apology(self, occurrence: Occurrence, screen: Screen) -> Screen:
        """One honest line when the one before could not be sent in time."""
        async with self._coach.store.read() as tx:
            earlier = await tx.occurrences.last(
                occurrence.chat_id, occurrence.kind, before=occurrence.local_date
            )
        if earlier is None or earlier.state != "missed":
            return screen
        return Screen(
            f"{self._coach.knowledge.messages.text('reminders.was_away')}\n\n{screen.text}", screen.rows
        )


def classify(error: TelegramError, now: datetime) -> Delivery:
    """Telegram's refusals by class. An unknown 400 or 403 disables nobody."""
    text = str(error)
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Wait(now + (wait if isinstance(wait, timedelta) else timedelta(seconds=wait)))
        case Forbidden() if any(word in text.lower() for word in ("blocked", "deactivated", "kicked")):
            return Gone(text)
        case BadRequest() if "chat not found" in text.lower():
            return Gone(text)
        case ChatMigrated() | BadRequest() | Forbidden():
            return Refused(text)
        case TimedOut():
            return Unknown(text)
        case _:
            return Failed(text)
