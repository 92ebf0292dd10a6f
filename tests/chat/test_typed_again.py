"""A typed answer that is stored but whose reply cannot be sent: the update is handled again."""

import pytest
from telegram.error import NetworkError

from bot.chat.screen import Screen
from bot.chat.telegram_out import TelegramOut

from .conftest import SetUp
from .phone import Message, Phone
from .test_half_way import _rows
from .test_soreness import NONE, ORDINARY

FIRST = "First a safety check"
LIMP_AT_ZERO = [NONE, NONE, NONE, "0", "Back of the thigh", "Built", "0-1", "No", "I limp", "It's new", NONE]


@pytest.fixture
def unsent(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often a new message with these words cannot be sent."""
    monkeypatch.setattr("bot.chat.patience.FIRST_WAIT", 0.001)
    left: dict[str, int] = {}
    real = TelegramOut.send

    async def flaky(self: TelegramOut, chat_id: int, screen: Screen, **named: int | None) -> object:
        for words, times in left.items():
            if words in screen.text and times:
                left[words] = times - 1
                raise NetworkError("down")
        return await real(self, chat_id, screen, **named)

    monkeypatch.setattr(TelegramOut, "send", flaky)
    return left


async def _check(phone: Phone, answers: list[str]) -> None:
    await phone.send("/soreness")
    for answer in answers:
        await phone.tap(answer)


async def _step(phone: Phone) -> str:
    async with phone.app.coach.store.read() as tx:
        talk = await tx.conversations.get(phone.chat)
    assert talk is not None
    return talk.step


async def _sent_at_last(phone: Phone, typed: str, unsent: dict[str, int]) -> Message:
    """The one message that a typed text gets in the end."""
    (message,) = await phone.send(typed)
    assert not any(unsent.values())
    return message


@pytest.mark.parametrize(
    ("answers", "typed", "rule", "said"),
    [
        (ORDINARY[:-1], "none", "R32", "ordinary training soreness"),
        ([*LIMP_AT_ZERO, "Walking and stairs", "0"], "both", "R12", "did not fit together"),
    ],
)
async def test_the_outcome_comes_once_and_is_recorded_once(
    phone: Phone, unsent: dict[str, int], answers: list[str], typed: str, rule: str, said: str
) -> None:
    await _check(phone, answers)
    unsent[said] = 2
    assert said in (await _sent_at_last(phone, typed, unsent))["text"]
    assert [triage["rule"] for triage in await _rows(phone, "triages")] == [rule]


@pytest.mark.parametrize(
    ("answers", "typed", "step", "asked"),
    [
        ([], "none", "q2", "Any of these with this leg problem"),
        ([NONE], "no", "q3", "And any of these"),
        (ORDINARY[:3], "4", "q5", "Where is it"),
        (ORDINARY[:3], "9", "q4b", "That is a lot"),
        (ORDINARY[:4], "both thighs", "q6", "How did it start"),
        (LIMP_AT_ZERO[:-1], "none", "doubt", "don't fit together"),
    ],
)
async def test_it_answers_one_question_and_the_next_is_put(
    phone: Phone, unsent: dict[str, int], answers: list[str], typed: str, step: str, asked: str
) -> None:
    await _check(phone, answers)
    unsent[asked] = 2
    assert asked in (await _sent_at_last(phone, typed, unsent))["text"]
    assert await _step(phone) == step


async def test_a_question_that_was_sent_once_more_is_answered_by_nothing_written_before_it(
    phone: Phone, unsent: dict[str, int]
) -> None:
    await _check(phone, [])
    unsent["Any of these with this leg problem"] = 2
    shown = await phone.send_at_once("none", "none")
    assert ["You wrote that before" in message["text"] for message in shown] == [False, True]
    assert await _step(phone) == "q2"


@pytest.mark.parametrize("typed", [True, False])
async def test_a_score_that_opens_the_safety_check_brings_its_first_question(
    phone: Phone, set_up: SetUp, unsent: dict[str, int], typed: bool
) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    unsent[FIRST] = 2
    shown = await (phone.send("9") if typed else phone.tap("9"))
    assert [FIRST in message["text"] for message in shown] == ([False, True] if typed else [True])
    assert [checkin["soreness"] for checkin in await _rows(phone, "checkins")] == [9]


@pytest.mark.parametrize(
    ("steps", "typed", "said"),
    [(["Let's go", "Skip", "Skip"], "7", "4/5"), (["Let's go", *["Skip"] * 4], "8", "All set.")],
)
async def test_a_time_of_the_set_up_is_no_check_in(
    phone: Phone, unsent: dict[str, int], steps: list[str], typed: str, said: str
) -> None:
    await phone.send("/start")
    for step in steps:
        await phone.tap(step)
    unsent[said] = 2
    assert said in (await _sent_at_last(phone, typed, unsent))["text"]
    assert await _rows(phone, "checkins") == []


async def test_a_time_of_the_settings_is_no_check_in(
    phone: Phone, set_up: SetUp, unsent: dict[str, int]
) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Check-in")
    await phone.tap("Another time")
    unsent["09:00"] = 2
    assert "09:00" in (await _sent_at_last(phone, "9", unsent))["text"]
    assert await _rows(phone, "checkins") == []
