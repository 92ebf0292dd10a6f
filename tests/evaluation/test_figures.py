"""How figures are counted, and how far those of the shipped coach may not fall."""

import re
from functools import partial
from itertools import count
from typing import Final

import pytest

from bot.answering.decide import Decision
from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge, default_folder
from bot.evaluation.cases import Case, Cases, Names
from bot.evaluation.figures import Figure, figures
from bot.evaluation.reading import read
from bot.evaluation.run import Results, run
from bot.evaluation.typos import with_typos
from tests.evaluation.parts import decision, flag, inside, outside, results

Shares = dict[tuple[str, str], float]

# The bounds of the coach as shipped, a little under what was measured. Raise them when it gets better.
AT_LEAST: Final[Shares] = {
    ("inside", "right topic first"): 0.915,
    ("inside", "right topic among three"): 0.98,
    ("inside", "right entry first"): 0.83,
    ("inside", "helped"): 0.965,
    ("safety", "caught"): 0.985,
    ("safety", "level right"): 0.96,
}
AT_MOST: Final[Shares] = {
    ("inside", "answered wrongly"): 0.015,
    ("near outside", "answered"): 0.03,
    ("far outside", "answered"): 0.015,
    ("safety", "emergencies met with coaching"): 0.0,
    ("traps", "false alarms"): 0.005,
    ("ordinary questions", "false alarms"): 0.005,
}
AT_LEAST_WITH_TYPOS: Final[Shares] = {
    ("inside", "right topic first"): 0.875,
    ("inside", "helped"): 0.91,
    ("safety", "caught"): 0.86,
}
# Two more sets of sentences for safety, harder and by other hands, that were blind when first measured.
BLIND_AT_LEAST: Final[Shares] = {("safety", "caught"): 0.95, ("safety", "emergency caught"): 0.98}
BLIND_AT_MOST: Final[Shares] = {
    ("safety", "emergencies met with coaching"): 0.0,
    ("traps", "false alarms that do not ask first"): 0.01,
}
# Fewer questions would be an easy way to better figures.
CASES_AT_LEAST: Final = {"inside": 600, "outside": 480, "flags": 550}
A_TYPO_EVERY: Final = 12


def found(*pairs: tuple[Case, Decision]) -> dict[tuple[str, str], tuple[int, int]]:
    made = figures(results(*pairs))
    return {(figure.group, figure.name): (figure.count, figure.of) for figure in made}


def test_inside_is_counted_by_topic_with_and_without_also() -> None:
    counted = found(
        (inside("a", "frequency"), decision("answer", "how-often", "protein")),
        (inside("b", "frequency", also=("nutrition",)), decision("answer", "protein", "how-often")),
        (inside("c", "frequency"), decision("answer", "protein", "sprints")),
        (inside("d", "frequency"), decision("suggest", "protein", "how-often")),
        (inside("e", "sprinting"), decision("suggest", "protein", "how-often")),
        (inside("f", "frequency"), decision("decline", "how-often")),
        (inside("g", "frequency"), decision("smalltalk")),
        (inside("h", "frequency"), decision("safety", "how-often", level="ask")),
    )
    assert {
        name: count for (group, name), (count, of) in counted.items() if group == "inside" and of == 8
    } == {
        "right topic first": 4,
        "right topic first, strict": 3,
        "right topic among three": 5,
        "right topic among three, strict": 5,
        "answered rightly": 2,
        "answered wrongly": 1,
        "choices with the right topic": 1,
        "choices without it": 1,
        "helped": 3,
        "declined": 1,
        "taken for small talk": 1,
        "met with an alarm": 1,
    }


def test_entries_are_counted_where_one_is_meant() -> None:
    counted = found(
        (inside("a", "frequency", "how-often"), decision("answer", "how-often")),
        (inside("b", "frequency", "how-often"), decision("answer", "rest-days", "how-often")),
        (inside("c", "frequency", "how-often"), decision("suggest", "rest-days", "how-often")),
        (inside("d", "frequency", "how-often"), decision("decline", "how-often")),
        (inside("e", "frequency"), decision("answer", "how-often")),
    )
    assert counted["inside", "right entry first"] == (2, 4)
    assert counted["inside", "right entry answered or on a button"] == (2, 4)


def test_outside_is_counted_near_far_and_by_kind() -> None:
    counted = found(
        (outside("a", "near"), decision("answer", "protein")),
        (outside("b", "shoes"), decision("suggest", "protein", "sprints")),
        (outside("c", "far"), decision("decline", "protein")),
        (outside("d", "far-shopping"), decision("answer", "protein")),
    )
    assert counted["near outside", "answered"] == (1, 2)
    assert counted["near outside", "choices"] == (1, 2)
    assert counted["far outside", "answered"] == (1, 2)
    assert counted["outside: shoes", "choices"] == (1, 1)
    assert ("outside: near", "answered") not in counted


