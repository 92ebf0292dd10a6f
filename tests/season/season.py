"""A season: days pass, messages come, people answer or do not, and the coach is restarted now and then."""

import heapq
import logging
import traceback
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final

from .house import House, pass_time, trail, whole
from .log import Log
from .person import Person

START: Final = datetime(2030, 1, 28, 9, 0, tzinfo=UTC)
"""From here 120 days hold the spring switch of the north and the autumn switch of the south."""
DAY: Final = timedelta(days=1)


class Complaints(logging.Handler):
    """What the coach logs as an error: an exception that it caught."""

    def __init__(self, house: House) -> None:
        super().__init__(logging.ERROR)
        self._house = house
        self.raised: list[tuple[int, datetime, str]] = []

    def emit(self, record: logging.LogRecord) -> None:
        error = record.exc_info[1] if record.exc_info else None
        self.raised.append((0, self._house.clock.now(), f"{record.getMessage()} {error!r}"))


@contextmanager
def listening(house: House) -> Iterator[Complaints]:
    complaints = Complaints(house)
    coach = logging.getLogger("bot")
    coach.addHandler(complaints)
    try:
        yield complaints
    finally:
        coach.removeHandler(complaints)


async def live(house: House, seed: int, runners: int, days: int) -> Log:
    """The season of so many runners and days, all of it decided by the seed."""
    with listening(house) as complaints:
        start = house.clock.now()
        dice = Random(seed)
        people = [Person(seed, number, chat, house) for number, chat in enumerate(await house.join(runners))]
        await _Calendar(house, people, dice, start + days * DAY, complaints).run()
        log = Log(seed, start, house.clock.now(), await trail(house), house.said, house.acts, house.kills)
        log.raised += complaints.raised
        return log


def _where(error: Exception) -> str:
    """The error and the last lines of the coach that it went through."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [f"{Path(frame.filename).name}:{frame.lineno}" for frame in frames if "/bot/" in frame.filename]
    return f"{error!r} at {' '.join(lines[-4:])}"


class _Calendar:
    """Who opens the chat when: some time after a message came, and now and then without one."""

    def __init__(
        self, house: House, people: list[Person], dice: Random, end: datetime, complaints: Complaints
    ) -> None:
        self._house = house
        self._people = {person.chat: person for person in people}
        self._dice = dice
        self._end = end
        self._complaints = complaints
        self._visits: list[tuple[datetime, int]] = []
        self._heard = 0

    async def run(self) -> None:
        for person in self._people.values():
            await self._guarded(person, person.begin(self._house.clock.now() + timedelta(seconds=7)))
        restart = self._house.clock.now() + 5 * DAY
        morning = self._house.clock.now()
        while (now := self._house.clock.now()) < self._end:
            if now >= morning:
                self._plan_day(morning)
                morning += DAY
            self._hear()
            at, chat = self._visits[0] if self._visits else (self._end, 0)
            step = min(at, morning, self._end, now + timedelta(hours=2))
            if chat and step == at:
                heapq.heappop(self._visits)
                await self._guarded(self._people[chat], self._people[chat].visit(at))
            else:
                await pass_time(self._house, whole(step))
            if now >= restart:
                await self._house.restart()
                restart += self._dice.uniform(3, 9) * DAY

    async def _guarded(self, person: Person, doing: Awaitable[None]) -> None:
        try:
            await doing
        except Exception as error:
            self._complaints.raised.append((person.chat, self._house.clock.now(), _where(error)))

    def _plan_day(self, morning: datetime) -> None:
        for chat, person in self._people.items():
            if person.habit.random() < 0.3:
                self._come(chat, morning + timedelta(seconds=person.habit.uniform(60, 86000)))

    def _hear(self) -> None:
        """The phone buzzes; the diligent look soon, others later or not at all."""
        said = self._house.said
        for message in said[self._heard :]:
            person = self._people[message.chat]
            if message.by == "tick" and person.habit.random() < person.diligence:
                wait = person.habit.choice((60, 300, 900, 3600, 7200, 20000))
                self._come(message.chat, message.at + timedelta(seconds=person.habit.uniform(20, wait)))
        self._heard = len(said)

    def _come(self, chat: int, at: datetime) -> None:
        heapq.heappush(self._visits, (whole(at), chat))
