from bot.coaching.outcome import Outcome
from bot.coaching.triage import Verdict
from bot.coaching.worked import work
from bot.content.triage_review import CaseAnswers, WorkedCase

MILD = CaseAnswers(
    soreness=2, location="both", onset="after", days="0-1", form="no", walking="fine", trend="new"
)


def test_a_case_is_decided_by_the_rules_as_they_stand() -> None:
    (worked,) = work([WorkedCase(number=1, story="mild", answers=MILD, outcome="K", rule="R32")])
    assert worked.verdict == Verdict(Outcome.K, "R32")
    assert worked.agrees


def test_a_case_agrees_only_when_outcome_and_rule_are_the_protocols() -> None:
    for outcome, rule in (("A", "R32"), ("K", "R31")):
        (worked,) = work([WorkedCase(number=1, story="mild", answers=MILD, outcome=outcome, rule=rule)])
        assert not worked.agrees
