"""Times as people type them."""

from datetime import time

import pytest

from bot.chat.words import read_time


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("7", time(7)),
        ("07:30", time(7, 30)),
        ("7.05", time(7, 5)),
        ("0645", time(6, 45)),
        ("6:15pm", time(18, 15)),
        ("12 am", time(0)),
        ("12pm", time(12)),
        ("at 19h30", time(19, 30)),
        ("8 o'clock", time(8)),
        ("24:00", None),
        ("7:60", None),
        ("13 pm", None),
        ("noonish", None),
        ("how often", None),
        ("", None),
    ],
)
def test_a_time_is_read_or_left_alone(typed: str, read: time | None) -> None:
    assert read_time(typed) == read
