"""Life after life of one coach, each killed at a chosen step; what was due and what was asked meanwhile."""

import asyncio
import re
import signal
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from sqlalchemy import select

from bot.reminders.plan import Kind, plan
from bot.storage.records import Occurrence
from bot.storage.store import Store
from bot.storage.tables import inbox, occurrences
from tests.statements import connected

from .lives import Nursery
from .telegram import Call, Telegram

START: Final = datetime(2031, 3, 5, 8, 0, tzinfo=UTC)
"""A Wednesday, long after quiet hours."""
MINUTE: Final = timedelta(minutes=1)
BETWEEN: Final = 6 * MINUTE
"""Between two lives: longer than a lease, so that each finds what the one before had claimed."""
RUNNERS_A_LIFE: Final = 4
UNSENT: Final = frozenset({"planned", "leased"})
ASKERS: Final = 1_000_000
"""Chats from here on ask one question each."""
AT_REST: Final = "at rest"
"""In place of a point: the life ends when it has nothing left to do."""
REACHED_WITHIN: Final = 12.0
"""Seconds in which a life comes to the step at which it dies; else it is killed wherever it is."""


class Due(NamedTuple):
    """One message due."""

    chat: int
    kind: str
    day: date


@dataclass
class Life:
    """One life: where it was to die, whether it did, and what it had done without recording it, or twice."""

    number: int
    point: str
    nth: int
    reached: bool = False
    reminders: list[Due] = field(default_factory=list)
    updates: list[int] = field(default_factory=list)
    twice: list[Due] = field(default_factory=list)

    def __str__(self) -> str:
        return f"life {self.number} ({self.point}, pass {self.nth}{'' if self.reached else ', not reached'})"


