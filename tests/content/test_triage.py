from pathlib import Path
from shutil import copytree

import pytest

from bot.content.finding import KnowledgeError
from bot.content.triage import RULE_IDS, TriageTexts, load_triage

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"


@pytest.fixture(scope="module")
def texts() -> TriageTexts:
    return load_triage(KNOWLEDGE)


def test_the_questions_come_in_the_order_of_the_protocol(texts: TriageTexts) -> None:
    order = " ".join(question.id for question in texts.questions)
    assert order == "q1 q2 q3 q4 q4b q5 q6 q7 q8 q9 q10 q11"


def test_a_question_is_found_by_its_id(texts: TriageTexts) -> None:
    assert texts.question("q4b").key == "q4b"
    with pytest.raises(LookupError, match="q99"):
        texts.question("q99")


def test_whoever_may_tick_several_sees_the_full_wording_of_each(texts: TriageTexts) -> None:
    many = [question for question in texts.questions if question.kind == "many"]
    assert [question.id for question in many] == ["q1", "q2", "q3", "q11"]
    assert all(option.text for question in many for option in question.options)


def test_what_is_our_own_choice_is_marked_in_the_rules_that_the_protocol_names(texts: TriageTexts) -> None:
    marked = {rule for rule, text in texts.rules.items() if text.design}
    assert marked == {"R4", "R5", "R6", "R8", "R16", "R17", "R19", "R25", "R30", "R31"}


def test_there_are_thirty_worked_cases(texts: TriageTexts) -> None:
    assert [case.number for case in texts.cases] == list(range(1, 31))


def test_every_rule_has_a_reason_and_a_source(texts: TriageTexts) -> None:
    assert tuple(texts.rules) == RULE_IDS
    for rule, text in texts.rules.items():
        assert text.because.startswith("Because "), rule
        assert text.sources, rule


@pytest.mark.parametrize(
    ("file", "good", "bad", "what"),
    [
        ("outcomes", "when: {onset: [sudden]}", "when: {onset: [suddenly]}", "`onset` is never `suddenly`"),
        ("outcomes", "when: {onset: [sudden]}", "when: {start: [sudden]}", "start"),
        ("outcomes", "when: {rule: [R7]}", "when: {rule: [R70]}", "`rule` is never `R70`"),
        ("outcomes", "unless: {soreness: [0]}", "unless: {soreness: [11]}", "`soreness` is never `11`"),
        ("outcomes", "  K:\n", "  Q:\n", "Q"),
        ("rules", "  R5:\n", "  R55:\n", "has no `R5`"),
        ("rules", "sources: [E66]", "sources: [66]", "sources"),
        ("rules", "design: [4 or 5]", "design: [4 or 6]", "`4 or 6`, which does not stand in the text"),
        ("outcomes", "within a week]", "within a year]", "`within a year`, which does not stand in the text"),
        ("cases", "location: both", "location: back", "`location` is never `back`"),
        ("cases", "flags: [B1]", "flags: [B9]", "`flags` is never `B9`"),
        ("cases", "rule: R25", "rule: R52", "`rule` is never `R52`"),
        ("cases", "outcome: K", "outcome: Z", "`outcome` is never `Z`"),
        ("cases", "soreness: 9", "soreness: 19", "soreness"),
        ("cases", "number: 2\n", "number: 3\n", "not numbered"),
        ("review", "\nasks:", "\nask:", "asks"),
        (
            "questions",
            "label: Groin or front of the hip",
            "label: Groin or the very front part of the hip",
            "label",
        ),
        ("questions", "id: q9\n", "id: q8\n", "same id"),
        ("questions", "kind: score", "kind: slider", "kind"),
    ],
)
def test_a_curators_slip_is_named_with_file_and_line(
    tmp_path: Path, file: str, good: str, bad: str, what: str
) -> None:
    copytree(KNOWLEDGE / "triage", tmp_path / "triage")
    path = tmp_path / "triage" / f"{file}.yaml"
    text = path.read_text()
    assert good in text
    path.write_text(text.replace(good, bad, 1))
    with pytest.raises(KnowledgeError) as caught:
        load_triage(tmp_path)
    assert {finding.file for finding in caught.value.findings} == {f"triage/{file}.yaml"}
    assert any(what in finding.what for finding in caught.value.findings)
    assert all(finding.line >= 1 and finding.mend for finding in caught.value.findings)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    copytree(KNOWLEDGE / "triage", tmp_path / "triage")
    (tmp_path / "triage" / "rules.yaml").unlink()
    with pytest.raises(KnowledgeError, match=r"triage/rules\.yaml"):
        load_triage(tmp_path)
