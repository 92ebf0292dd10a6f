import pytest
from pydantic import ValidationError

from bot.coaching.answers import Answers, PartialAnswers

FULL: dict[str, object] = {
    "flags": ["NONE"],
    "soreness": 2,
    "q4b": None,
    "location": "both",
    "onset": "after",
    "days": "0-1",
    "form": "no",
    "walking": "fine",
    "trend": "new",
    "risk": ["none"],
}


def read(**changes: object) -> Answers:
    return Answers.model_validate(FULL | changes)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        (["NONE"], set()),
        ([], set()),
        ("NONE", set()),
        ("B2", {"B2"}),
        (["NONE", "A1"], {"A1"}),
        (["C1", "C1", "B2"], {"C1", "B2"}),
    ],
)
def test_none_is_dropped_and_a_ticked_flag_beats_it(given: object, kept: set[str]) -> None:
    assert read(flags=given).flags == kept


@pytest.mark.parametrize(
    ("given", "kept"), [(["none"], set()), ("none", set()), (["u18", "preg"], {"u18", "preg"})]
)
def test_risk_groups_are_a_set(given: object, kept: set[str]) -> None:
    assert read(risk=given).risk == kept


@pytest.mark.parametrize(("given", "kept"), [(0, 0), (7, 7), (6.1, 7), (5.0, 5), (9.5, 10), (0.2, 1)])
def test_a_decimal_score_rounds_up(given: float, kept: int) -> None:
    assert read(soreness=given, q4b=False).soreness == kept


@pytest.mark.parametrize("wrong", [-1, -0.5, 10.5, 11, True, "six", "7", None, float("nan"), float("inf")])
def test_a_score_outside_0_to_10_is_refused_by_name(wrong: object) -> None:
    with pytest.raises(ValidationError, match="soreness"):
        read(soreness=wrong)


@pytest.mark.parametrize(
    ("given", "kept"), [(True, True), ("yes", True), ("No", False), (False, False), (None, None)]
)
def test_q4b_takes_booleans_and_words(given: object, kept: bool | None) -> None:
    assert read(q4b=given).q4b is kept


@pytest.mark.parametrize("wrong", ["maybe", "", 1, 0, []])
def test_q4b_refuses_anything_else(wrong: object) -> None:
    with pytest.raises(ValidationError, match="q4b"):
        read(q4b=wrong)


@pytest.mark.parametrize("key", [key for key in FULL if key != "q4b"])
def test_a_missing_answer_is_an_error_that_names_it(key: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Answers.model_validate({name: value for name, value in FULL.items() if name != key})
    assert [detail["loc"] for detail in caught.value.errors()] == [(key,)]


@pytest.mark.parametrize(
    ("key", "wrong"),
    [
        ("flags", ["D1"]),
        ("flags", None),
        ("flags", {"A1": True}),
        ("risk", ["old"]),
        ("location", "hip"),
        ("onset", "slow"),
        ("days", "5"),
        ("form", True),
        ("walking", None),
        ("trend", "none"),
        ("mood", "good"),
    ],
)
def test_an_unknown_value_or_key_is_refused_by_name(key: str, wrong: object) -> None:
    with pytest.raises(ValidationError, match=key):
        read(**{key: wrong})


def test_answers_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        read().soreness = 9  # type: ignore[misc]


def test_partial_answers_start_empty_and_take_the_same_values() -> None:
    assert PartialAnswers().soreness is None
    partial = PartialAnswers.model_validate({"flags": ["NONE", "B1"], "soreness": 7.5, "q4b": "yes"})
    assert (partial.flags, partial.soreness, partial.q4b) == ({"B1"}, 8, True)
