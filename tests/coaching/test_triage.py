import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.coaching.answers import Answers, Days, Flag, Form, Onset, PartialAnswers, Risk, Trend, Walking
from bot.coaching.outcome import Outcome
from bot.coaching.space import ordinary
from bot.coaching.triage import RULES, RULESET, Verdict, certain, decide, flagged
from tests.coaching.cases import WORKED
from tests.coaching.space import ANY, SAMPLE

# Mildest first; None stands between "no change" and "a little" for a runner who has not run since.
WORSE: dict[str, list[object]] = {
    "soreness": list(range(11)),
    "days": list(Days),
    "form": [Form.NO, Form.NOT_RUN, Form.LITTLE, Form.LOT],
    "walking": list(Walking),
    "trend": [Trend.BETTER, Trend.SAME, Trend.WORSE],
}


@pytest.mark.parametrize(
    ("number", "outcome", "rule", "answers"), WORKED, ids=[f"case {w[0]}" for w in WORKED]
)
def test_each_worked_case_ends_as_the_protocol_says(
    number: int, outcome: str, rule: str, answers: Answers
) -> None:
    assert decide(answers) == Verdict(Outcome(outcome), rule), number


def test_the_rules_are_numbered_in_order_and_the_ruleset_is_named() -> None:
    assert [rule.id for rule in RULES] == [f"R{number}" for number in range(1, 33)]
    assert RULESET


def test_rules_stand_from_most_to_least_serious() -> None:
    assert [rule.outcome for rule in RULES] == sorted((rule.outcome for rule in RULES), reverse=True)


def test_every_rule_can_be_reached() -> None:
    reached = {decide(answers).rule for answers in ordinary(SAMPLE)}
    assert reached | {"R1", "R2", "R3", "R9"} == {rule.id for rule in RULES}
    assert {"R1", "R2", "R3", "R9"} <= {rule for _, _, rule, _ in WORKED}


def test_over_a_sample_of_the_space_form_limp_sudden_and_6_are_at_least_a_swap() -> None:
    for answers in ordinary(SAMPLE):
        if at_least_a_swap(answers):
            assert decide(answers).outcome >= Outcome.X, answers


@given(ANY)
def test_form_limp_sudden_and_6_are_at_least_a_swap(answers: Answers) -> None:
    if at_least_a_swap(answers):
        assert decide(answers).outcome >= Outcome.X


def at_least_a_swap(answers: Answers) -> bool:
    return (
        answers.form in {Form.LITTLE, Form.LOT}
        or answers.walking is Walking.LIMP
        or answers.onset is Onset.SUDDEN
        or answers.soreness >= 6
    )


@given(ANY, st.data())
def test_a_worse_answer_never_makes_the_outcome_milder(answers: Answers, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from(sorted(WORSE)))
    order = WORSE[key]
    low, high = sorted(data.draw(st.tuples(st.integers(0, len(order) - 1), st.integers(0, len(order) - 1))))
    milder, worse = (decide(answers.model_copy(update={key: order[index]})) for index in (low, high))
    assert milder.outcome <= worse.outcome


@given(ANY)
def test_new_weighs_the_same_as_no_change(answers: Answers) -> None:
    new, same = (answers.model_copy(update={"trend": trend}) for trend in (Trend.NEW, Trend.SAME))
    assert decide(new) == decide(same)


@given(ANY, st.sampled_from(Risk), st.sampled_from(Flag))
def test_a_risk_group_or_a_flag_never_makes_the_outcome_milder(
    answers: Answers, risk: Risk, flag: Flag
) -> None:
    before = decide(answers).outcome
    assert decide(answers.model_copy(update={"risk": answers.risk | {risk}})).outcome >= before
    assert decide(answers.model_copy(update={"flags": answers.flags | {flag}})).outcome >= before


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
