"""The composition root: the only place that builds things and ties them together."""

import asyncio
import contextlib
import logging
import os
import secrets
import socket
from datetime import timedelta
from typing import Any, Final, Self

import httpx
from httpx_aiohttp import AiohttpTransport
from telegram import Bot, BotCommand, BotCommandScopeChat, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ContextTypes
from telegram.request import HTTPXRequest

from bot.answering.matcher import Matcher
from bot.chat import errors
from bot.chat.coach import Coach
from bot.chat.courier import TelegramCourier
from bot.chat.inbox import Inbox
from bot.chat.polling import poll
from bot.chat.router import route
from bot.chat.screen import Screen
from bot.chat.telegram_out import TelegramOut
from bot.clock import Clock
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load
from bot.content.messages import Messages
from bot.reminders.budget import Budget
from bot.reminders.pace import Pace
from bot.reminders.tick import USUAL_PACE, deliver_due
from bot.storage.store import Store
from bot.storage.unavailable import StoreUnavailable

log = logging.getLogger(__name__)

Tick = ContextTypes.DEFAULT_TYPE

TICK_EVERY: Final = 2.0
"""Seconds between two looks at what is due."""
TIDY_EVERY: Final = 3600.0
KEEP_UPDATES: Final = timedelta(days=8)
"""Longer than the week after which a runner counts as silent: their last update is how we know."""
KEEP_CHECKS: Final = timedelta(hours=48)
"""Longer than one can be gone on with: a ticked red flag is delivered late rather than never."""
KEEP_ANSWERS: Final = timedelta(days=30)
STOP_WITHIN: Final = 8.0
CONNECTIONS: Final = 64
"""For replies; reminders have some of their own on top."""


