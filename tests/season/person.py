"""A runner who lives through a season: sore by a random walk, and tapping whatever the coach shows.

Nothing here knows the coach's conversations: a person chooses among the buttons in sight by their words.
So what is added to the coach later is lived through as well.
"""

import re
from datetime import date, datetime, timedelta
from random import Random
from typing import Final
from zoneinfo import ZoneInfo

from .house import House, Shown, pass_time, whole

ZONES: Final = (
    "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Pacific/Chatham", "Asia/Kathmandu",
    "America/St_Johns", "Pacific/Kiritimati", "Pacific/Pago_Pago", "America/Santiago", "Africa/Cairo",
    "America/Havana", "Asia/Beirut", "Africa/Casablanca", "Australia/Sydney", "Asia/Tehran", "Asia/Kolkata",
    "Pacific/Auckland", "America/Los_Angeles", "Europe/Lisbon", "Atlantic/Azores", "Asia/Jerusalem",
    "America/Nuuk", "Europe/Chisinau", "Pacific/Norfolk", "Antarctica/Troll", "Asia/Tokyo", "Africa/Lagos",
)  # fmt: skip
TIMES: Final = ("02:30", "00:15", "03:30", "23:45", "06:00", "7.15", "21:40", "00:00", "01:00")
ASKS_FOR_A_TIME: Final = re.compile("What time|When shall I ask")
QUESTIONS: Final = (
    "how do i do nordics", "why warm up", "how many sets should i do", "is cycling ok when sore", "thanks!",
    "what shoes should i buy", "hello", "asdf qwer", "can i stretch before running", "will it snow tomorrow",
)  # fmt: skip
RED_FLAGS: Final = (
    "i have chest pain and cant breathe",
    "felt a loud pop in my hamstring and now i cant walk",
    "my pee is dark like cola since the session",
    "my calf is swollen, warm and red",
    "my friend felt a pop in his thigh",
    "big purple bruise on the back of my thigh",
)
COMMANDS: Final = {
    "/reminders": 5, "/workout": 3, "/checkin": 4, "/soreness": 3, "/settings": 3, "/topics": 1, "/help": 1,
    "/cancel": 1, "/privacy": 0.3, "/export": 0.1, "/start": 0.4, "/nonsense": 0.2,
}  # fmt: skip
WORDS: Final = {
    "None of these": 14, "Done ›": 10, "☐": 0.04, "☑": 0.2, "Stop": 0.06, "‹ Back": 0.2, "✅": 4, "⏰": 1.5,
    "Skip": 1.5, "Yes, all fine": 5, "Cleared": 2.5, "Yes, I may train": 3, "You misunderstood": 4,
    "Why?": 0.6, "Turn off": 0.1, "Turn on": 6, "End the pause": 3, "No daily check-in": 0.2, "Change": 0.3,
    "Delete": 0.1, "Let's go": 9, "Start safety check": 1.5, "Yes, to me": 1,
    "Yes": 0.2,
}  # fmt: skip
"""How likely a label is tapped, by how it begins; 1 for any other."""
LEAVES_IT: Final = 0.7
"""How likely nothing is tapped, beside the weights of the buttons."""
HEALTHY: Final = (
    "No", "Fine", "Better", "The same", "Hours or a day", "Both thighs", "Back of the thigh", "0-1", "2-3",
    "A little", "Uncomfortable",
)  # fmt: skip
NEVER: Final = ("Yes, delete", "🗑")
"""Who deletes everything leaves nothing to look into."""


class Soreness:
    """Ordinary days at 0 to 2, and spells that come suddenly and settle over days."""

    def __init__(self, dice: Random) -> None:
        self._dice = dice
        self._usual = dice.choice((0.0, 0.5, 1.0, 1.5, 2.5))
        self._spell = 0.0

    def next_day(self) -> int:
        self._spell = max(0.0, self._spell - self._dice.uniform(-0.3, 1.6))
        if self._dice.random() < 0.06:
            self._spell = self._dice.uniform(2, 10)
        return round(min(10.0, max(0.0, self._usual + self._spell + self._dice.gauss(0, 0.6))))


