"""The steps at which a process can be killed: wrapped around the coach from outside, in tests only."""

import os
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from telegram import Bot

import bot.app
import bot.cli.run
from bot.chat import router
from bot.chat.telegram_out import TelegramOut
from bot.clock import Clock
from bot.storage.inbox import Inbox
from bot.storage.occurrences import Occurrences
from bot.storage.store import Store
from bot.storage.tx import Tx

IN_THE_PROCESS: Final = (
    *("take.before", "take.after", "take.committed", "confirm.before"),
    *("handle.before", "handle.stored", "reply.before", "reply.after", "handle.after"),
    *("mark.before", "mark.after", "mark.committed"),
    *("claim.before", "claim.after", "claim.committed"),
    *("begin.before", "begin.after", "begin.committed", "send.before", "send.after"),
    *("record.before", "record.after", "plan.before", "plan.after", "record.committed"),
)
AT_TELEGRAM: Final = ("telegram.in_transit", "telegram.accepted")
"""The server kills the process: before it takes a message, and between taking it and saying so."""
POINTS: Final = (*IN_THE_PROCESS, *AT_TELEGRAM)

# What a transaction did last, and whether an update is being handled: of the task that runs.
_did: ContextVar[str] = ContextVar("did", default="")
_handling: ContextVar[bool] = ContextVar("handling", default=False)
_passed: Counter[str] = Counter()


def arm(name: str, nth: int, clock: Path) -> None:
    """Wrap the coach of this process: it dies at the `nth` pass of the point, and a test moves its clock."""

    def point(passed: str) -> None:
        _passed[passed] += 1
        if passed == name and _passed[passed] == nth:
            os.kill(os.getpid(), signal.SIGKILL)

    _wrap(Inbox, "put_many", "take", point)
    _wrap(Inbox, "mark_handled", "mark", point)
    _wrap(Occurrences, "claim", "claim", point)
    _wrap(Occurrences, "begin", "begin", point)
    _wrap(Occurrences, "record_all", "record", point)
    _wrap(Occurrences, "plan_all", "plan", point, keep=True)
    for writing in ("begin", "hurried"):
        _wrap_writing(point, writing)
    _wrap_sending(point)
    _wrap_handling(point)
    _wrap_polling(point)
    replace(bot.cli.run, "Clock", lambda: MovedClock(clock))


class MovedClock(Clock):
    """The system's time plus an offset that stands in a file, so that a test can move it either way."""

    def __init__(self, file: Path) -> None:
        super().__init__()
        self._file = file

    @property
    def offset(self) -> timedelta:
        return timedelta(seconds=float(self._file.read_text()))

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset


def replace(owner: object, name: str, by: object) -> None:
    """What the owner knows under that name, by something of the test's."""
    setattr(owner, name, by)


Point = Callable[[str], None]


def _wrap(owner: type, method: str, step: str, point: Point, *, keep: bool = False) -> None:
    """`keep`: it does not give its transaction its name."""
    original = getattr(owner, method)

    async def wrapped(*args: Any, **kwargs: Any) -> Any:
        point(f"{step}.before")
        result = await original(*args, **kwargs)
        if not keep:
            _did.set(step)
        point(f"{step}.after")
        return result

    replace(owner, method, wrapped)


def _wrap_writing(point: Point, name: str) -> None:
    original = getattr(Store, name)

    @asynccontextmanager
    async def writing(store: Store) -> AsyncIterator[Tx]:
        before = _did.set("")
        async with original(store) as tx:
            yield tx
            did = _did.get()
        _did.reset(before)
        if did:
            point(f"{did}.committed")
        elif _handling.get():
            point("handle.stored")

    replace(Store, name, writing)


def _wrap_sending(point: Point) -> None:
    for method in ("send_once", "edit"):
        original = getattr(TelegramOut, method)

        async def wrapped(
            *args: Any, original: Callable[..., Awaitable[Any]] = original, **kwargs: Any
        ) -> Any:
            step = "reply" if _handling.get() else "send"
            point(f"{step}.before")
            result = await original(*args, **kwargs)
            point(f"{step}.after")
            return result

        replace(TelegramOut, method, wrapped)


def _wrap_handling(point: Point) -> None:
    async def route(*args: Any) -> None:
        before = _handling.set(True)
        try:
            point("handle.before")
            await router.route(*args)
            point("handle.after")
        finally:
            _handling.reset(before)

    replace(bot.app, "route", route)


def _wrap_polling(point: Point) -> None:
    original = Bot.get_updates

    async def get_updates(*args: Any, **kwargs: Any) -> Any:
        if kwargs.get("offset") is not None:
            point("confirm.before")
        return await original(*args, **kwargs)

    replace(Bot, "get_updates", get_updates)
