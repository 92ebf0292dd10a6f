"""Why? under changed sessions, pauses and advice: what led there, since when, and what ends it."""

import pytest

from .conftest import SetUp
from .phone import Message, Phone, labels
from .test_series import _checkin, _earlier
from .test_soreness import SHORTENED_STRIDE, TWO_WEEKS, _state
from .test_why import EASED, _again, _checked, _why


async def _changed_reminder(phone: Phone) -> Message:
    for _ in range(6):
        for message in await phone.jump():
            if "Skip" in labels(message):
                return message
    raise AssertionError("no reminder came")


async def test_a_usual_reminder_has_no_why(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    assert "Why?" not in labels(await _changed_reminder(phone))


@pytest.mark.parametrize(
    ("answers", "said"),
    [
        (EASED, ["Light sessions since 7 January", "3 to 5", "at 2 or less on 8 January or later"]),
        (
            SHORTENED_STRIDE,
            ["Something gentle", "7 January", "Changes how you run: A little", "two check-ins in a row"],
        ),
    ],
)
async def test_a_changed_reminder_tells_the_check_the_state_and_what_ends_it(
    phone: Phone, set_up: SetUp, answers: list[str], said: list[str]
) -> None:
    await set_up(phone)
    await _checked(phone, answers)
    reminder = await _changed_reminder(phone)
    why = await _why(phone, reminder)
    for part in ("soreness check of 7 January", *said):
        assert part in why
    assert {"✅ Done", "Skip", "‹ Back"} <= set(labels(await _again(phone, reminder)))


async def test_a_reminder_eased_by_the_series_tells_the_check_ins_and_the_rule(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "1 2")
    await _checkin(phone, "3")
    why = await _why(phone, await _changed_reminder(phone))
    for part in (
        "5 January: 1 of 10",
        "7 January: 3 of 10",
        "rose a little",
        "reviewed by a clinician",
        "Last check-in before this message: 3 of 10, on 7 January",
    ):
        assert part in why


async def test_a_reminder_swapped_by_a_high_score_and_the_lighter_week_tell_their_dates(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "2 3 2 - 2 3 2 - 2 2 3 - 2")
    await _checkin(phone, "2")
    assert "on 14 January or later" in await _why(phone, await _changed_reminder(phone))
    await _checkin(phone, "7")
    why = await _why(phone, await _changed_reminder(phone))
    assert "8 January: 7 of 10" in why
    assert "6 or more is too sore to run on" in why


async def test_an_old_reminder_explains_its_own_day_and_says_that_things_have_changed(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _checked(phone, EASED)
    reminder = await _changed_reminder(phone)
    await _checkin(phone, "1")
    assert await _state(phone) == "normal"
    why = await _why(phone, reminder)
    assert "Light sessions since 7 January" in why
    assert "back to usual" in why


async def test_done_beneath_an_open_explanation_is_still_recorded(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, EASED)
    reminder = await _changed_reminder(phone)
    await _why(phone, reminder)
    await phone.tap("✅ Done", await _again(phone, reminder))
    assert "Noted: done" in (await _again(phone, reminder))["text"]


@pytest.mark.parametrize("command", ["/reminders", "/workout"])
async def test_a_pause_explains_itself_where_it_is_shown(phone: Phone, set_up: SetUp, command: str) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    (shown,) = await phone.send(command)
    why = await _why(phone, shown)
    for part in ("paused since 7 January", "two weeks is longer", "the word of a physiotherapist or doctor"):
        assert part in why


async def test_after_clearance_the_why_tells_of_the_professionals_word(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    await phone.send("/reminders")
    await phone.tap("Cleared by a professional")
    await phone.tap("Yes, I may train")
    (again,) = await phone.send("/reminders")
    assert "a professional has cleared you" in await _why(phone, again)


async def test_a_correction_that_undoes_the_pause_leaves_an_old_why_without_words(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "3 - 4 3 3 -")
    await _checkin(phone, "3")
    advised = await phone.last()
    assert "whole week" in await _why(phone, advised)
    (shown,) = await phone.send("/reminders")
    await phone.tap("Change")
    await phone.tap("1")
    assert await _state(phone) == "normal"
    await phone.tap("Why?", shown)
    assert await _again(phone, shown) == shown
