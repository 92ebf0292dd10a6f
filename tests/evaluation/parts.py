"""A coach that says what a test wrote down, and short ways to write it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Literal

from bot.answering.decide import Candidate, Decision, Kind
from bot.answering.safety import SafetyFinding
from bot.content.safety import SafetyLevel
from bot.evaluation.cases import Case, Cases, Inside, Names, Outside, Place, RedFlag
from bot.evaluation.run import Results, run

NAMES = Names(
    frozenset({"frequency", "nutrition", "sprinting"}),
    {"how-often": "frequency", "rest-days": "frequency", "protein": "nutrition", "sprints": "sprinting"},
)
HERE = Place("cases.jsonl", 1)
Level = Literal["emergency", "urgent", "ask", "crisis"]


@dataclass(frozen=True)
class Scripted:
    """Decides as `script` says."""

    script: Mapping[str, Decision]

    def decide(self, text: str) -> Decision:
        return self.script[text]


def decision(kind: Kind, *entries: str, score: float = 0.5, level: Level | None = None) -> Decision:
    """Rank `entries`, best first; an answer is the first of them, choices are all of them."""
    candidates = tuple(
        Candidate(NAMES.topic_of[entry], entry, score - at / 10) for at, entry in enumerate(entries)
    )
    finding = SafetyFinding(level, "rule", "message") if level else None
    return Decision(
        kind,
        entries[0] if kind == "answer" else None,
        candidates,
        entries if kind == "suggest" else (),
        finding,
        None,
        "written down",
    )


def inside(q: str, topic: str, entry: str | None = None, also: tuple[str, ...] = ()) -> Inside:
    return Inside(HERE, q, topic, entry, also)


def outside(q: str, kind: str = "near") -> Outside:
    return Outside(HERE, q, kind)


def flag(q: str, level: str | None) -> RedFlag:
    return RedFlag(HERE, q, SafetyLevel(level) if level else None)


def results(*pairs: tuple[Case, Decision]) -> Results:
    """Run each case against the decision beside it; a question takes one tick, two ticks, three ..."""
    script = {case.q: made for case, made in pairs}
    return run(Scripted(script), Cases.of(case for case, _ in pairs), NAMES, _clock().__next__)


def _clock() -> Iterator[float]:
    now = 0.0
    for tick in count(1):
        yield now
        now += tick
        yield now
