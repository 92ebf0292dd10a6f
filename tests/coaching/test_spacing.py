from datetime import timedelta

import pytest

from bot.coaching.calendar import Weekday
from bot.coaching.spacing import too_close

EVERY_PAIR = ["mon tue", "tue wed", "wed thu", "thu fri", "fri sat", "sat sun", "sun mon"]


def days(text: str) -> frozenset[Weekday]:
    return frozenset(map(Weekday, text.split()))


@pytest.mark.parametrize(
    ("chosen", "close"),
    [
        ("", []),
        ("mon", []),
        ("tue fri", []),
        ("mon wed fri", []),
        ("mon tue", ["mon tue"]),
        ("sun mon", ["sun mon"]),
        ("sat sun mon", ["sat sun", "sun mon"]),
        ("tue sun mon", ["mon tue", "sun mon"]),
        ("mon wed fri sun", ["sun mon"]),
        (
            "mon tue wed thu fri sat sun",
            ["mon tue", "tue wed", "wed thu", "thu fri", "fri sat", "sat sun", "sun mon"],
        ),
    ],
)
def test_neighbouring_days_are_too_close_around_the_week(chosen: str, close: list[str]) -> None:
    assert too_close(days(chosen)) == tuple(tuple(Weekday(day) for day in pair.split()) for pair in close)


def test_exactly_the_minimum_is_far_enough() -> None:
    assert too_close(days("mon wed"), timedelta(hours=48)) == ()
    assert too_close(days("mon wed"), timedelta(hours=49)) == ((Weekday.MON, Weekday.WED),)


def test_one_day_a_week_is_a_week_from_itself() -> None:
    assert too_close(days("mon"), timedelta(days=7)) == ()
    assert too_close(days("mon"), timedelta(days=8)) == ((Weekday.MON, Weekday.MON),)
