import pytest

from bot.answering.phrases import Found, PhraseIndex


def index(*phrases: str) -> PhraseIndex:
    return PhraseIndex((phrase.split(), phrase) for phrase in phrases)


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("a pop", "felt a pop today", [(1, 3)]),
        ("pop", "pop pop", [(0, 1), (1, 2)]),
        ("cant ~ walk", "cant walk", [(0, 2)]),
        ("cant ~ walk", "cant really walk", [(0, 3)]),
        ("cant ~ walk", "cant even really walk", [(0, 4)]),
        ("cant ~ walk", "cant i think really walk", []),
        ("cant ~ walk", "cant . walk", []),
        ("cant ~ walk", "cant", []),
        ("a pop", "a . pop", []),
        ("a pop", "a", []),
        ("a pop", "", []),
        ("on ~ leg ~ now", "on my leg right now", [(0, 5)]),
    ],
)
def test_phrases_are_found_where_they_stand(phrase: str, text: str, found: list[tuple[int, int]]) -> None:
    assert [(one.start, one.end) for one in index(phrase).find(text.split())] == found


@pytest.mark.parametrize(
    ("text", "longest"),
    [
        ("leg day off", [Found(0, 2, "leg day"), Found(2, 3, "off")]),
        ("day off leg", [Found(0, 2, "day off"), Found(2, 3, "leg")]),
        ("leg leg day", [Found(0, 1, "leg"), Found(1, 3, "leg day")]),
        ("a day on", []),
    ],
)
def test_the_longest_phrase_wins_and_none_overlaps(text: str, longest: list[Found]) -> None:
    assert list(index("leg", "leg day", "day off", "off").longest(text.split())) == longest


def test_an_empty_phrase_finds_nothing() -> None:
    assert list(PhraseIndex([((), "nothing")]).find(["a"])) == []


def test_a_phrase_of_two_lists_is_found_for_both() -> None:
    both = PhraseIndex([(("a", "pop"), "heard"), (("a", "pop"), "felt"), (("a", "~", "pop"), "gap")])
    assert [one.label for one in both.find(["a", "pop"])] == ["heard", "felt", "gap"]
