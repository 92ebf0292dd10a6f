from bot.evaluation.cases import Cases
from bot.evaluation.run import run
from tests.evaluation.parts import NAMES, Scripted, decision, flag, inside, outside, results


def test_cases_are_sorted_and_each_carries_its_decision_and_time() -> None:
    found = results(
        (outside("shoes"), decision("decline", "protein")),
        (inside("how often", "frequency"), decision("answer", "how-often", "protein", score=0.9)),
        (inside("rest", "frequency"), decision("suggest", "protein", "rest-days")),
        (flag("it popped", "urgent"), decision("safety", level="urgent")),
    )
    first, second = found.inside
    assert (first.answered, first.offered, first.ranked) == ("frequency", (), ("frequency", "nutrition"))
    assert (first.score, first.seconds, first.coached) == (0.9, 1.0, True)
    assert (second.answered, second.offered, second.seconds) == (None, ("nutrition", "frequency"), 2.0)
    assert [one.case.q for one in found] == ["how often", "rest", "shoes", "it popped"]
    assert (found.flags[0].alarmed, found.flags[0].score, found.outside[0].coached) == (True, 0.0, False)


def test_a_question_can_be_changed_before_it_is_asked() -> None:
    matcher = Scripted({"HOW OFTEN": decision("answer", "how-often")})
    cases = Cases.of([inside("how often", "frequency")])
    (outcome,) = run(matcher, cases, NAMES, iter((0.0, 1.0)).__next__, str.upper)
    assert (outcome.text, outcome.case.q, outcome.answered) == ("HOW OFTEN", "how often", "frequency")
