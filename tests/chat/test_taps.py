"""How many taps a soreness check takes, from the button that starts it to the outcome."""

import pytest

from .phone import Phone
from .test_soreness import NONE

MOST: int = 12
"""For the full check, with none of the questions that only some are asked."""
MOST_TO_AN_EMERGENCY: int = 4

MILD = [NONE, NONE, NONE, "2", "Both thighs", "Hours", "0-1", "No", "Fine", "It's new", NONE]
LONG = [NONE, NONE, NONE, "4", "Sit bone", "Built", "14 or more", "A little", "Uncomf", "Worse", NONE]
SEVERE = [NONE, NONE, NONE, "9", "No", "Both thighs", "Hours", "2-3", "A lot", "I limp", "The same", NONE]
ALWAYS_ASKED = {"K": MILD, "P": LONG}


async def _taps(phone: Phone, answers: list[str]) -> int:
    """From /workout's button to the outcome, which none of the taps before the last one shows."""
    await phone.send("/workout")
    for answer in ["I'm sore", *answers]:
        assert not await _outcome(phone)
        await phone.tap(answer)
    assert await _outcome(phone)
    return 1 + len(answers)


async def _outcome(phone: Phone) -> bool:
    async with phone.app.coach.store.read() as tx:
        return bool(await tx.triages.recent(phone.chat, 1))


@pytest.mark.parametrize("answers", ALWAYS_ASKED.values(), ids=ALWAYS_ASKED)
async def test_the_full_check_takes_at_most_twelve_taps(phone: Phone, answers: list[str]) -> None:
    assert await _taps(phone, answers) <= MOST


async def test_eight_and_more_asks_one_question_besides(phone: Phone) -> None:
    assert await _taps(phone, SEVERE) == MOST + 1


async def test_the_risks_of_last_time_take_one_tap(phone: Phone) -> None:
    await _taps(phone, [*MILD[:-1], "☐ Under 18", "☐ Same hamstring", "Done"])
    await phone.send("/soreness")
    for answer in MILD[:-1]:
        await phone.tap(answer)
    (_,) = [one for one in await phone.from_coach() if "Still so?" in one["text"]]
    await phone.tap("Yes, still so")
    async with phone.app.coach.store.read() as tx:
        assert len(await tx.triages.recent(phone.chat, 5)) == 2


@pytest.mark.parametrize("sign", ["☐ Chest", "☐ Numb", "☐ Dark", "☐ Thigh", "☐ A crack"])
async def test_an_emergency_is_there_within_four_taps(phone: Phone, sign: str) -> None:
    assert await _taps(phone, [sign, "Done"]) <= MOST_TO_AN_EMERGENCY


@pytest.mark.parametrize("sign", ["☐ A pop", "☐ Can't put", "☐ Sit-bone", "☐ Foot drops"])
async def test_be_seen_today_is_there_within_four_taps(phone: Phone, sign: str) -> None:
    assert await _taps(phone, [NONE, sign, "Done"]) <= MOST_TO_AN_EMERGENCY
