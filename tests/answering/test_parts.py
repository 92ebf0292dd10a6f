import pytest

from bot.answering.matcher import Matcher
from bot.answering.parts import questions_of


@pytest.mark.parametrize(
    ("text", "questions"),
    [
        ("How often should I train? How much protein do I need?", 2),
        ("how often should i train and how much protein do i need", 2),
        ("how do i do nordics? and how many sets of them", 2),
        ("1) how often should i train 2) how much protein", 1),
        ("How often should I train?\nWhen will I see results?\nDo I need protein shakes?", 3),
        ("how often and for how long should i train", 1),
        ("I ran 10k. My legs were sore. Can I run today?", 1),
        ("bread and butter", 0),
        ("is that ok?", 1),
        ("why? how?", 0),
        ("", 0),
    ],
)
def test_questions_are_told_from_stories_and_halves(text: str, questions: int) -> None:
    assert len(questions_of(text)) == questions


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("How often should I train my hamstrings? And how much protein do I need?", ["how-often", "protein"]),
        ("how much protein do i need and how often should i train my hamstrings", ["protein", "how-often"]),
        ("Can I run with sore hamstrings? How do I do a nordic curl?", ["running-while-sore", "nordic-curl"]),
        (
            "when will i see results from hamstring training and should i stretch before a run",
            ["time-to-results", "stretch-before-run"],
        ),
    ],
)
def test_two_clear_questions_are_both_answered_in_order(
    matcher: Matcher, text: str, entries: list[str]
) -> None:
    decision = matcher.decide(text)
    assert [part.entry for part in decision.parts] == entries
    assert (decision.kind, decision.entry) == ("answer", entries[0])
    assert len({candidate.topic for candidate in decision.candidates}) == len(decision.candidates)
    assert {part.candidates[0] for part in decision.parts} <= set(decision.candidates)


@pytest.mark.parametrize(
    "text",
    [
        "how often should i train my hamstrings",
        "How often should I train my hamstrings? How many times a week is best for hamstrings?",
        "How often should I train my hamstrings? What is the capital of France?",
        "Ran a half on Sunday. Legs are sore. Is it ok to do my strength session tomorrow?",
    ],
)
def test_one_question_or_one_that_is_clear_has_no_parts(matcher: Matcher, text: str) -> None:
    assert matcher.decide(text).parts == ()


def test_a_red_flag_in_one_half_comes_before_both_answers(matcher: Matcher) -> None:
    decision = matcher.decide("How often should I train? I have chest pain right now, can i run?")
    assert (decision.kind, decision.parts) == ("safety", ())
