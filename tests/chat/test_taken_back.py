"""What is taken back, a misread sentence or a slipped finger, is gone; what a check found meanwhile holds."""

import pytest

from .conftest import SetUp
from .phone import Phone
from .test_soreness import SIT_BONE, TWO_WEEKS, _answer, _state

MISREAD = "i have chest pain and cant breathe"
SOME = [*TWO_WEEKS[:3], "4", "Both thighs", "Hours", "0-1", "No", "Fine", "Better", TWO_WEEKS[-1]]


async def _check(phone: Phone, answers: list[str]) -> None:
    await phone.send("/soreness")
    await _answer(phone, answers)


async def _mistake(phone: Phone) -> None:
    await phone.send("/reminders")
    await phone.tap("You misunderstood me")


@pytest.mark.parametrize(("answers", "state"), [(SOME, "ease"), (SIT_BONE, "swap"), (TWO_WEEKS, "stop")])
async def test_a_check_after_a_misread_sentence_holds(
    phone: Phone, set_up: SetUp, answers: list[str], state: str
) -> None:
    await set_up(phone)
    await phone.send(MISREAD)
    await _check(phone, answers)
    await _mistake(phone)
    assert await _state(phone) == state


async def test_a_check_after_a_slip_of_the_finger_holds(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("7")
    await _check(phone, SOME)
    await phone.send("1")
    assert await _state(phone) == "ease"


async def test_a_slip_corrected_on_an_earlier_day_does_not_come_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for _ in range(2):
        await phone.send("7")
        await phone.send("1")
        assert await _state(phone) == "normal"
        await phone.jump("one-day")


async def test_neither_comes_back_after_both_were_taken_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("7")
    await phone.send(MISREAD)
    await _mistake(phone)
    assert await _state(phone) == "swap"
    await phone.send("1")
    assert await _state(phone) == "normal"


@pytest.mark.parametrize("first", [True, False])
async def test_a_sore_sit_bone_stays_out_of_the_saddle(phone: Phone, set_up: SetUp, first: bool) -> None:
    await set_up(phone)
    if first:
        await _check(phone, SIT_BONE)
    await phone.send(MISREAD)
    if not first:
        await _check(phone, SIT_BONE)
    await _mistake(phone)
    await phone.send("/workout")
    assert "No cycling" in (await phone.last())["text"]
