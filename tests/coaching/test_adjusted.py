from datetime import date, timedelta

import pytest

from bot.coaching.adjusted import Follow, follow

TODAY = date(2026, 11, 22)


@pytest.mark.parametrize(
    ("soreness", "checked", "ago", "then"),
    [
        (2, 4, 1, Follow.ASK_STRIDE),
        (5, 4, 1, Follow.ASK_STRIDE),
        (5, None, 1, Follow.ASK_STRIDE),
        (5, 3, 1, Follow.OFFER_CHECK),
        (5, 3, 4, Follow.OFFER_CHECK),
        (6, 3, 1, Follow.NOTHING),  # D1 offers the check itself
        (5, 3, 0, Follow.NOTHING),
        (2, 3, 0, Follow.NOTHING),
    ],
)
def test_the_morning_after_adjust_asks_for_the_stride_or_offers_the_check(
    soreness: int, checked: int | None, ago: int, then: Follow
) -> None:
    assert follow(soreness, checked, TODAY - timedelta(days=ago), TODAY) is then
