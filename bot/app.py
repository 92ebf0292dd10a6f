"""The composition root: the only place that builds things and ties them together."""

import asyncio
import contextlib
import gc
import logging
import os
import secrets
import socket
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final, Self

from telegram import Bot, Update
from telegram.error import BadRequest, InvalidToken, NetworkError, TelegramError

from bot.answering.matcher import Matcher
from bot.chat import errors
from bot.chat.coach import Coach
from bot.chat.courier import TelegramCourier
from bot.chat.inbox import TEND_EVERY, Inbox
from bot.chat.menu import introduce
from bot.chat.polling import ALLOWED, poll
from bot.chat.router import route
from bot.chat.screen import Screen
from bot.chat.telegram_bot import TelegramBot
from bot.chat.telegram_out import TelegramOut
from bot.chat.telegram_request import TelegramRequest, UpdatesRequest
from bot.clock import Clock
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load
from bot.reminders.budget import Budget
from bot.reminders.pace import Pace
from bot.reminders.sender import Sender
from bot.reminders.tick import USUAL_PACE
from bot.role import Role
from bot.serving import Address
from bot.storage.store import Store
from bot.storage.unavailable import StoreUnavailable
from bot.ticks import Ticks

if TYPE_CHECKING:
    from bot.web.door import Door
    from bot.web.webhook import Webhook

log = logging.getLogger(__name__)

TICK_EVERY: Final = 2.0
"""Seconds between two looks at what is due."""
TIDY_EVERY: Final = 3600.0
KEEP_UPDATES: Final = timedelta(days=8)
"""Longer than the week after which a runner counts as silent: their last update is how we know."""
KEEP_CHECKS: Final = timedelta(hours=48)
"""Longer than one can be gone on with: a ticked red flag is delivered late rather than never."""
KEEP_ANSWERS: Final = timedelta(days=30)
STOP_WITHIN: Final = 7.0
"""Seconds for what is under way; with closing all the rest the stop takes less than 10."""
WEBHOOK_CONNECTIONS: Final = 40
"""Updates that Telegram hands over at the same time."""
CONNECTIONS: Final = 64
"""For replies; reminders have some of their own on top."""


class WebhookRefused(Exception):  # noqa: N818 (says what is the matter)
    """The Bot API server does not accept the address of the webhook: its own words."""