class Person:
    """One runner. `visit` opens the chat once, looks, and does something or nothing."""

    def __init__(self, seed: int, number: int, chat: int, house: House) -> None:
        self.dice = Random(f"{seed}/{number}")
        self.habit = Random(f"{seed}/{number}/habit")
        """Decides when the chat is opened: apart, so that it hangs on nobody else's."""
        self.chat = chat
        self.house = house
        self.zone = ZONES[number % len(ZONES)]
        self.blocked_until: datetime | None = None
        self.diligence = self.dice.uniform(0.35, 0.98)
        self.sore = 0
        self._soreness = Soreness(self.dice)
        self._day: date | None = None
        self._seen: list[tuple[int, tuple[str, str]]] = []

    async def begin(self, at: datetime) -> None:
        """The set-up, or as much of it as this person cares for."""
        await pass_time(self.house, whole(at))
        await self.house.write(self.chat, "/start")
        for _ in range(9):
            newest = await self._look()
            await self._wait()
            if newest and "Where are you" in newest.text:
                await self.house.write(self.chat, self.zone)
                await self._wait()
                await self._tap_one(first=True)
            elif newest and ASKS_FOR_A_TIME.search(newest.text) and self.dice.random() < 0.4:
                await self.house.write(self.chat, self.dice.choice(TIMES))
            elif self.dice.random() < 0.02 or not await self._tap_one(first=False):
                return

    async def visit(self, at: datetime) -> None:
        await pass_time(self.house, whole(at))
        self._wake()
        if self.blocked_until is not None:
            await self._perhaps_come_back()
            return
        newest = await self._look()
        if self.dice.random() < 0.2 or newest is None:
            await self._start_something(newest)
            if self.blocked_until is not None:
                return
        steps = self.dice.choice((1, 2, 3, 16, 16, 20))
        for _ in range(steps):
            await self._wait()
            chance = self.dice.random()
            if chance < 0.03:
                await self._tap_stale()
            elif chance < 0.05:
                await self.house.write(self.chat, str(self._feels()))
            elif chance < 0.06:
                await self.house.write(self.chat, self.dice.choice(QUESTIONS))
            elif chance < 0.12 or not await self._tap_one(first=False):
                break

    def _wake(self) -> None:
        today = self.house.clock.now().astimezone(ZoneInfo(self.zone)).date()
        while self._day is None or self._day < today:
            self.sore = self._soreness.next_day()
            self._day = today if self._day is None else self._day + timedelta(days=1)

    def _feels(self) -> int:
        return min(10, max(0, self.sore + self.dice.choice((0, 0, 0, 0, 0, 1, -1))))

    async def _start_something(self, newest: Shown | None) -> None:
        chance = self.dice.random()
        if chance < 0.02:
            await self._block()
        elif chance < 0.08:
            await self.house.write(self.chat, self.dice.choice(RED_FLAGS))
        elif chance < 0.2:
            await self.house.write(self.chat, self.dice.choice(QUESTIONS))
        else:
            paused = newest is not None and ("paused" in newest.text or "No session" in newest.text)
            names = ["/reminders"] if paused and self.dice.random() < 0.5 else list(COMMANDS)
            await self.house.write(self.chat, self.dice.choices(names, [COMMANDS[name] for name in names])[0])

    async def _look(self) -> Shown | None:
        shown = await self.house.shown(self.chat, 3)
        for message in shown:
            self._seen += [(message.message_id, button) for button in message.buttons]
        del self._seen[:-60]
        return shown[-1] if shown else None

    async def _tap_one(self, *, first: bool) -> bool:
        """A button of the newest message that has any; False when there is none, or it is left alone."""
        await self._look()
        shown = [message for message in await self.house.shown(self.chat, 3) if message.buttons]
        if not shown:
            return False
        message = shown[-1] if self.dice.random() < 0.9 else self.dice.choice(shown)
        weights = [0.0 if label.startswith(NEVER) else self._likes(label) for label, _ in message.buttons]
        choices = [*(data for _, data in message.buttons), ""]
        data = message.buttons[0][1] if first else self.dice.choices(choices, [*weights, LEAVES_IT])[0]
        if not data:
            return False
        await self.house.tap(self.chat, message.message_id, data)
        if self.dice.random() < 0.05:
            await self.house.tap(self.chat, message.message_id, data)
        await self._look()
        return True

    async def _tap_stale(self) -> None:
        if self._seen:
            message_id, (label, data) = self.dice.choice(self._seen)
            if not label.startswith(NEVER):
                await self.house.tap(self.chat, message_id, data)

    def _likes(self, label: str) -> float:
        if label.isdecimal() and int(label) <= 10:
            return 60.0 if int(label) == self._feels() else 0.01
        for words, weight in WORDS.items():
            if label.startswith(words):
                return weight
        if label.startswith(HEALTHY):
            return 5.0 if self.sore < 5 else 1.5
        if label.startswith("I'm sore"):
            return 0.3 + self.sore / 3
        return 1.0

    async def _block(self) -> None:
        await self.house.block(self.chat, True)
        self.blocked_until = self.house.clock.now() + timedelta(days=self.dice.uniform(0.1, 12))

    async def _perhaps_come_back(self) -> None:
        if self.blocked_until is None or self.house.clock.now() < self.blocked_until:
            return
        self.blocked_until = None
        await self.house.block(self.chat, False)
        if self.dice.random() < 0.7:
            await self._wait()
            await self.house.write(self.chat, self.dice.choice(("/start", "hello", "3", "/reminders")))

    async def _wait(self) -> None:
        """A person takes a moment for each tap, and what falls due meanwhile comes meanwhile."""
        later = self.dice.choice((2, 3, 5, 8, 13, 40, 300))
        await pass_time(self.house, whole(self.house.clock.now(), later))
