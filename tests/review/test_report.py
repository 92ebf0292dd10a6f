from bot.coaching.outcome import Outcome
from bot.coaching.triage import RULES, RULESET
from bot.content.knowledge import Knowledge
from bot.review.report import report
from bot.review.views import Report
from tests.review.conftest import COUNTS, MADE


def test_every_rule_is_told_in_order_with_its_outcome_and_its_sources(made: Report) -> None:
    assert [(rule.id, rule.outcome) for rule in made.rules] == [(rule.id, rule.outcome) for rule in RULES]
    assert all(rule.plain and rule.because and rule.name for rule in made.rules)
    assert all(source.title for rule in made.rules for source in rule.sources)


def test_a_fact_of_the_article_comes_with_its_wording_and_a_work_with_its_link(made: Report) -> None:
    sources = {source.key: source for rule in made.rules for source in rule.sources}
    assert sources["S95"].fact
    assert sources["S95"].url is None
    assert sources["E18"].fact is None
    assert str(sources["E18"].url).startswith("https://")


def test_each_worked_case_comes_out_as_the_protocol_says(made: Report) -> None:
    assert [case.number for case in made.cases] == list(range(1, 31))
    assert [case.now for case in made.cases] == [case.protocol for case in made.cases]
    assert made.agreeing == 30


def test_a_case_that_differs_is_told_as_differing(knowledge: Knowledge) -> None:
    first, *others = knowledge.triage.cases
    changed = first.model_copy(update={"outcome": "E"})
    texts = knowledge.triage.model_copy(update={"cases": (changed, *others)})
    made = report(knowledge.model_copy(update={"triage": texts}), COUNTS, MADE, "1")
    assert not made.cases[0].agrees
    assert made.agreeing == 29


def test_the_questions_come_in_order_with_all_their_buttons(made: Report) -> None:
    assert " ".join(question.id for question in made.questions) == "Q1 Q2 Q3 Q4 Q4b Q5 Q6 Q7 Q8 Q9 Q10 Q11"
    by_id = {question.id: question for question in made.questions}
    assert [choice.key for choice in by_id["Q1"].choices] == ["A1", "A2", "A3", "A4", "A5"]
    assert [choice.label for choice in by_id["Q4"].choices] == [str(score) for score in range(11)]
    assert "only from a score of 8" in by_id["Q4b"].note
    assert by_id["Q1"].last[-1] == "Stop"
    assert "‹ Back" in by_id["Q2"].last
    assert "‹ Back" not in by_id["Q1"].last


def test_every_outcome_has_its_texts_and_an_example_from_the_worked_cases(made: Report) -> None:
    assert [outcome.outcome for outcome in made.outcomes] == list(Outcome)
    for outcome in made.outcomes:
        assert outcome.blocks
        assert outcome.example is not None
        assert outcome.heading in outcome.example.text


def test_each_line_with_a_number_of_our_own_is_told_once_with_the_number_marked(
    knowledge: Knowledge, made: Report
) -> None:
    for outcome in made.outcomes:
        whole = "\n".join(outcome.own)
        assert len(set(outcome.own)) == len(outcome.own)
        for words in knowledge.triage.outcomes[outcome.outcome.value].design:
            assert f'<mark>{words}<i class="own">' in whole


def test_counts_are_handed_on_and_a_rule_that_none_reaches_counts_nothing(made: Report) -> None:
    counts = {rule.id: (rule.count, rule.share) for rule in made.rules}
    assert counts["R32"] == (9_999, "100.0 %")
    assert counts["R8"] == (1, "< 0.1 %")
    assert counts["R1"] == (0, "0")
    assert sum(rule.count for rule in made.rules) == sum(one.count for one in made.outcomes) == made.total


def test_the_report_says_what_it_is_about(made: Report) -> None:
    assert (made.ruleset, made.version, made.day) == (RULESET, "9.8.7", "5 November 2026, 09:30 UTC")