@dataclass
class Campaign:
    """`asked`: the number of an update and the chat, and for a tap what it answers."""

    nursery: Nursery
    telegram: Telegram
    store: Store
    lives: list[Life] = field(default_factory=list)
    looked_at: int = 0
    due: list[Due] = field(default_factory=list)
    questions: dict[int, int] = field(default_factory=dict)
    taps: dict[int, Due] = field(default_factory=dict)
    ended: dict[Due, Occurrence] = field(default_factory=dict)
    scores: dict[int, int] = field(default_factory=dict)

    @classmethod
    @asynccontextmanager
    async def opened(cls, folder: Path, database: str) -> AsyncIterator["Campaign"]:
        """On a database that is migrated already: alembic bears no second one beside it."""
        async with AsyncExitStack() as stack:
            telegram = await stack.enter_async_context(Telegram().running())
            store = await Store.open(database, migrate=False)
            stack.push_async_callback(store.close)
            nursery = await stack.enter_async_context(Nursery(folder, database, telegram).open())
            yield cls(nursery, telegram, store)

    async def set_up(self, lives: int, *, apart: bool = True) -> None:
        """The runners of each life are due six minutes after those of the one before, if `apart`."""
        async with self.store.begin() as tx:
            for chat in range(1, lives * RUNNERS_A_LIFE + 1):
                at = (START + BETWEEN * (_life_of(chat) if apart else 0)).time()
                both = chat % RUNNERS_A_LIFE == 0
                await tx.runners.ensure(chat, START)
                runner = await tx.runners.update(
                    chat, zone="UTC", level="beginner", checkin_on=True, strength_on=both,
                    checkin_at=at, strength_at=at, strength_days=("wed", "sat"),
                )  # fmt: skip
                await plan(tx, runner, START - 30 * MINUTE)
                self.due += [
                    Due(chat, kind, START.date()) for kind in (Kind.CHECKIN, Kind.STRENGTH)[: 1 + both]
                ]

    async def live(self, point: str, nth: int) -> Life:
        """One life: some are due, some ask, one taps; it dies at the point."""
        life = Life(len(self.lives), point, nth)
        self.nursery.set_clock(START + BETWEEN * life.number + MINUTE)
        begun = self.looked_at
        self._arm_telegram(life)
        self.ask(1)
        self._tap(life)
        await self.nursery.begin(point, nth)
        late = asyncio.create_task(self._ask_again(begun))
        if point == AT_REST:
            await self.until_done(life.number)
            self.nursery.kill()
        code = await self.nursery.gone(REACHED_WITHIN)
        late.cancel()
        life.reached = code is not None
        if code is None:
            self.nursery.kill()
            code = await self.nursery.gone(5)
        assert code == -signal.SIGKILL, f"{life} ended by itself with {code}: {self._log()}"
        await self.telegram.quiet()
        self.looked_at = len(self.telegram.calls)
        await self._look(life, self.telegram.calls[begun : self.looked_at])
        self.lives.append(life)
        return life

    async def end(self) -> None:
        """A last life, which nothing kills: it does what is left, and stops when asked to."""
        self.telegram.before_sending = self.telegram.after_sending = lambda: None
        self.nursery.set_clock(START + BETWEEN * len(self.lives) + MINUTE)
        await self.nursery.begin()
        await self.until_done()
        self.nursery.kill(signal.SIGTERM)
        assert await self.nursery.gone(15) == 0, self._log()

    def calls_for(self, due: Due) -> list[Call]:
        return [call for call in self.telegram.sent(due.chat) if due_of(call, due.day) == due]

    async def rows(self) -> dict[Due, Occurrence]:
        async with self.store.read() as tx:
            rows = await tx.occurrences._all(tx.occurrences._select(occurrences, Occurrence), Occurrence)
        return {Due(row.chat_id, row.kind, row.local_date): row for row in rows}

    async def unrecorded(self, calls: Sequence[Call]) -> list[Due]:
        """What Telegram took and nobody has recorded."""
        sent = {due_of(call, START.date()) for call in calls if call.method == "sendMessage"}
        rows = await self.rows()
        return [one for one in sent if one and rows[one].state in UNSENT]

    async def unhandled(self) -> set[int]:
        """Updates without a record that they were handled."""
        done = select(inbox.c.update_id).where(inbox.c.handled_at.is_not(None))
        async with connected(self.store) as connection:
            handled = set((await connection.execute(done)).scalars())
        return {*self.questions, *self.taps} - handled

    def _arm_telegram(self, life: Life) -> None:
        passes = Counter[str]()

        def kill(point: str) -> bool:
            passes[point] += 1
            if life.point != point or passes[point] != life.nth:
                return False
            self.nursery.kill()
            return True

        def before() -> None:
            if kill("telegram.in_transit"):
                raise ConnectionError

        self.telegram.before_sending = before
        self.telegram.after_sending = lambda: kill("telegram.accepted")

    def ask(self, count: int) -> None:
        """So many chats, of which nothing was heard before, ask a question."""
        for _ in range(count):
            chat = ASKERS + len(self.questions)
            number = self.telegram.write(chat, "how often should i train my hamstrings")
            self.questions[number] = chat

    async def _ask_again(self, begun: int) -> None:
        """Two more while it lives: after the first answer."""
        while len(self.telegram.calls) == begun:  # noqa: ASYNC110 (nothing tells)
            await asyncio.sleep(0.01)
        self.ask(1)
        await asyncio.sleep(0.05)
        self.ask(1)

    def _tap(self, life: Life) -> None:
        """One of those who were asked in the lives before answers."""
        chat = max(1, (life.number - 2) * RUNNERS_A_LIFE + 1)
        due = Due(chat, Kind.CHECKIN, START.date())
        calls = self.calls_for(due)
        if calls and due not in self.taps.values():
            self.taps[self.telegram.tap(chat, calls[-1].message_id, f"c:{START:%Y%m%d}:2")] = due

    async def _look(self, life: Life, calls: Sequence[Call]) -> None:
        """What this life had sent, and had not recorded when it died."""
        life.reminders = await self.unrecorded(calls)
        sent = Counter(due_of(call, START.date()) for call in calls if call.method == "sendMessage")
        life.twice = [due for due, count in sent.items() if due and count > 1]
        chats, tapped = {call.chat for call in calls}, {call.asked.get("callback_query_id") for call in calls}
        for number in await self.unhandled():
            if self.questions.get(number) in chats or str(number) in tapped:
                life.updates.append(number)

    async def until_sent(self, count: int) -> None:
        async def left() -> Sequence[object]:
            return range(len(self.telegram.calls), count)

        await until_none(left, 60)

    async def until_handled(self, seconds: float = 60) -> None:
        await until_none(self.unhandled, seconds)

    async def until_done(self, life: int | None = None) -> None:
        """Every message due (up to that life) has ended, every update is handled."""
        due = self.due if life is None else [one for one in self.due if _life_of(one.chat) <= life]

        async def left() -> Sequence[object]:
            rows = await self.rows()
            unsent = [rows[one] for one in due if rows[one].state in UNSENT]
            return [*unsent, *await self.unhandled()]

        await until_none(left, 60)

    def _log(self) -> str:
        return self.nursery.log.read_text()[-3000:]


def _life_of(chat: int) -> int:
    return (chat - 1) // RUNNERS_A_LIFE


def due_of(call: Call, day: date) -> Due | None:
    """Which message due this is, told by its buttons."""
    if f'"c:{day:%Y%m%d}:0"' in call.markup:
        return Due(call.chat, Kind.CHECKIN, day)
    if re.search(r'"o:\d+:', call.markup):
        return Due(call.chat, Kind.STRENGTH, day)
    return None


async def until_none(left: Callable[[], Awaitable[Collection[object]]], seconds: float) -> None:
    """Ask what is left until nothing is."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while (still := await left()) and loop.time() < deadline:  # noqa: ASYNC110 (nothing tells)
        await asyncio.sleep(0.05)
    assert not still, f"not done within {seconds} s: {list(still)[:5]}"
