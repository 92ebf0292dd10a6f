from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.answers import Answers, Flag, Form, Onset, PartialAnswers, Risk, Trend, Walking
from bot.coaching.outcome import Outcome
from bot.coaching.triage import RULES, RULESET, Verdict, certain, decide, flagged
from tests.coaching.cases import WORKED
from tests.coaching.space import ANY, AXES, RISKS, axis, grid, seriousness

ORDERED = ("soreness", "days", "form", "walking", "trend")
"""The answers that can be worse than one another."""
LEAST = {Flag.A1: Outcome.E, Flag.B1: Outcome.U, Flag.C1: Outcome.P}
"""One flag of each letter, and the mildest outcome it leaves."""
TICKED = [
    (frozenset[Flag](), False),
    *((frozenset({flag}), False) for flag in LEAST),
    (frozenset[Flag](), True),
]
"""Flags and Q4b over a whole grid: nothing ticked, a flag of each letter, Yes to Q4b."""


@pytest.mark.parametrize(
    ("number", "outcome", "rule", "answers"), WORKED, ids=[f"case {w[0]}" for w in WORKED]
)
def test_each_worked_case_ends_as_the_protocol_says(
    number: int, outcome: str, rule: str, answers: Answers
) -> None:
    assert decide(answers) == Verdict(Outcome(outcome), rule), number


@given(ANY)
def test_an_outcome_is_that_of_its_rule_and_no_rule_above_it_applies(answers: Answers) -> None:
    verdict = decide(answers)
    first = next(rule for rule in RULES if rule.applies(answers))
    assert verdict == Verdict(first.outcome, first.id)


def test_the_rules_are_numbered_in_order_and_the_ruleset_is_named() -> None:
    assert [rule.id for rule in RULES] == [f"R{number}" for number in range(1, 33)]
    assert RULESET


def test_rules_stand_from_most_to_least_serious() -> None:
    assert [rule.outcome for rule in RULES] == sorted((rule.outcome for rule in RULES), reverse=True)


def test_each_combination_of_ordinary_answers_ends_in_one_rule_and_every_rule_is_reached() -> None:
    reached, often = np.unique(grid(), return_counts=True)
    assert often.sum() == 369_600
    rules = {RULES[index].id for index in reached}
    assert rules | {"R1", "R2", "R3", "R9"} == {rule.id for rule in RULES}
    assert {"R1", "R2", "R3", "R9"} <= {rule for _, _, rule, _ in WORKED}


@pytest.mark.parametrize(
    ("key", "worst"),
    [
        ("form", [Form.LITTLE, Form.LOT]),
        ("walking", [Walking.LIMP]),
        ("onset", [Onset.SUDDEN]),
        ("soreness", range(6, 11)),
    ],
)
def test_form_limp_sudden_and_6_are_at_least_a_swap(key: str, worst: Sequence[object]) -> None:
    at = [AXES[key].index(value) for value in worst]
    with_it = seriousness(grid(risks=len(RISKS))).take(at, axis=axis(key))
    assert with_it.min() == Outcome.X.seriousness


@pytest.mark.parametrize(("flags", "q4b"), TICKED)
@pytest.mark.parametrize("key", ORDERED)
def test_a_worse_answer_never_makes_the_outcome_milder(key: str, flags: frozenset[Flag], q4b: bool) -> None:
    """Every pair of neighbours of the whole space, whatever else was ticked."""
    assert np.diff(seriousness(grid(flags, q4b=q4b)), axis=axis(key)).min() >= 0


@pytest.mark.parametrize("key", ORDERED)
def test_nor_with_several_risk_groups(key: str) -> None:
    assert np.diff(seriousness(grid(risks=len(RISKS))), axis=axis(key)).min() >= 0


def test_new_weighs_the_same_as_no_change() -> None:
    new, same = (AXES["trend"].index(trend) for trend in (Trend.NEW, Trend.SAME))
    rules = grid(risks=len(RISKS))
    assert (rules.take(new, axis=axis("trend")) == rules.take(same, axis=axis("trend"))).all()


@pytest.mark.parametrize("added", Risk)
def test_a_risk_group_added_to_any_others_never_makes_the_outcome_milder(added: Risk) -> None:
    outcomes = seriousness(grid(risks=len(RISKS)))
    for at, risks in enumerate(RISKS):
        with_it = RISKS.index(risks | {added})
        assert (outcomes[..., with_it] >= outcomes[..., at]).all(), risks


@pytest.mark.parametrize("flag", LEAST)
def test_a_flag_added_anywhere_leaves_the_more_serious_outcome(flag: Flag) -> None:
    alone, with_it = seriousness(grid()), seriousness(grid(frozenset({flag})))
    assert (with_it == np.maximum(alone, LEAST[flag].seriousness)).all()


def test_yes_to_q4b_is_an_emergency_whatever_was_answered() -> None:
    assert {RULES[index].id for index in np.unique(grid(q4b=True))} == {"R2"}


@pytest.mark.parametrize("flag", Flag)
def test_each_flag_weighs_as_the_others_of_its_letter(flag: Flag) -> None:
    first = next(one for one in LEAST if one[0] == flag[0])
    assert (grid(frozenset({flag}), risks=1) == grid(frozenset({first}))[..., :1]).all()


@given(ANY, st.sampled_from(Flag))
def test_a_flag_beside_others_never_makes_the_outcome_milder(answers: Answers, flag: Flag) -> None:
    with_it = answers.model_copy(update={"flags": answers.flags | {flag}})
    assert decide(with_it).outcome >= decide(answers).outcome


@pytest.mark.parametrize(
    ("known", "verdict"),
    [
        ({"flags": ["A4"]}, Verdict(Outcome.E, "R1")),
        ({"flags": ["B2"]}, Verdict(Outcome.U, "R3")),
        ({"flags": ["B2", "A1"]}, Verdict(Outcome.E, "R1")),
        ({"soreness": 9, "q4b": True}, Verdict(Outcome.E, "R2")),
        ({"soreness": 4, "location": "sitbone", "onset": "sudden"}, Verdict(Outcome.U, "R4")),
        ({"onset": "sudden", "soreness": 7, "location": "mid", "walking": "limp"}, Verdict(Outcome.U, "R5")),
        ({}, None),
        ({"flags": ["C1"]}, None),
        ({"soreness": 10, "q4b": False}, None),
        ({"soreness": 3, "location": "sitbone", "onset": "sudden"}, None),
    ],
)
def test_questions_stop_as_soon_as_emergency_or_urgent_is_certain(
    known: dict[str, object], verdict: Verdict | None
) -> None:
    assert certain(PartialAnswers.model_validate(known)) == verdict


@given(ANY, st.sets(st.sampled_from(sorted(set(Answers.model_fields) - {"flags"}))))
def test_what_is_certain_half_way_stays_so(answers: Answers, asked: set[str]) -> None:
    known = {key: getattr(answers, key) for key in asked | {"flags"}}
    early = certain(PartialAnswers.model_validate(known))
    if early is not None:
        assert decide(answers).outcome >= early.outcome >= Outcome.U


def test_a_ticked_flag_needs_no_other_answer_but_a_strong_score_does() -> None:
    assert flagged(PartialAnswers(flags=frozenset({Flag.A1}))) == Verdict(Outcome.E, "R1")
    assert flagged(PartialAnswers(flags=frozenset({Flag.B1}))) == Verdict(Outcome.U, "R3")
    assert flagged(PartialAnswers(soreness=9, q4b=True)) is None
    assert flagged(PartialAnswers(flags=frozenset({Flag.C2}))) is None
