"""The morning after "adjust": the stride is asked for, and the check is offered where it got worse."""

import pytest

from .conftest import SetUp
from .phone import Phone, buttons, labels
from .test_ladder import SORE, _checkin
from .test_soreness import _answer, _state

QUESTION = "Is your stride normal today?"


async def _adjusted(phone: Phone, set_up: SetUp) -> None:
    """Yesterday's check said "adjust" at a soreness of 4."""
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SORE)
    assert await _state(phone) == "ease"


async def test_a_changed_stride_keeps_training_light_and_leads_to_the_check(
    phone: Phone, set_up: SetUp
) -> None:
    await _adjusted(phone, set_up)
    assert QUESTION not in await _checkin(phone, "2")
    await phone.jump("one-day")
    assert QUESTION in await _checkin(phone, "2")
    assert await _state(phone) == "normal"
    question = await phone.last()
    changed = next(one["callback_data"] for one in buttons(question) if one["text"] == "No, it changed")
    for _ in range(2):
        await phone.tap_data(changed, question)
        assert await _state(phone) == "ease"
    assert "Check what's going on" in labels(await phone.last())
    (session,) = await phone.send("/workout")
    assert "your stride had changed" in session["text"]
    await phone.jump("one-day")
    assert QUESTION in await _checkin(phone, "3")


async def test_a_normal_stride_changes_nothing(phone: Phone, set_up: SetUp) -> None:
    await _adjusted(phone, set_up)
    await phone.jump("one-day")
    await _checkin(phone, "3")
    await phone.tap("Yes, normal")
    assert await _state(phone) == "ease"


@pytest.mark.parametrize(("score", "offered"), [("5", False), ("6", True)])
async def test_a_clearly_worse_score_offers_the_check(
    phone: Phone, set_up: SetUp, score: str, offered: bool
) -> None:
    await _adjusted(phone, set_up)
    await phone.jump("one-day")
    said = await _checkin(phone, score)
    assert ("Check what's going on" in labels(await phone.last())) is offered
    assert (QUESTION in said) is not offered


async def test_two_more_than_in_the_check_offers_it_below_six(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, [*SORE[:3], "3", *SORE[4:]])
    await phone.jump("one-day")
    assert "clearly more than in your last check" in await _checkin(phone, "5")
    assert "Check what's going on" in labels(await phone.last())


async def test_an_old_question_about_the_stride_counts_for_nothing(phone: Phone, set_up: SetUp) -> None:
    await _adjusted(phone, set_up)
    await phone.jump("one-day")
    await _checkin(phone, "1")
    question = await phone.last()
    await phone.jump("one-day")
    await phone.tap("No, it changed", question)
    assert await _state(phone) == "normal"
