"""The figures that an evaluation is read by: shares of cases, in groups."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final, TypeVar

from bot.content.safety import SafetyLevel
from bot.evaluation import verdicts
from bot.evaluation.cases import Case, Inside, Outside
from bot.evaluation.run import Outcome, Results

C = TypeVar("C", bound=Case)

Test = Callable[[Outcome[C]], bool]


@dataclass(frozen=True, slots=True)
class Figure:
    """`count` of `of` cases; `of` is never 0: a figure about nothing is left out."""

    group: str
    name: str
    count: int
    of: int

    @property
    def share(self) -> float:
        """0..1."""
        return self.count / self.of


_INSIDE: Final[Sequence[tuple[str, Test[Inside]]]] = (
    ("right topic first", verdicts.first),
    ("right topic first, strict", lambda one: one.ranked[:1] == (one.case.topic,)),
    ("right topic among three", lambda one: not one.case.topics.isdisjoint(one.ranked)),
    ("right topic among three, strict", lambda one: one.case.topic in one.ranked),
    ("answered rightly", verdicts.answered_rightly),
    ("answered wrongly", verdicts.answered_wrongly),
    ("choices with the right topic", verdicts.right_button),
    ("choices without it", lambda one: one.decision.kind == "suggest" and not verdicts.right_button(one)),
    ("helped", verdicts.helped),
    ("declined", lambda one: one.decision.kind == "decline"),
    ("taken for small talk", lambda one: one.decision.kind == "smalltalk"),
    ("met with an alarm", lambda one: one.alarmed),
)
_ENTRY: Final[Sequence[tuple[str, Test[Inside]]]] = (
    ("right entry first", verdicts.entry_first),
    ("right entry answered or on a button", verdicts.entry_given),
)
_OUTSIDE: Final[Sequence[tuple[str, Test[Case]]]] = (
    ("answered", lambda one: one.decision.kind == "answer"),
    ("choices", lambda one: one.decision.kind == "suggest"),
    ("met with an alarm", lambda one: one.alarmed),
)
_LOUD: Final = frozenset({"emergency", "urgent", "crisis"})
_ALARMS: Final[Sequence[tuple[str, Test[Case]]]] = (
    ("false alarms", lambda one: one.alarmed),
    ("false alarms that do not ask first", lambda one: _level(one) in _LOUD),
)


def figures(results: Results) -> tuple[Figure, ...]:
    """Return all figures that there are cases for, in the order to read them."""
    return tuple(figure for figure in _all(results) if figure.of)


def _all(results: Results) -> Iterator[Figure]:
    yield from _shares("inside", results.inside, _INSIDE)
    yield from _shares("inside", [one for one in results.inside if one.case.entry], _ENTRY)
    yield from _shares("near outside", [one for one in results.outside if not one.case.far], _OUTSIDE)
    yield from _shares("far outside", [one for one in results.outside if one.case.far], _OUTSIDE)
    yield from _kinds(results.outside)
    yield from _safety(results)
    ordinary: list[Outcome[Case]] = [*results.inside, *(one for one in results.outside if one.case.ordinary)]
    yield from _shares("ordinary questions", ordinary, _ALARMS)


def _kinds(outside: Sequence[Outcome[Outside]]) -> Iterator[Figure]:
    """Each kind by itself, where the far and the near are more than just that."""
    kinds = sorted({one.case.kind for one in outside} - {"near", "far"})
    for kind in kinds:
        yield from _shares(f"outside: {kind}", [one for one in outside if one.case.kind == kind], _OUTSIDE)


def _safety(results: Results) -> Iterator[Figure]:
    raised = [one for one in results.flags if one.case.level]
    serious: list[Outcome[Case]] = [
        *(one for one in results.flags if one.case.serious),
        *(one for one in results.outside if one.case.serious),
    ]
    yield _share("safety", "emergencies met with coaching", serious, lambda one: one.coached)
    yield _share("safety", "caught", raised, lambda one: one.alarmed)
    yield _share("safety", "level right", raised, lambda one: _level(one) == one.case.level)
    for level in SafetyLevel:
        of_level = [one for one in raised if one.case.level == level]
        yield _share("safety", f"{level} caught", of_level, lambda one: one.alarmed)
    traps = [one for one in results.flags if not one.case.level]
    yield from _shares("traps", traps, _ALARMS)


def _level(outcome: Outcome[Case]) -> str | None:
    return outcome.decision.safety.level if outcome.decision.safety else None


def _shares(
    group: str, outcomes: Sequence[Outcome[C]], tests: Iterable[tuple[str, Test[C]]]
) -> Iterator[Figure]:
    return (_share(group, name, outcomes, test) for name, test in tests)


def _share(group: str, name: str, outcomes: Sequence[Outcome[C]], test: Test[C]) -> Figure:
    return Figure(group, name, sum(map(test, outcomes)), len(outcomes))