class App:
    """The coach: one bot, one store, one clock. Start it, and it polls, answers and reminds until stopped."""

    def __init__(
        self, coach: Coach, application: "Application[Any, Any, Any, Any, Any, Any]", pace: Pace
    ) -> None:
        self.coach = coach
        coach.reload = self.reload
        self._application = application
        self._bot: Bot = application.bot
        self._inbox = Inbox(coach.store, coach.clock, self._handle, self._tell_flooder)
        self._pace = pace
        budget = Budget(coach.store, pace, coach.clock)
        self._courier = TelegramCourier(coach, budget, paid=pace.paid)
        self._owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._sending = asyncio.Lock()
        self._polling: asyncio.Task[None] | None = None

    @classmethod
    def build(
        cls,
        *,
        token: str,
        api_url: str,
        knowledge: Knowledge,
        matcher: Matcher,
        store: Store,
        clock: Clock,
        admin_ids: frozenset[int] = frozenset(),
        pace: Pace = USUAL_PACE,
    ) -> Self:
        application = (
            Application.builder()
            .token(token)
            .base_url(f"{api_url}/bot")
            .base_file_url(f"{api_url}/file/bot")
            .request(_request(CONNECTIONS + pace.side_by_side))
            .get_updates_request(_request(1))
            .updater(None)
            .build()
        )
        out = TelegramOut(application.bot)
        coach = Coach(knowledge, matcher, store, clock, out, admin_ids=admin_ids)
        return cls(coach, application, pace)

    @property
    def bot(self) -> Bot:
        return self._bot

    async def start(self) -> None:
        """Connect (waiting for the server as long as it takes), take up what was left, poll and remind."""
        await self._connect()
        self.coach.username = self.bot.username
        await self._application.start()
        await self._introduce()
        left = await self._inbox.resume(self.bot)
        if left:
            log.info("taking up %s updates that were not answered before the stop", left)
        self._polling = asyncio.create_task(poll(self.bot, self._inbox))
        self._repeat(self._tick, TICK_EVERY)
        self._repeat(self._tidy, TIDY_EVERY)

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping` is set. Raises what ends the polling for good (an unknown token)."""
        if self._polling is None:
            raise RuntimeError("start() comes first")
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({stopped, self._polling}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._polling.done():
            self._polling.result()

    async def stop(self) -> None:
        """Finish what is under way, then close. What was not handled stays in the store."""
        if self._polling is not None:
            self._polling.cancel()
            with contextlib.suppress(asyncio.CancelledError, TelegramError):
                await self._polling
        await self._inbox.stop(STOP_WITHIN)
        if self._application.running:
            await self._application.stop()
        await self._application.shutdown()
        await self.coach.store.close()

    async def reload(self) -> list[str]:
        """Check the knowledge folder and use it from the next message on; with findings keep the old."""
        try:
            knowledge = await asyncio.to_thread(load, default_folder())
        except KnowledgeError as error:
            log.error("the knowledge was not reloaded: %s", error)
            return [str(finding) for finding in error.findings]
        self.coach.matcher = await asyncio.to_thread(Matcher, knowledge)
        self.coach.knowledge = knowledge
        log.info("knowledge reloaded: %s entries", len(knowledge.entries))
        return []

    async def deliver(self) -> None:
        """Send everything that is due now."""
        async with self._sending:
            while await deliver_due(
                self.coach.store, self._courier, self.coach.clock, self._owner, pace=self._pace
            ):
                pass

    async def settled(self) -> None:
        """Return when every update taken in is handled."""
        await self._inbox.idle()

    async def _connect(self) -> None:
        wait = 1.0
        while True:
            try:
                await self._application.initialize()
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("the Bot API server does not answer (%s); trying again in %.0f s", error, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)
            else:
                return

    async def _introduce(self) -> None:
        """The command menu and the description; a refusal here must not keep anybody from an answer."""
        messages = self.coach.knowledge.messages
        everyone = _commands(messages, "help.commands.")
        operators = [*everyone, *_commands(messages, "operators.commands.")]
        try:
            await self.bot.set_my_commands(everyone)
            for chat_id in self.coach.admin_ids:
                await self._show_menu(chat_id, operators)
            await self.bot.set_my_description(messages.label("help.about"))
            await self.bot.set_my_short_description(messages.label("help.about_short"))
        except TelegramError as error:
            log.warning("the command menu could not be set: %s", error)

    async def _show_menu(self, chat_id: int, commands: list[BotCommand]) -> None:
        """The operators' own menu; one who never wrote to the coach has no chat yet."""
        try:
            await self.bot.set_my_commands(commands, scope=BotCommandScopeChat(chat_id))
        except BadRequest as error:
            log.info("no menu for operator %s yet: %s", chat_id, error)

    def _repeat(self, job: Any, every: float) -> None:  # noqa: ANN401
        queue = self._application.job_queue
        if queue is None:
            raise RuntimeError("python-telegram-bot[job-queue] is not installed")
        # APScheduler drops a job that is a second late unless told otherwise.
        queue.run_repeating(
            job, every, first=0, job_kwargs={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )

    async def _tick(self, _: Tick) -> None:
        if not self._sending.locked():
            try:
                await self.deliver()
            except StoreUnavailable as error:
                log.warning("reminders wait: %s", error)

    async def _tidy(self, _: Tick) -> None:
        now = self.coach.clock.now()
        async with self.coach.store.begin() as tx:
            await tx.inbox.prune(now - KEEP_UPDATES)
            await tx.answers.prune(now - KEEP_ANSWERS)
            await tx.kept_checks.prune(now - KEEP_CHECKS)

    async def _handle(self, update: Update) -> None:
        """Answer one update. With no way to Telegram or the store the inbox handles it again."""
        try:
            await route(self.coach, update)
        except BadRequest as error:
            await errors.report(self.coach, update, error)
        except (NetworkError, StoreUnavailable):
            raise
        except Exception as error:
            await errors.report(self.coach, update, error)

    async def _tell_flooder(self, chat_id: int) -> None:
        with contextlib.suppress(TelegramError):
            await self.coach.out.send(chat_id, Screen(self.coach.knowledge.messages.text("fallback.flood")))


def _commands(messages: Messages, prefix: str) -> list[BotCommand]:
    """The command menu in the order of the file."""
    return [
        BotCommand(message.key.removeprefix(prefix), messages.label(message.key))
        for message in messages
        if message.key.startswith(prefix)
    ]


def _request(connections: int) -> HTTPXRequest:
    """PTB's own request over aiohttp's transport, which stays fast when many calls run side by side."""
    transport = AiohttpTransport(limits=httpx.Limits(max_connections=connections))
    return HTTPXRequest(
        connection_pool_size=connections, pool_timeout=30, httpx_kwargs={"transport": transport}
    )
