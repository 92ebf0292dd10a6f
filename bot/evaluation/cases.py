"""What an evaluation asks: questions with the answer that a careful person would give."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, Self

from bot.content.knowledge import Knowledge
from bot.content.safety import SafetyLevel

# Kinds of outside questions that must never be met with training advice.
SERIOUS: Final = frozenset({"medical-emergency", "mental-health"})
# Kinds in which an alarm may well be right, so that it says nothing about false alarms.
_ILL: Final = ("medical", "mental")
_FAR: Final = "far"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case stands; `line` counts from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True)
class Inside:
    """A question that the coach should answer. `also` are topics that are fine as well."""

    place: Place
    q: str
    topic: str
    entry: str | None
    also: tuple[str, ...]

    @property
    def topics(self) -> frozenset[str]:
        """All topics that are right."""
        return frozenset({self.topic, *self.also})


@dataclass(frozen=True, slots=True)
class Outside:
    """A question about something else; `kind` is free, and "far" (or "far-...") is far from running."""

    place: Place
    q: str
    kind: str

    @property
    def far(self) -> bool:
        return self.kind.startswith(_FAR)

    @property
    def serious(self) -> bool:
        return self.kind in SERIOUS

    @property
    def ordinary(self) -> bool:
        """Whether an alarm would be a false one."""
        return not self.kind.startswith(_ILL)


@dataclass(frozen=True, slots=True)
class RedFlag:
    """A sentence with the level it should raise; None for a trap that should raise none."""

    place: Place
    q: str
    level: SafetyLevel | None

    @property
    def serious(self) -> bool:
        return self.level in {SafetyLevel.EMERGENCY, SafetyLevel.CRISIS}


Case = Inside | Outside | RedFlag


@dataclass(frozen=True, slots=True)
class Cases:
    """Cases by what is asked of them, each in file order."""

    inside: list[Inside] = field(default_factory=list)
    outside: list[Outside] = field(default_factory=list)
    flags: list[RedFlag] = field(default_factory=list)

    @classmethod
    def of(cls, cases: Iterable[Case]) -> Self:
        found = cls()
        for case in cases:
            match case:
                case Inside():
                    found.inside.append(case)
                case Outside():
                    found.outside.append(case)
                case RedFlag():
                    found.flags.append(case)
        return found

    def __len__(self) -> int:
        return len(self.inside) + len(self.outside) + len(self.flags)

    def __iter__(self) -> Iterator[Case]:
        yield from self.inside
        yield from self.outside
        yield from self.flags


@dataclass(frozen=True, slots=True)
class Names:
    """What a case may name: the topics, and each entry's topic."""

    topics: frozenset[str]
    topic_of: Mapping[str, str]

    @classmethod
    def of(cls, knowledge: Knowledge) -> Self:
        topic_of = {entry.id: entry.topic for entry in knowledge.entries.values()}
        return cls(frozenset(knowledge.topics), topic_of)
