"""Due messages: composed from the training state of the moment, and sent when it is their turn."""

import asyncio
import logging
from datetime import date, datetime, timedelta
from typing import Final

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.chat import checkin, follow_up, half_way_ping, ladder, silence, soreness
from bot.chat.coach import Coach
from bot.chat.due import reminder_rows
from bot.chat.due_facts import DueFacts, DueFactsReader
from bot.chat.ladder_text import did_rows
from bot.chat.refusals import classify
from bot.chat.runners import day_of_checkin, ladder_of, local_day
from bot.chat.screen import Screen
from bot.chat.session_text import plan_for, session_html, state_reason
from bot.chat.telegram_out import wait_of
from bot.coaching.first_days import is_to_rest
from bot.coaching.follow_up import checkins_rest
from bot.coaching.ladder import Step
from bot.coaching.outcome import Outcome
from bot.coaching.session import SessionKind, SessionPlan
from bot.coaching.silence import Silence
from bot.coaching.state import TrainingState
from bot.reminders.budget import Budget
from bot.reminders.delivery import Delivery, Held, NotBegun, Sent, Wait
from bot.reminders.follow_up import answers
from bot.reminders.plan import Kind
from bot.reminders.probe import ASK_AGAIN, Probe
from bot.storage.records import Conversation, Occurrence, Runner

log = logging.getLogger(__name__)

TOKEN_WAIT: Final = timedelta(minutes=1)
BUSY_WAIT: Final = timedelta(minutes=10)
ABANDONED: Final = timedelta(hours=2)
"""A check that nobody answered for so long holds nothing up any more."""


