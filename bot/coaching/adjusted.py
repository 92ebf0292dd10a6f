"""The morning after "adjust": score and stride (triage protocol, section 5, row A)."""

from datetime import date
from enum import StrEnum
from typing import Final

from bot.coaching.state import SWAP_FROM

WORSE_BY: Final = 2
"""So much more than in the check asks for a new one (section 5, row A)."""


class Follow(StrEnum):
    """What goes with the reply to a check-in."""

    NOTHING = "nothing"
    ASK_STRIDE = "ask_stride"
    OFFER_CHECK = "offer_check"


def follow(soreness: int, checked: int | None, began: date, today: date) -> Follow:
    """`checked`: the soreness of the check, None when it is not known; `began`: the day of the check.

    From 6 up the reply offers the check by itself (D1).
    """
    if today <= began or soreness >= SWAP_FROM:
        return Follow.NOTHING
    if checked is not None and soreness - checked >= WORSE_BY:
        return Follow.OFFER_CHECK
    return Follow.ASK_STRIDE
