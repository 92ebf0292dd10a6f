"""In an emergency the chat shows the number of the runner's country, which /settings can change."""

import pytest
from telegram import Chat, Message, Update

from bot.chat.turn import Turn

from .conftest import House, SetUp
from .phone import Phone, labels, plain

CHEST = "i have chest pain and cant breathe"
LIST = "112 (Europe), 999 (UK), 911 (US, Canada), 000 (Australia) or your local emergency number"
GERMANY = "Call 112 (Germany), or the local number if you are elsewhere."


async def _said(phone: Phone, text: str) -> str:
    return plain((await phone.send(text))[0]["text"])


async def _emergency_outcome(phone: Phone) -> str:
    await phone.send("/soreness")
    await phone.tap("☐ Dark cola")
    await phone.tap("Done")
    return plain((await phone.last())["text"])


async def _choose(phone: Phone, label: str) -> None:
    await phone.send("/settings")
    await phone.tap("Emergency number")
    await phone.tap(label)


async def test_a_runner_in_berlin_reads_the_german_number(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    said = await _said(phone, CHEST)
    assert GERMANY in said
    assert "911" not in said
    outcome = await _emergency_outcome(phone)
    assert GERMANY in outcome
    assert "911" not in outcome


async def test_somebody_the_coach_does_not_know_reads_the_list(phone: Phone) -> None:
    assert LIST in await _said(phone, CHEST)
    assert LIST in await _emergency_outcome(phone)


async def test_a_skipped_place_tells_no_country(phone: Phone) -> None:
    await phone.send("/start")
    await phone.tap("Let's go")
    for _ in range(5):
        await phone.tap("Skip")
    assert LIST in await _said(phone, CHEST)


async def test_a_zone_without_a_country_reads_112_or_the_local_number(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        await tx.runners.update(phone.chat, zone="Etc/UTC")
    assert "Call 112 or your local emergency number." in await _said(phone, CHEST)


async def test_for_someone_else_the_list_stays(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    said = await _said(phone, "my friend just collapsed and has chest pain right now")
    assert LIST in said


async def test_in_a_group_the_list_stays(house: House, set_up: SetUp) -> None:
    await set_up(await house.phone())
    group = await house.group_phone()
    name = group.app.coach.username
    (warning,) = await group.send(f"@{name} {CHEST}")
    assert LIST in plain(warning["text"])


async def test_the_red_flags_name_the_runners_number(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await phone.tap("Stop")
    assert "(112 in Germany)" in plain((await phone.last())["text"])


async def test_a_number_chosen_by_button_survives_a_restart(house: House, set_up: SetUp) -> None:
    phone = await house.phone()
    await set_up(phone)
    await _choose(phone, "India")
    assert "Emergency number: 112 (India)" in plain((await phone.last())["text"])
    await _choose(phone, "The US")
    await house.restart()
    phone = await house.phone()
    assert "Call 911 (the US)" in await _said(phone, CHEST)


@pytest.mark.parametrize("typed", ["japan", "Jpan", "tokyo"])
async def test_a_country_is_chosen_by_its_typed_name_or_a_city(
    phone: Phone, set_up: SetUp, typed: str
) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Emergency number")
    await phone.send(typed)
    await phone.tap("Japan: 119")
    assert "Emergency number: 119 (Japan)" in plain((await phone.last())["text"])
    assert "Call 119 (Japan)" in await _said(phone, CHEST)


async def test_a_place_without_a_sure_number_says_so_and_a_question_is_still_answered(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Emergency number")
    assert "112 or your local emergency number" in await _said(phone, "Lima")
    assert "times a week" in await _said(phone, "how often should i train my hamstrings")


async def test_the_time_zone_decides_again_when_asked_to_or_when_the_runner_moves(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _choose(phone, "The US")
    await _choose(phone, "Go by my time zone")
    assert "Emergency number: 112 (Germany)" in plain((await phone.last())["text"])
    await _choose(phone, "The US")
    await phone.tap("Time zone")
    await phone.send("sydney")
    await phone.tap("Sydney")
    assert "Emergency number: 000 (Australia)" in plain((await phone.last())["text"])


async def test_a_forged_country_changes_nothing(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    (overview,) = await phone.send("/settings")
    await phone.tap_data("s:country:XX", overview)
    shown = await phone.last()
    assert "Emergency number: 112 (Germany)" in plain(shown["text"])
    assert "Emergency number" in labels(shown)


async def test_a_store_that_fails_does_not_hold_back_the_message(
    phone: Phone, set_up: SetUp, monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(phone)

    async def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr("bot.storage.runners.Runners.get", broken)
    chat = Chat(phone.chat, Chat.PRIVATE)
    update = Update(1, message=Message(1, phone.app.coach.clock.now(), chat))
    turn = Turn(phone.app.coach, update, phone.chat, phone.app.coach.clock.now())
    assert await turn.whose() is None
