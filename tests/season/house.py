"""The coach in a season: on the recorder, in this process, with every part real but Telegram."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Protocol, cast

from telegram import Update, User

from bot.answering.matcher import Matcher
from bot.app import tidy
from bot.chat.coach import Coach
from bot.chat.courier import TelegramCourier
from bot.chat.router import route
from bot.chat.telegram_bot import TelegramBot
from bot.chat.telegram_out import TelegramOut
from bot.clock import Clock
from bot.content.knowledge import Knowledge
from bot.reminders.pace import Pace
from bot.reminders.tick import deliver_due
from bot.storage.store import Store

from . import audit
from .log import Act, Entry, Kill, Said
from .recorder import BOT, Killed, Recorder

ONE_BY_ONE = Pace(rate=1)
"""A kill falls on one message; its courier has no budget, so that it never waits."""
UNKNOWN = datetime.min.replace(tzinfo=UTC)


class SeasonClock(Clock):
    """The coach's clock over a wall clock that stands: a season runs the same way each time."""

    def __init__(self, start: datetime) -> None:
        super().__init__()
        self.start = start

    def now(self) -> datetime:
        return self.start + self.offset


@dataclass(frozen=True)
class Shown:
    """One message as a runner sees it now. `buttons`: label and callback data, row by row."""

    message_id: int
    text: str
    buttons: tuple[tuple[str, str], ...]


class House(Protocol):
    """What a season needs of a coach, however its Telegram is made."""

    clock: SeasonClock
    store: Store
    acts: list[Act]
    kills: list[Kill]
    due: datetime | None
    """What `pass_time` last knew to fall due next; every act and every delivery sets it to UNKNOWN."""

    @property
    def said(self) -> list[Said]: ...

    async def join(self, count: int) -> list[int]: ...

    async def shown(self, chat: int, last: int) -> Sequence[Shown]: ...

    async def write(self, chat: int, text: str) -> None: ...

    async def tap(self, chat: int, message_id: int, data: str) -> None: ...

    async def block(self, chat: int, blocked: bool) -> None: ...

    async def deliver(self) -> None: ...

    async def restart(self) -> None: ...


class QuickHouse:
    """Seconds for what takes minutes over HTTP. `dice`: kills at random moments; None never does."""

    def __init__(
        self, folder: Path, knowledge: Knowledge, matcher: Matcher, start: datetime, dice: Random | None
    ) -> None:
        self._url = f"sqlite:///{folder / 'quick.sqlite3'}"
        self._knowledge = knowledge
        self._matcher = matcher
        self._dice = dice
        self._updates = 0
        self._lives = 0
        self.clock = SeasonClock(start)
        self.recorder = Recorder(self.clock.now)
        self.acts: list[Act] = []
        self.kills: list[Kill] = []
        self.due: datetime | None = UNKNOWN
        self.store: Store
        self._coach: Coach
        self._courier: TelegramCourier

    @property
    def said(self) -> list[Said]:
        return self.recorder.said

    async def open(self) -> None:
        self.store = await Store.open(self._url)
        await audit.attend(self.store, self.clock.now)
        await tidy(self.store, self.clock.now())
        self._build()

    async def close(self) -> None:
        await self.store.close()

    async def restart(self) -> None:
        """A clean one, on the same file."""
        await self.close()
        await self.open()

    def _build(self) -> None:
        """Every object anew: nothing that the last life remembered is left."""
        self._lives += 1
        out = TelegramOut(cast(TelegramBot, self.recorder))
        self._coach = Coach(self._knowledge, self._matcher, self.store, self.clock, out, str(BOT.username))
        self._courier = TelegramCourier(self._coach)

    async def join(self, count: int) -> list[int]:
        return list(range(1001, 1001 + count))

    async def shown(self, chat: int, last: int) -> list[Shown]:
        kept = [message for message in self.recorder.chats.get(chat, {}).values() if message.user.is_bot]
        return [Shown(message.message_id, message.text, tuple(message.buttons())) for message in kept[-last:]]

    async def write(self, chat: int, text: str) -> None:
        self.acts.append(Act(chat, self.clock.now(), "write", text))
        await self._route(self.recorder.wrote(self._next(), _user(chat), text))

    async def tap(self, chat: int, message_id: int, data: str) -> None:
        self.acts.append(Act(chat, self.clock.now(), "tap", data))
        await self._route(self.recorder.tapped(self._next(), _user(chat), message_id, data))

    async def block(self, chat: int, blocked: bool) -> None:
        self.acts.append(Act(chat, self.clock.now(), "block", str(blocked)))
        await self._route(self.recorder.moved(self._next(), _user(chat), blocked=blocked))

    async def deliver(self) -> None:
        """As App.deliver. A kill leaves the lease standing, as a process that dies does."""
        self.due = UNKNOWN
        self.recorder.by = "tick"
        self._arm(0.01)
        try:
            owner = f"life {self._lives}"
            while await deliver_due(self.store, self._courier, self.clock, owner, pace=ONE_BY_ONE):
                pass
        except Killed as killed:
            self._die(killed)
        finally:
            self.recorder.by, self.recorder.kill = "act", ""

    async def _route(self, update: Update) -> None:
        """Killed in the middle: the inbox still has the update, and hands it to the next life."""
        self.due = UNKNOWN
        # As the inbox does it: silence is told from what came in.
        chat = update.effective_chat
        async with self.store.begin() as tx:
            row = (update.update_id, chat.id if chat else None, None)
            await tx.inbox.put_many([row], self.clock.now())
            await tx.inbox.mark_handled([update.update_id], self.clock.now())
        self._arm(0.005)
        try:
            await route(self._coach, update)
        except Killed as killed:
            self._die(killed)
            await route(self._coach, update)
        finally:
            self.recorder.kill = ""

    def _arm(self, chance: float) -> None:
        if self._dice is not None and self._dice.random() < chance:
            self.recorder.kill = self._dice.choice(("before", "after"))

    def _die(self, killed: Killed) -> None:
        when, chat = killed.args
        self.kills.append(Kill(chat, self.clock.now(), when))
        self._build()

    def _next(self) -> int:
        self._updates += 1
        return self._updates


def _user(chat: int) -> User:
    return User(chat, "Runner", is_bot=False, language_code="en")


async def trail(house: House) -> list[Entry]:
    return await audit.entries(house.store)


async def pass_time(house: House, to: datetime) -> None:
    """To that moment, with a stop at every message that falls due on the way."""
    last = None
    while (due := await _next_due(house)) is not None and due <= to and due != last:
        house.clock.jump(due)
        await house.deliver()
        last = due
    house.clock.jump(to)


async def _next_due(house: House) -> datetime | None:
    if house.due is UNKNOWN:
        async with house.store.read() as tx:
            house.due = await tx.occurrences.next_due()
    return house.due


def whole(moment: datetime, later: float = 0) -> datetime:
    """To the second, never a whole minute: acts and due messages must not fall together."""
    moment = (moment + timedelta(seconds=later)).replace(microsecond=0)
    return moment if moment.second else moment + timedelta(seconds=1)
