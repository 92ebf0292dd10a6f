"""Scores as people type them (protocol 8.4)."""

import pytest

from bot.coaching.score import is_off_scale, read_score


@pytest.mark.parametrize(
    ("typed", "score"),
    [
        ("6", 6),
        ("6/10", 6),
        ("six", 6),
        ("it's a 7", 7),
        ("7.5", 8),
        ("7,2", 8),
        ("about 3", 3),
        ("10", 10),
        ("0", 0),
        ("4 out of 10", 4),
        ("11", None),
        ("10.5", None),
        ("-1", None),
        ("6 km", None),
        ("six out of ten", 6),
        ("I'd say 6 today", 6),
        ("~7", 7),
        ("7ish", 7),
        ("seven and a half", 8),
        ("6-7", 7),
        ("6\u20137", 7),
        ("6 or 7", 7),
        ("five to six", 6),
        ("maybe 5 or 6/10", 6),
        ("0-10?", None),
        ("minus one", None),
        ("eleven", None),
        ("12/10", None),
        ("3 times", None),
        ("one more question", None),
        ("how many", None),
        ("one more question about sets", None),
        ("", None),
    ],
)
def test_a_score_is_read_or_left_alone(typed: str, score: int | None) -> None:
    assert read_score(typed) == score


@pytest.mark.parametrize(
    ("typed", "off"),
    [
        ("11", True),
        ("-1", True),
        ("minus one", True),
        ("12/10", True),
        ("10.5", True),
        ("0-10?", True),
        ("6", False),
        ("6-7", False),
        ("6 km", False),
        ("how many", False),
        ("-", False),
        ("", False),
    ],
)
def test_a_number_that_can_be_no_score_is_told_from_other_words(typed: str, off: bool) -> None:
    assert is_off_scale(typed) is off