class App:
    """The coach: one bot, one store, one clock. Start it, and it answers and reminds until stopped."""

    def __init__(
        self,
        coach: Coach,
        bot: TelegramBot,
        role: Role,
        webhook: "Webhook | None",
        listen: Address | None,
        pace: Pace,
    ) -> None:
        self.coach = coach
        coach.reload = self.reload
        self._bot = bot
        self._ticks = Ticks()
        self._role = role
        self._webhook = webhook if role.answers else None
        owner = f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(3)}"
        self._inbox = Inbox(coach.store, coach.clock, self._bot, self._handle, self._tell_flooder, owner)
        courier = TelegramCourier(coach, Budget(coach.store, pace, coach.clock), paid=pace.paid)
        self._sender = Sender(coach.store, courier, coach.clock, owner, pace)
        self._door = self._open_door(listen) if listen else None
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
        role: Role = Role.ALL,
        webhook: "Webhook | None" = None,
        listen: Address | None = None,
        pace: Pace = USUAL_PACE,
    ) -> Self:
        bot = TelegramBot(
            token,
            base_url=f"{api_url}/bot",
            base_file_url=f"{api_url}/file/bot",
            request=TelegramRequest(CONNECTIONS + pace.side_by_side),
            get_updates_request=UpdatesRequest(1),
        )
        coach = Coach(knowledge, matcher, store, clock, TelegramOut(bot), admin_ids=admin_ids)
        return cls(coach, bot, role, webhook, listen, pace)

    @property
    def bot(self) -> Bot:
        return self._bot

    async def start(self) -> None:
        """Connect (waiting for the server as long as it takes), take up what was left, answer and remind.

        Raises PortTaken, CannotListen, InvalidToken and WebhookRefused.
        """
        if self._door is not None:
            await self._door.open()
        await self._until_reached(self._bot.initialize)
        self.coach.username = self.bot.username
        if self._door is not None:
            self._door.admit()
        if self._role.answers:
            await self._take_in()
        if self._role.sends:
            self._ticks.every(TICK_EVERY, self._tick)
            self._ticks.every(TIDY_EVERY, self._tidy)
        if self._role.answers:
            # Last: these calls are for the look of the chat, and somebody may be waiting for an answer.
            await introduce(self.bot, self.coach)

    async def run(self, stopping: asyncio.Event) -> None:
        """Until `stopping` is set. Raises what ends the polling for good (an unknown token)."""
        stopped = asyncio.create_task(stopping.wait())
        await asyncio.wait({stopped, self._polling or stopped}, return_when=asyncio.FIRST_COMPLETED)
        stopped.cancel()
        if self._polling is not None and self._polling.done():
            self._polling.result()

    async def stop(self) -> None:
        """Take nothing in, finish what is under way, close. What was not done stays in the store, free."""
        if self._door is not None:
            await self._door.close()
        if self._polling is not None:
            self._polling.cancel()
            with contextlib.suppress(asyncio.CancelledError, TelegramError):
                await self._polling
        await asyncio.gather(self._sender.stop(STOP_WITHIN), self._inbox.stop(STOP_WITHIN))
        await self._ticks.stop()
        await self._bot.shutdown()
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
        _forget_the_old()
        log.info("knowledge reloaded: %s entries", len(knowledge.entries))
        return []

    async def deliver(self) -> None:
        """Send everything that is due now."""
        await self._sender.deliver()

    async def settled(self) -> None:
        """Return when every update taken in is handled."""
        await self._inbox.idle()

    def _open_door(self, listen: Address) -> "Door":
        # Imported here: a coach that listens nowhere does without what answers HTTP.
        from bot.web.door import Door  # noqa: PLC0415
        from bot.web.health import Health  # noqa: PLC0415

        parts: dict[str, Callable[[], bool]] = {}
        if self._role.answers:
            parts["inbox"] = lambda: not self._inbox.stuck
        if self._role.sends:
            parts["sender"] = lambda: not self._sender.stuck
        return Door(
            listen, Health(self.coach.store, parts), self._webhook, self._bot, self._inbox.receive_one
        )

    async def _take_in(self) -> None:
        """First what an earlier process had accepted and not answered, then what comes."""
        left = await (self._inbox.take_up() if self._webhook else self._inbox.take_over())
        if left:
            log.info("taking up %s updates that were not answered before the stop", left)
        if self._webhook is None:
            self._polling = asyncio.create_task(poll(self.bot, self._inbox))
        else:
            await self._until_reached(self._set_webhook)
        self._ticks.every(TEND_EVERY, self._tend)

    async def _set_webhook(self) -> None:
        if self._webhook is None:
            return
        try:
            await self.bot.set_webhook(
                self._webhook.url,
                secret_token=self._webhook.secret,
                allowed_updates=ALLOWED,
                max_connections=WEBHOOK_CONNECTIONS,
            )
        except BadRequest as error:
            raise WebhookRefused(str(error)) from error

    async def _until_reached(self, call: Callable[[], Awaitable[None]]) -> None:
        wait = 1.0
        while True:
            try:
                return await call()
            except InvalidToken:
                raise
            except TelegramError as error:
                log.warning("the Bot API server does not answer (%s); trying again in %.0f s", error, wait)
                await asyncio.sleep(wait)
                wait = min(wait * 2, 30.0)

    async def _tick(self) -> None:
        if not self._sender.busy:
            try:
                await self.deliver()
            except StoreUnavailable as error:
                log.warning("reminders wait: %s", error)

    async def _tend(self) -> None:
        try:
            await self._inbox.tend()
        except StoreUnavailable as error:
            log.warning("what others left waits: %s", error)
        except Exception:
            log.exception("what others left could not be looked for; trying again")

    async def _tidy(self) -> None:
        await tidy(self.coach.store, self.coach.clock.now())

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


def _forget_the_old() -> None:
    """What was replaced goes; what stays is left out of each later look for rubbish, as after the start."""
    gc.unfreeze()
    gc.collect()
    gc.freeze()


async def tidy(store: Store, now: datetime) -> None:
    """Forget what is kept no longer; at the start of a process and every hour."""
    async with store.begin() as tx:
        await tx.inbox.prune(now - KEEP_UPDATES)
        await tx.answers.prune(now - KEEP_ANSWERS)
        await tx.kept_checks.prune(now - KEEP_CHECKS)
