import pytest

from bot.answering.followup import joined, without_opening
from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge


@pytest.mark.parametrize(
    ("after", "text", "entry"),
    [
        ("nordic-curl", "how many sets?", "nordic-dose"),
        ("nordic-curl", "how often?", "nordic-dose"),
        ("glute-bridge", "how many sets?", "sets-and-reps"),
        ("how-often", "and for sprinting?", "sprinting"),
        ("running-while-sore", "how long will it last?", "how-long-sore"),
        ("pulled-hamstring", "when can i run again?", "back-to-running"),
        ("cramps", "what about magnesium?", "cramps"),
        ("how-often", "which days?", "which-days"),
        ("nordic-curl", "how much protein do i need", "protein"),
    ],
)
def test_a_short_question_is_read_against_the_last_answer(
    matcher: Matcher, after: str, text: str, entry: str
) -> None:
    decision = matcher.decide(text, after)
    assert (decision.kind, decision.entry) == ("answer", entry), decision.reason


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("best running shoes", "decline"),
        ("and shoes?", "decline"),
        ("what is the capital of france", "decline"),
        ("thanks", "smalltalk"),
        ("i felt a pop in my hamstring", "safety"),
    ],
)
def test_what_is_outside_or_urgent_stays_so_after_an_answer(matcher: Matcher, text: str, kind: str) -> None:
    assert matcher.decide(text, "how-often").kind == kind


@pytest.mark.parametrize("after", [None, "", "gone-for-good"])
def test_without_an_answer_before_a_short_question_stands_alone(matcher: Matcher, after: str | None) -> None:
    assert matcher.decide("how many sets?", after) == matcher.decide("how many sets?")


def test_a_long_question_says_itself_what_it_is_about(matcher: Matcher, knowledge: Knowledge) -> None:
    text = "should i stretch my hamstrings before i go out for a run"
    for entry in knowledge.entries:
        assert matcher.decide(text, entry).entry == matcher.decide(text).entry


@pytest.mark.parametrize(
    ("words", "rest"),
    [
        (("and", "for", "sprinting"), ("for", "sprinting")),
        (("what", "about", "shoes"), ("shoes",)),
        (("and", "what", "about", "it"), ("it",)),
        (("what", "days"), ("what", "days")),
        (("and",), ()),
    ],
)
def test_openings_are_left_out(words: tuple[str, ...], rest: tuple[str, ...]) -> None:
    assert without_opening(words) == rest


def test_a_question_without_a_subject_takes_more_from_the_title() -> None:
    assert joined(("nordic",), ("how", "many", "sets")).count("nordic") == 2
    assert joined(("nordic",), ("and", "sprinting")).count("sprinting") == 2
