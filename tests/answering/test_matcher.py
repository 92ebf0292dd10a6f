import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.answering.matcher import Matcher
from bot.content.knowledge import Knowledge
from tests.answering.parts import NEIGHBOURS, QUESTIONS, small_matcher


@pytest.fixture(scope="module")
def small(knowledge: Knowledge) -> Matcher:
    return small_matcher(knowledge)


def test_every_phrasing_and_title_is_answered_by_its_own_entry(
    matcher: Matcher, knowledge: Knowledge
) -> None:
    for entry in knowledge.entries.values():
        for text in (entry.title, *entry.phrasings):
            decision = matcher.decide(text)
            assert (decision.kind, decision.entry) == ("answer", entry.id), text
            assert decision.reason == "exact"
            assert decision.candidates[0].score == 1.0


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.title,
        lambda text: f"  {text} ??? ",
        lambda text: text.replace(" ", "  "),
        lambda text: f"{text} 😀",
        lambda text: text.replace("i", "í"),
    ],
)
def test_case_accents_blanks_and_marks_do_not_change_the_answer(small: Matcher, change) -> None:
    for question in QUESTIONS:
        for text in question.phrasings:
            assert small.decide(change(text)).entry == question.id


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("how often shuold i trian my hamstrings", "how-often"),
        ("How often should I train my hammies?", "how-often"),
        ("nordik curl tecnique", "nordic-curl"),
        ("grams of protien a day", "protein"),
        ("how many sessions per week", "how-often"),
    ],
)
def test_slips_and_slang_find_the_entry(small: Matcher, text: str, entry: str) -> None:
    assert small.decide(text).candidates[0].entry == entry


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("how often should I train", "how-often"),
        ("When will I see results?", "time-to-results"),
        ("how much protein do runners need", "protein"),
        ("how do I do a nordic curl", "nordic-curl"),
        ("is it ok to lift while sore", "lift-while-sore"),
    ],
)
def test_the_shipped_knowledge_answers_plain_questions(matcher: Matcher, text: str, entry: str) -> None:
    decision = matcher.decide(text)
    assert (decision.kind, decision.entry) == ("answer", entry)


@pytest.mark.parametrize(
    "text",
    [
        "best running shoes",
        "my knee hurts on the outside",
        "what's the weather tomorrow",
        "what is the capital of france",
        "translate this into spanish",
        "which gps watch should I buy",
        "how do I lose belly fat",
        "book me a table for two",
        "asdf qwer zxcv",
    ],
)
def test_what_the_coach_does_not_cover_is_declined(matcher: Matcher, text: str) -> None:
    decision = matcher.decide(text)
    assert decision.kind == "decline"
    assert decision.entry is None
    assert len(decision.candidates) == 3


def test_a_neighbours_phrasing_is_declined_and_the_reason_names_it(
    matcher: Matcher, knowledge: Knowledge
) -> None:
    for name, neighbour in knowledge.neighbours.items():
        for text in neighbour.phrasings:
            decision = matcher.decide(text)
            assert decision.kind == "decline", text
            assert name in decision.reason, text


def test_close_entries_are_offered_as_choices(small: Matcher) -> None:
    decision = small.decide("nordics please")
    assert decision.kind == "suggest"
    assert 2 <= len(decision.suggestions) <= 3
    assert {"nordic-curl", "nordic-dose"} <= set(decision.suggestions)


def test_candidates_are_the_best_entry_of_each_of_three_topics(small: Matcher) -> None:
    candidates = small.decide("nordic curl").candidates
    assert len(candidates) == 3
    assert len({candidate.topic for candidate in candidates}) == 3
    assert [candidate.score for candidate in candidates] == sorted(
        (candidate.score for candidate in candidates), reverse=True
    )


def test_nearest_counts_entries_and_stops_where_there_are_no_more(small: Matcher) -> None:
    assert [len(small.nearest("nordic curl", n)) for n in (-1, 0, 1, 3, 99)] == [0, 0, 1, 3, len(QUESTIONS)]
    assert small.nearest("...", 5) == ()
    assert small.nearest("Nordic curl technique!", 2)[0].score == 1.0


def test_a_red_flag_phrasing_of_a_curator_is_still_a_red_flag(knowledge: Knowledge) -> None:
    alarming = QUESTIONS[0].__class__(
        "bad", "injury", "I felt a pop in my hamstring", ("my hamstring popped",)
    )
    matcher = Matcher.of([alarming], knowledge.safety, knowledge.smalltalk, knowledge.vocabulary)
    assert matcher.decide("my hamstring popped").kind == "safety"


def test_a_coach_without_entries_is_refused(knowledge: Knowledge) -> None:
    with pytest.raises(ValueError, match="at least one entry"):
        Matcher.of([], knowledge.safety, knowledge.smalltalk, knowledge.vocabulary)


def test_one_entry_and_no_neighbours_are_enough(knowledge: Knowledge) -> None:
    matcher = Matcher.of(QUESTIONS[:1], knowledge.safety, knowledge.smalltalk, knowledge.vocabulary)
    assert matcher.decide("is twice a week enough").entry == "how-often"
    assert matcher.decide("zebra").kind == "decline"


def test_two_coaches_from_the_same_parts_decide_alike(knowledge: Knowledge, small: Matcher) -> None:
    other = small_matcher(knowledge)
    for text in [text for question in QUESTIONS for text in question.phrasings] + list(
        NEIGHBOURS["shoes"].phrasings
    ):
        assert other.decide(f"{text} today") == small.decide(f"{text} today")


@given(st.text(max_size=300))
def test_any_text_gets_a_decision_with_scores_between_0_and_1(small: Matcher, text: str) -> None:
    decision = small.decide(text)
    assert decision == small.decide(text)
    assert all(0 <= candidate.score <= 1 for candidate in decision.candidates)
    assert (decision.kind == "suggest") == bool(decision.suggestions)
    assert (decision.kind == "answer") == (decision.entry is not None)
    assert (decision.kind == "safety") == (decision.safety is not None)
    assert (decision.kind == "smalltalk") == (decision.smalltalk is not None)
    assert decision.reason


WORDS = st.sampled_from(
    [
        "how",
        "often",
        "should",
        "i",
        "train",
        "my",
        "hamstrings",
        "nordic",
        "protein",
        "shoes",
        "pop",
        "no",
        ".",
        "é",
    ]
)


@given(st.lists(WORDS, max_size=25).map(" ".join))
def test_any_mixture_of_our_own_words_gets_a_decision(small: Matcher, text: str) -> None:
    decision = small.decide(text)
    assert all(0 <= candidate.score <= 1 for candidate in decision.candidates)