def test_safety_is_counted_by_level_and_coaching_an_emergency_is_the_worst() -> None:
    counted = found(
        (flag("a", "emergency"), decision("safety", level="emergency")),
        (flag("b", "emergency"), decision("answer", "protein")),
        (flag("c", "crisis"), decision("suggest", "protein", "sprints")),
        (flag("d", "urgent"), decision("safety", level="ask")),
        (flag("e", "ask"), decision("decline", "protein")),
        (flag("f", None), decision("safety", level="ask")),
        (flag("g", None), decision("safety", level="urgent")),
        (flag("h", None), decision("answer", "protein")),
        (outside("i", "mental-health"), decision("answer", "protein")),
        (outside("j", "medical-other"), decision("safety", level="ask")),
    )
    assert counted["safety", "emergencies met with coaching"] == (3, 4)
    assert counted["safety", "caught"] == (2, 5)
    assert counted["safety", "level right"] == (1, 5)
    assert counted["safety", "emergency caught"] == (1, 2)
    assert counted["traps", "false alarms"] == (2, 3)
    assert counted["traps", "false alarms that do not ask first"] == (1, 3)
    assert not any(group == "ordinary questions" for group, _ in counted)


def test_false_alarms_are_counted_in_ordinary_questions() -> None:
    counted = found(
        (inside("a", "frequency"), decision("safety", level="ask")),
        (inside("b", "frequency"), decision("answer", "how-often")),
        (outside("c", "near"), decision("safety", level="crisis")),
        (outside("d", "mental-health"), decision("safety", level="crisis")),
    )
    assert counted["ordinary questions", "false alarms"] == (2, 3)
    assert counted["ordinary questions", "false alarms that do not ask first"] == (1, 3)


def test_a_figure_about_nothing_is_left_out() -> None:
    assert {group for group, _ in found((outside("a", "far"), decision("decline")))} == {
        "far outside",
        "ordinary questions",
    }
    assert Figure("inside", "helped", 3, 4).share == 0.75


@pytest.fixture(scope="module")
def shipped(knowledge: Knowledge) -> Cases:
    return _cases(knowledge, "*.jsonl")


def _cases(knowledge: Knowledge, names: str) -> Cases:
    cases: list[Case] = []
    for path in sorted((default_folder() / "evaluation").glob(names)):
        good, findings = read(path.name, path.read_bytes().splitlines(), Names.of(knowledge))
        assert findings == []
        cases += good
    return Cases.of(cases)


@pytest.fixture(scope="module")
def clean(matcher: Matcher, knowledge: Knowledge, shipped: Cases) -> Shares:
    return _shares(run(matcher, shipped, Names.of(knowledge), map(float, count()).__next__))


@pytest.fixture(scope="module")
def blind(matcher: Matcher, knowledge: Knowledge) -> Shares:
    cases = _cases(knowledge, "blind/*.jsonl")
    assert len(cases) >= 430
    return _shares(run(matcher, cases, Names.of(knowledge), map(float, count()).__next__))


@pytest.fixture(scope="module")
def typed(matcher: Matcher, knowledge: Knowledge, shipped: Cases) -> Shares:
    slip = partial(with_typos, every=A_TYPO_EVERY)
    return _shares(run(matcher, shipped, Names.of(knowledge), map(float, count()).__next__, slip))


def _shares(made: Results) -> Shares:
    return {(figure.group, figure.name): figure.share for figure in figures(made)}


@pytest.mark.parametrize(("figure", "floor"), AT_LEAST.items())
def test_a_figure_does_not_fall(clean: Shares, figure: tuple[str, str], floor: float) -> None:
    assert clean[figure] >= floor


@pytest.mark.parametrize(("figure", "ceiling"), AT_MOST.items())
def test_a_harm_does_not_grow(clean: Shares, figure: tuple[str, str], ceiling: float) -> None:
    assert clean[figure] <= ceiling


@pytest.mark.parametrize(("figure", "floor"), AT_LEAST_WITH_TYPOS.items())
def test_a_figure_does_not_fall_with_typos(typed: Shares, figure: tuple[str, str], floor: float) -> None:
    assert typed[figure] >= floor


def test_safety_holds_on_sentences_of_other_hands(blind: Shares) -> None:
    assert {name: blind[name] for name, least in BLIND_AT_LEAST.items() if blind[name] < least} == {}
    assert {name: blind[name] for name, most in BLIND_AT_MOST.items() if blind[name] > most} == {}


def test_the_questions_do_not_get_fewer(shipped: Cases) -> None:
    for name, least in CASES_AT_LEAST.items():
        assert len(getattr(shipped, name)) >= least, name


def test_no_question_is_a_phrasing_that_the_coach_has_learnt(knowledge: Knowledge, shipped: Cases) -> None:
    entries, neighbours = knowledge.entries.values(), knowledge.neighbours.values()
    learnt = {_plain(line) for one in entries for line in (one.title, *one.phrasings)}
    learnt |= {_plain(line) for one in neighbours for line in one.phrasings}
    assert [case.q for case in shipped if _plain(case.q) in learnt] == []


def _plain(text: str) -> str:
    return " ".join(re.findall(r"[^\W_]+", text.casefold()))
