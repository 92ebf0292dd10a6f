"""A runner who goes quiet: one gentle line, one last question, and no reminder before they are back."""

from datetime import timedelta
from typing import Any

import pytest

from .conftest import House, SetUp
from .phone import Message, Phone, buttons, labels
from .test_soreness import SHORTENED_STRIDE, TWO_WEEKS, _answer, _state

QUIET = "Two check-ins went by"
STILL_HERE = "Still here?"


async def _days(phone: Phone, count: int) -> list[Message]:
    """What is sent in so many days."""
    return [message for _ in range(count) for message in await phone.jump("one-day")]


def _with(messages: list[Message], words: str) -> list[Message]:
    return [message for message in messages if words in message["text"]]


async def _runner(phone: Phone) -> Any:
    async with phone.app.coach.store.read() as tx:
        return await tx.runners.get(phone.chat)


async def _kinds_planned(phone: Phone) -> set[str]:
    async with phone.app.coach.store.read() as tx:
        return {row.kind for row in await tx.occurrences.upcoming(phone.chat, 9)}


@pytest.mark.parametrize("answers", [SHORTENED_STRIDE, TWO_WEEKS])
async def test_two_skipped_check_ins_in_a_pause_get_one_gentle_line(
    phone: Phone, set_up: SetUp, answers: list[str]
) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, answers)
    before = await _state(phone)
    assert _with(await _days(phone, 2), QUIET) == []
    (ping,) = _with(await _days(phone, 4), QUIET)
    assert "0 is" in ping["text"]
    assert (await _state(phone)) == before


async def test_an_answer_starts_the_count_anew(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, TWO_WEEKS)
    sent = await _days(phone, 2)
    await phone.tap("4")
    sent += await _days(phone, 1)
    assert _with(sent, QUIET) == []
    assert len(_with(await _days(phone, 3), QUIET)) == 1


async def test_as_long_as_training_is_usual_nobody_is_nudged(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    assert _with(await _days(phone, 6), QUIET) == []


async def test_a_week_of_silence_stops_the_reminders_with_one_question(house: House, set_up: SetUp) -> None:
    phone = await house.phone()
    await set_up(phone)
    assert _with(await _days(phone, 7), STILL_HERE) == []
    await house.restart()
    phone = await house.phone()
    sent = await _days(phone, 1)
    (still,) = _with(sent, STILL_HERE)
    assert labels(still) == ["I'm here"]
    assert await _kinds_planned(phone) == set()
    assert await _days(phone, 14) == []


async def test_reminders_come_back_after_the_tap_and_one_check_in(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _days(phone, 20)
    (overview,) = await phone.send("/reminders")
    assert "My reminders rest" in overview["text"]
    await phone.tap("I'm here", overview)
    assert "After one check-in" in (await _shown(phone, overview))["text"]
    assert await _kinds_planned(phone) == {"checkin"}
    await phone.tap("2", await _shown(phone, overview))
    assert await _kinds_planned(phone) == {"checkin", "strength"}
    runner = await _runner(phone)
    assert (runner.silent_since, runner.here_at) == (None, None)


async def test_a_check_in_alone_does_not_bring_them_back_and_shows_the_button(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _days(phone, 10)
    await phone.send("/checkin")
    await phone.tap("1")
    answer = await phone.last()
    assert labels(answer)[0] == "I'm here"
    assert await _kinds_planned(phone) == set()
    await phone.tap("I'm here", answer)
    assert await _kinds_planned(phone) == {"checkin", "strength"}


async def test_a_double_tap_and_one_from_long_ago_change_nothing_twice(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    (still,) = _with(await _days(phone, 8), STILL_HERE)
    data = buttons(still)[0]["callback_data"]
    await phone.tap_data(data, still)
    here_at = (await _runner(phone)).here_at
    await phone.tap_data(data, still)
    assert (await _runner(phone)).here_at == here_at
    await phone.send("/checkin")
    await phone.tap("1")
    await phone.tap_data(data, still)
    runner = await _runner(phone)
    assert (runner.silent_since, runner.here_at) == (None, None)


async def test_who_goes_quiet_again_is_asked_once_again(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _days(phone, 8)
    await phone.tap("I'm here")
    assert len(_with(await _days(phone, 20), STILL_HERE)) == 1


@pytest.mark.parametrize("sign_of_life", ["/help", "how often should I train?", "tap"])
async def test_a_message_or_a_tap_is_no_silence(phone: Phone, set_up: SetUp, sign_of_life: str) -> None:
    await set_up(phone)
    (topics,) = await phone.send("/topics")
    sent = await _days(phone, 4)
    if sign_of_life == "tap":
        await phone.tap_data(buttons(topics)[0]["callback_data"], topics)
    else:
        await phone.send(sign_of_life)
    sent += await _days(phone, 6)
    assert _with(sent, STILL_HERE) == []


async def test_with_check_ins_off_or_in_a_pause_silence_is_not_counted(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Check-in")
    await phone.tap("No daily check-in")
    sent = await _days(phone, 16)
    assert _with(sent, STILL_HERE) == []
    assert _with(sent, "Strength day") != []
    await phone.send("/reminders")
    await phone.tap("Pause")
    await phone.tap("14 days")
    await phone.send("/settings")
    await phone.tap("Check-in")
    await phone.tap("20:00")
    assert _with(await _days(phone, 18), STILL_HERE) == []


async def test_a_silent_stop_is_not_asked_week_after_week(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, TWO_WEEKS)
    sent = await _days(phone, 8)
    assert len(_with(sent, "Have you seen someone")) == 2
    assert len(_with(sent, STILL_HERE)) == 1
    assert await _days(phone, 20) == []
    assert await _state(phone) == "stop"


async def test_a_week_of_swapping_ends_in_a_stop_also_in_silence(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    await _days(phone, 10)
    assert await _state(phone) == "stop"


async def test_still_here_is_sent_again_when_its_sending_was_cut_off(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _days(phone, 7)
    async with phone.app.coach.store.begin() as tx:
        (due,) = [row for row in await tx.occurrences.upcoming(phone.chat, 9) if row.kind == "checkin"]
        later = due.due_at + timedelta(seconds=5)
        await tx.runners.update(phone.chat, silent_since=later)
    assert len(_with(await _days(phone, 1), STILL_HERE)) == 1


async def _shown(phone: Phone, message: Message) -> Message:
    return next(one for one in await phone.shown() if one["message_id"] == message["message_id"])
