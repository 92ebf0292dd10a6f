"""Scores as people type them (protocol 8.4)."""

import pytest

from bot.coaching.score import read_score


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
        ("how many", None),
        ("one more question about sets", None),
        ("", None),
    ],
)
def test_a_score_is_read_or_left_alone(typed: str, score: int | None) -> None:
    assert read_score(typed) == score