class TelegramCourier:
    """Sends apart from replies: a flood wait goes back into the row and delays nobody's answer."""

    def __init__(self, coach: Coach, budget: Budget | None = None, *, paid: bool = False) -> None:
        """`budget`: when a message may leave; `paid`: as a paid broadcast."""
        self._coach = coach
        self._budget = budget
        self._paid = paid
        self._probe = Probe()
        self._facts = DueFactsReader(coach.store, coach.clock)

    async def deliver(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Delivery:
        try:
            screen = await self._compose(occurrence, runner, now)
            if isinstance(screen, Held | Wait):
                return screen
            if (wait := await self._turn(occurrence)) is not None:
                return wait
        except asyncio.CancelledError as stopped:
            raise NotBegun from stopped
        delivery: Delivery | None = None
        try:
            delivery = await self._send(runner.chat_id, screen)
        finally:
            self._probe.end(delivery, self._coach.clock.now())
        return delivery

    async def _turn(self, occurrence: Occurrence) -> Wait | None:
        """Wait until it may leave, or say for how long it is put off. Never after its lease."""
        put_off = await self._budget.turn(occurrence.chat_id) if self._budget else None
        now = self._coach.clock.now()
        if put_off is not None:
            return Wait(now + put_off)
        if occurrence.lease_until is not None and now >= occurrence.lease_until:
            return Wait(now)
        return None if self._probe.begin(now) else Wait(now + ASK_AGAIN)

    async def _send(self, chat_id: int, screen: Screen) -> Delivery:
        try:
            message_id = await self._coach.out.send_once(chat_id, screen, paid=self._paid)
        except RetryAfter as flood:
            return await self._hold(wait_of(flood))
        except InvalidToken:
            log.error("Telegram does not know the token any more; reminders wait")
            return await self._hold(TOKEN_WAIT)
        except TelegramError as error:
            return classify(error)
        return Sent(message_id)

    async def _hold(self, wait: timedelta) -> Wait:
        """Every sender waits, in the database too: the next message would be refused as well."""
        until = self._coach.clock.now() + wait
        if self._budget is not None:
            await self._budget.hold(wait)
        return Wait(until)

    async def _compose(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Screen | Held | Wait:
        if occurrence.kind == Kind.FOLLOW_UP:
            return await self._follow_up(occurrence, runner, now)
        if occurrence.kind == Kind.HALF_WAY:
            return await half_way_ping.compose(self._coach, runner, now)
        if runner.paused_until is not None and local_day(runner, now) < runner.paused_until:
            return Held("paused")
        facts = await self._facts.of(runner.chat_id)
        if occurrence.kind == Kind.CHECKIN:
            return await self._checkin(occurrence, runner, facts, now)
        return await self._strength(occurrence, runner, facts, now)

    async def _checkin(
        self, occurrence: Occurrence, runner: Runner, facts: DueFacts, now: datetime
    ) -> Screen | Held:
        if not runner.checkin_on:
            return Held("check-in off")
        today = day_of_checkin(runner, now)
        if await self._checkins_rest(runner):
            return Held("urgent")
        if facts.checkin_days(today):
            return Held("answered already")
        quiet = await silence.look(self._coach, occurrence, runner, facts, now)
        if isinstance(quiet, Held):
            return quiet
        if quiet is Silence.AWAY:
            return silence.still_here(self._coach.knowledge.messages)
        question = checkin.question(self._coach.knowledge, today, runner.state)
        if quiet is Silence.PING:
            ping = self._coach.knowledge.messages.text("silence.ping")
            question = Screen(f"{ping}\n\n{question.text}", question.rows)
        return self._with_apology(occurrence, facts, question)

    async def _checkins_rest(self, runner: Runner) -> bool:
        if runner.state != TrainingState.URGENT:
            return False
        async with self._coach.store.read() as tx:
            return checkins_rest(TrainingState.URGENT, await answers(tx, runner))

    async def _follow_up(self, occurrence: Occurrence, runner: Runner, now: datetime) -> Screen | Held | Wait:
        """Neither a pause nor reminders that are off hold safety back; only an open check does, a while."""
        async with self._coach.store.read() as tx:
            talk = await tx.conversations.get(runner.chat_id)
        if _is_busy(talk, now):
            return Wait(now + BUSY_WAIT)
        return await follow_up.compose(self._coach, occurrence, runner, now)

    async def _strength(
        self, occurrence: Occurrence, runner: Runner, facts: DueFacts, now: datetime
    ) -> Screen | Held | Wait:
        if not runner.strength_on:
            return Held("reminders off")
        if runner.silent_since is not None:
            return Held("silent")
        plan = plan_for(self._coach.knowledge, runner)
        if plan.kind is SessionKind.NOTHING:
            return Held(runner.state)
        if _is_busy(facts.talk, now):
            return Wait(now + BUSY_WAIT)
        if _was_checked(occurrence, facts):
            return Held("soreness check")
        if _has_had_it(occurrence, facts, local_day(runner, now)):
            return Held("had it already")
        if resting := await self._rests(runner, facts, now):
            return resting
        knowledge = self._coach.knowledge
        parts = [
            knowledge.messages.text(_heading(occurrence, plan)),
            state_reason(knowledge, runner),
            session_html(knowledge, plan),
        ]
        changed = runner.state != TrainingState.NORMAL
        rows = reminder_rows(knowledge, occurrence.id, walk_through=bool(plan.doses), changed=changed)
        if plan.step is Step.SPEED:
            rows = (*rows, *did_rows(knowledge.messages, plan.step))
        screen = Screen("\n\n".join(part for part in parts if part), rows)
        return self._with_apology(occurrence, facts, screen)

    async def _rests(self, runner: Runner, facts: DueFacts, now: datetime) -> Screen | Held | None:
        """The first days after a sudden start; on the way back, a step back or an answer that is due."""
        sudden = any(is_to_rest(one.answers, one.completed_at, now) for one in facts.triages)
        if runner.state == TrainingState.SWAP and sudden:
            return Held("first days of rest")
        steps, today = ladder_of(runner), day_of_checkin(runner, now)
        if steps is None:
            return None
        if steps.since > today:
            return Held("step back")
        async with self._coach.store.read() as tx:
            waits = await ladder.awaits(tx, runner, today)
        return checkin.awaited(self._coach.knowledge, today, runner.state) if waits else None

    def _with_apology(self, occurrence: Occurrence, facts: DueFacts, screen: Screen) -> Screen:
        """One honest line when the one before could not be sent in time.

        What was held in between was not to be sent; a session put off is one like the others.
        """
        kinds = [Kind.CHECKIN] if occurrence.kind == Kind.CHECKIN else [Kind.STRENGTH, Kind.LATER]
        last = facts.last_ended(kinds, before=occurrence.local_date)
        if last is None or last.state != "missed":
            return screen
        was_away = self._coach.knowledge.messages.text("reminders.was_away")
        return Screen(f"{was_away}\n\n{screen.text}", screen.rows)


def _is_busy(talk: Conversation | None, now: datetime) -> bool:
    """A reminder due in the middle of a soreness check waits for its outcome (protocol 8.14)."""
    return talk is not None and soreness.is_asking(talk) and now - talk.updated_at < ABANDONED


def _was_checked(occurrence: Occurrence, facts: DueFacts) -> bool:
    """The last check, since it fell due, ended with a swap or worse, and said what to do (protocol 8.14)."""
    return any(
        check.completed_at >= occurrence.due_at and Outcome(check.outcome) >= Outcome.X
        for check in facts.triages[:1]
    )


def _has_had_it(occurrence: Occurrence, facts: DueFacts, today: date) -> bool:
    """A session was done today, or today's other reminder came; the regular one goes first."""
    regular = occurrence.kind == Kind.STRENGTH
    twin = facts.twin(Kind.LATER if regular else Kind.STRENGTH, occurrence.local_date)
    done = any(session.local_date >= today for session in facts.sessions)
    came = {"sent"} if regular else {"sent", "leased"}
    put_off_itself = twin is not None and (twin.response or "").startswith("later")
    return done or (twin is not None and twin.state in came and not put_off_itself)


def _heading(occurrence: Occurrence, plan: SessionPlan) -> str:
    if plan.kind is SessionKind.STAND_IN:
        return "reminders.stand_in_heading"
    if plan.kind is SessionKind.RUN:
        return "reminders.run_heading"
    return "reminders.put_off_heading" if occurrence.kind == Kind.LATER else "reminders.heading"
