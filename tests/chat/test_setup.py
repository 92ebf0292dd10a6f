"""/start: six taps, each stored before the next question."""

import pytest

from .conftest import House, SetUp
from .phone import Phone, buttons, labels


async def test_set_up_takes_six_taps_and_ends_with_the_first_date(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    text = (await phone.last())["text"]
    assert "Tuesday and Friday at 07:00 your time, Europe/Berlin" in text
    assert "The first comes Tue 8 January, 07:00" in text
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
        planned = await tx.occurrences.upcoming(phone.chat, 5)
    assert runner is not None
    assert (runner.level, runner.strength_days, runner.zone) == (
        "intermediate",
        ("tue", "fri"),
        "Europe/Berlin",
    )
    assert {row.kind for row in planned} == {"strength", "checkin"}


async def test_every_step_can_be_skipped(phone: Phone) -> None:
    await phone.send("/start")
    await phone.tap("Let's go")
    for _ in range(5):
        await phone.tap("Skip")
    assert (await phone.last())["text"].startswith("All set.")


async def test_the_next_tap_after_a_restart_goes_on(house: House) -> None:
    phone = await house.phone()
    await phone.send("/start")
    await phone.tap("Let's go")
    await phone.tap("Beginner")
    await house.restart()
    phone = await house.phone()
    await phone.tap("Monday and Thursday")
    assert "3/5" in (await phone.last())["text"]


@pytest.mark.parametrize(
    ("typed", "zone"),
    [("berln", "Europe/Berlin"), ("new yrok", "America/New_York"), ("europe/riga", "Europe/Riga")],
)
async def test_a_place_typed_with_typos_is_found_and_confirmed_by_its_local_time(
    phone: Phone, typed: str, zone: str
) -> None:
    await phone.send("/start")
    await phone.tap("Let's go")
    for _ in range(3):
        await phone.tap("Skip")
    (choice,) = await phone.send(typed)
    assert "there now" in choice["text"] or "your watch" in choice["text"]
    target = next(button for button in buttons(choice) if button["callback_data"].endswith(zone))
    await phone.tap_data(target["callback_data"], choice)
    await phone.tap("Skip")
    assert zone in (await phone.last())["text"]


async def test_a_question_in_the_middle_is_answered_and_the_set_up_goes_on(phone: Phone) -> None:
    await phone.send("/start")
    await phone.tap("Let's go")
    for _ in range(3):
        await phone.tap("Skip")
    (answer,) = await phone.send("how often should i train my hamstrings")
    assert "times a week" in answer["text"]
    await phone.send("paris")
    await phone.tap("Paris")
    await phone.tap("Skip")
    assert "Europe/Paris" in (await phone.last())["text"]


async def test_a_typed_time_is_taken(phone: Phone) -> None:
    await phone.send("/start")
    await phone.tap("Let's go")
    await phone.tap("Skip")
    await phone.tap("Skip")
    await phone.send("6.45")
    await phone.tap("Skip")
    await phone.tap("Skip")
    assert "at 06:45 your time" in (await phone.last())["text"]


async def test_a_stale_tap_shows_where_we_are(phone: Phone) -> None:
    await phone.send("/start")
    first = await phone.last()
    stale = buttons(first)[0]["callback_data"]
    await phone.tap("Let's go")
    await phone.tap("Beginner")
    await phone.tap_data(stale, first)
    assert "2/5" in (await phone.last())["text"]


async def test_a_deep_link_shows_the_entry_it_names(phone: Phone) -> None:
    (answer,) = await phone.send("/start how-often")
    assert "times a week" in answer["text"]
    (welcome,) = await phone.send("/start nonsense")
    assert labels(welcome) == ["Let's go"]
