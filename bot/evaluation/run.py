"""Cases through a matcher: what it decided on each, and how long that took."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from bot.answering.decide import Decision
from bot.evaluation.cases import Case, Cases, Inside, Names, Outside, RedFlag

C = TypeVar("C", bound=Case)
C_co = TypeVar("C_co", bound=Case, covariant=True)


class Decider(Protocol):
    """What is evaluated."""

    def decide(self, text: str) -> Decision: ...


@dataclass(frozen=True, slots=True)
class Outcome(Generic[C_co]):
    """One case and the decision on it. `text` is what was asked: the question, or the question with typos."""

    case: C_co
    text: str
    decision: Decision
    answered: str | None
    """Topic of the entry that was given as the answer."""
    offered: tuple[str, ...]
    """Topics of the entries on the buttons, in their order."""
    seconds: float

    @property
    def ranked(self) -> tuple[str, ...]:
        """The best three topics, best first."""
        return tuple(candidate.topic for candidate in self.decision.candidates[:3])

    @property
    def score(self) -> float:
        """Score of the best candidate, 0..1; 0 when there is none."""
        return self.decision.candidates[0].score if self.decision.candidates else 0.0

    @property
    def alarmed(self) -> bool:
        return self.decision.kind == "safety"

    @property
    def coached(self) -> bool:
        """Whether training advice was given or offered."""
        return self.decision.kind in {"answer", "suggest"}


@dataclass(frozen=True, slots=True)
class Results:
    """Outcomes by what was asked, in the order of the cases."""

    inside: tuple[Outcome[Inside], ...]
    outside: tuple[Outcome[Outside], ...]
    flags: tuple[Outcome[RedFlag], ...]

    def __iter__(self) -> Iterator[Outcome[Case]]:
        yield from self.inside
        yield from self.outside
        yield from self.flags


def run(
    matcher: Decider,
    cases: Cases,
    names: Names,
    clock: Callable[[], float],
    change: Callable[[str], str] = str,
) -> Results:
    """Decide on every case. `clock` gives seconds; `change` alters each question first, as typos do."""

    def decide(case: C) -> Outcome[C]:
        text = change(case.q)
        start = clock()
        decision = matcher.decide(text)
        seconds = clock() - start
        answered = names.topic_of[decision.entry] if decision.kind == "answer" and decision.entry else None
        offered = tuple(names.topic_of[entry] for entry in decision.suggestions)
        return Outcome(case, text, decision, answered, offered, seconds)

    return Results(
        tuple(decide(case) for case in cases.inside),
        tuple(decide(case) for case in cases.outside),
        tuple(decide(case) for case in cases.flags),
    )
