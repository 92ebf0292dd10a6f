"""What a season leaves behind: everything that was stored, said, done and logged, in order."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any, Literal


@dataclass(frozen=True)
class Entry:
    """One change of the store, as the database itself saw it (`audit.py`). In order; `at` by the clock."""

    at: datetime
    what: str
    chat: int
    data: dict[str, Any]


@dataclass(frozen=True)
class Said:
    """One message of the coach, or what one became. `by`: a due message, or the answer to an act."""

    chat: int
    message_id: int
    at: datetime
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    by: Literal["tick", "act"] = "act"
    edited: bool = False
    before: str = ""


@dataclass(frozen=True)
class Act:
    """What a runner did. `data`: the text written or the callback data tapped."""

    chat: int
    at: datetime
    kind: Literal["write", "tap", "block"]
    data: str


@dataclass(frozen=True)
class Kill:
    """The process died at a call to Telegram: before the message left, or after."""

    chat: int
    at: datetime
    when: str


@dataclass
class Log:
    seed: int
    start: datetime
    end: datetime
    entries: list[Entry] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    acts: list[Act] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)
    raised: list[tuple[int, datetime, str]] = field(default_factory=list)

    def of(self, *what: str) -> Iterator[Entry]:
        return (entry for entry in self.entries if entry.what in what)

    def chats(self) -> list[int]:
        return sorted({entry.chat for entry in self.entries})

    def own(self, chat: int) -> "Log":
        """The same of one runner alone, for a check that looks around one moment."""
        return self._by_chat.get(chat) or Log(self.seed, self.start, self.end)

    @cached_property
    def _by_chat(self) -> dict[int, "Log"]:
        logs = {chat: Log(self.seed, self.start, self.end) for chat in self.chats()}
        for entry in self.entries:
            logs[entry.chat].entries.append(entry)
        for act in self.acts:
            if act.chat in logs:
                logs[act.chat].acts.append(act)
        return logs


@dataclass(frozen=True)
class Breach:
    """A rule that did not hold, and where to look."""

    chat: int
    at: datetime
    what: str

    def told(self, log: Log) -> str:
        day = (self.at - log.start).days
        return f"seed {log.seed}, runner {self.chat}, day {day} ({self.at:%Y-%m-%d %H:%M:%S}): {self.what}"
