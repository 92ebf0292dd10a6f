"""The states of training in the chat: what ends them, what must not, and taking back a slip."""

from datetime import UTC, datetime

import pytest
from telegram.error import NetworkError

from bot.chat.telegram_out import TelegramOut

from .conftest import SetUp
from .phone import Phone, buttons, labels
from .test_soreness import NONE, SHORTENED_STRIDE, SIT_BONE, TWO_WEEKS, _answer, _state

POP = "felt a loud pop in my hamstring and now i cant walk"


async def test_a_checks_outcome_cannot_be_undone_as_a_misunderstanding(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send(POP)
    await phone.tap("Yes, to me")
    await phone.tap("Start safety check")
    await phone.tap("☐ A crack")
    await phone.tap("Done")
    await phone.send("/reminders")
    assert "You misunderstood me" not in labels(await phone.last())
    assert "Cleared by a professional" in labels(await phone.last())


async def test_a_misread_sentence_is_taken_back_to_the_state_before(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    await phone.send("i have chest pain and cant breathe")
    assert await _state(phone) == "urgent"
    await phone.send(POP)
    await phone.tap("Yes, to me")
    await phone.send("/reminders")
    await phone.tap("You misunderstood me")
    assert await _state(phone) == "swap"


async def test_an_old_yes_to_me_counts_for_nothing(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send(POP)
    message = await phone.last()
    yes = buttons(message)[0]["callback_data"]
    for _ in range(3):
        await phone.jump("one-day")
    await phone.tap_data(yes, message)
    assert await _state(phone) == "normal"


@pytest.mark.parametrize("leaving", ["/cancel", "/start", "/soreness"])
async def test_a_ticked_red_flag_is_delivered_however_the_check_is_left(phone: Phone, leaving: str) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Chest")
    sent = await phone.send(leaving)
    assert "112" in sent[0]["text"]
    assert await _state(phone) == "urgent"


async def test_the_outcome_comes_although_its_first_message_was_lost(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.patience.FIRST_WAIT", 0.001)
    await phone.send("/soreness")
    await phone.tap("☐ Chest")
    real = TelegramOut.edit
    failures = [NetworkError("down")]

    async def flaky(self: TelegramOut, *args: object) -> bool:
        if failures:
            raise failures.pop()
        return await real(self, *args)  # type: ignore[arg-type]

    monkeypatch.setattr(TelegramOut, "edit", flaky)
    await phone.tap("Done")
    assert "112" in (await phone.last())["text"]


async def test_an_old_walking_fine_ends_no_new_swap(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for score in ("7", "2", "1"):
        await phone.send("/checkin")
        await phone.tap(score)
        await phone.jump("one-day")
    asked = await phone._with_button("Yes, all fine")
    data = buttons(asked)[0]["callback_data"]
    await phone.send("/checkin")
    await phone.tap("7")
    await phone.tap_data(data, asked)
    assert await _state(phone) == "swap"


async def test_a_slip_of_the_finger_in_the_check_in_can_be_taken_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    await phone.tap("6")
    assert await _state(phone) == "swap"
    await phone.tap("Change")
    await phone.tap("1")
    assert await _state(phone) == "normal"
    assert "Train as planned" in (await phone.last())["text"]


async def test_a_double_tap_at_eight_and_more_opens_one_check(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    (question,) = await phone.send("/checkin")
    nine = next(button["callback_data"] for button in buttons(question) if button["text"] == "9")
    opened = await phone.tap_data(nine, question)
    assert len(opened) == 1
    assert await phone.tap_data(nine, question) == []


async def test_a_double_tap_at_eight_and_more_offers_a_kept_check_once(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE[:4])
    await phone.tap("Stop")
    (question,) = await phone.send("/checkin")
    nine = next(button["callback_data"] for button in buttons(question) if button["text"] == "9")
    (offer,) = await phone.tap_data(nine, question)
    assert labels(offer) == ["Continue", "Start anew"]
    assert await phone.tap_data(nine, question) == []
    await phone.tap("Continue", offer)
    await phone.tap("Both thighs")
    await phone.tap("Stop")
    (again,) = await phone.tap_data(nine, question)
    assert labels(again) == ["Continue", "Start anew"]


async def test_the_pool_alone_is_forgotten_when_the_sit_bone_has_settled(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SIT_BONE)
    for _ in range(3):
        await phone.jump("one-day")
        await phone.send("/checkin")
        await phone.tap("1")
    await phone.tap("Yes, all fine")
    await phone.jump("one-day")
    await phone.send("/checkin")
    await phone.tap("7")
    await phone.send("/workout")
    assert "Cycling" in (await phone.last())["text"]


async def test_paused_training_promises_no_dates(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, TWO_WEEKS)
    await phone.send("/reminders")
    assert "January" not in (await phone.last())["text"]


async def test_a_typed_number_is_todays_check_in_and_words_answer_the_check(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    (answer,) = await phone.send("3/10")
    assert answer["text"].startswith("Today: 3/10.")
    await phone.send("/soreness")
    for said in ("none", "no", NONE, "six"):
        await phone.send(said)
    assert "Where is it?" in (await phone.last())["text"]
    (nudge,) = await phone.send("purple elephants")
    assert "tap one of the buttons" in nudge["text"]


async def test_what_is_due_survives_a_change_of_settings(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.jump()
    phone.app.coach.clock.jump(datetime(2030, 1, 8, 5, 50, tzinfo=UTC))
    await phone.send("/soreness")
    assert await phone.jump() == []
    await phone.send("/settings")
    await phone.tap("Level")
    await phone.tap("Advanced")
    await phone.send("/cancel")
    sent = [message["text"] for _ in range(2) for message in await phone.jump()]
    assert any("Strength day" in text for text in sent)


async def test_a_pause_holds_the_session_that_was_put_off(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for _ in range(2):
        await phone.jump()
    await phone.tap("⏰ Later")
    await phone.tap("Tomorrow")
    await phone.send("/reminders")
    await phone.tap("Pause")
    await phone.tap("7 days")
    assert [message for _ in range(6) for message in await phone.jump("one-day")] == []


async def test_back_in_the_settings_leads_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Level")
    await phone.tap("‹ Back")
    assert "Your settings" in (await phone.last())["text"]


async def test_a_question_left_open_in_the_settings_eats_no_later_message(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await phone.send("/settings")
    await phone.tap("Time zone")
    await phone.send("/checkin")
    (answer,) = await phone.send("6")
    assert answer["text"].startswith("Today: 6/10.")


async def test_after_deletion_an_old_button_brings_nobody_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    question = await phone.last()
    await phone.send("/delete")
    await phone.tap("Yes, delete everything")
    await phone.tap_data(buttons(question)[4]["callback_data"], question)
    async with phone.app.coach.store.read() as tx:
        assert await tx.runners.get(phone.chat) is None


@pytest.mark.parametrize(
    ("told", "state"), [(TWO_WEEKS, "stop"), ([NONE, "☐ A pop", "Done"], "urgent")], ids=["stop", "urgent"]
)
@pytest.mark.parametrize("button", ["w:x:", "w:done"])
async def test_a_button_of_an_older_session_does_nothing_while_training_is_stopped(
    phone: Phone, set_up: SetUp, told: list[str], state: str, button: str
) -> None:
    await set_up(phone)
    await phone.send("/workout")
    session = await phone.last()
    data = next(b["callback_data"] for b in buttons(session) if b["callback_data"].startswith(button))
    await phone.send("/soreness")
    await _answer(phone, told)
    assert await _state(phone) == state
    await phone.tap_data(data, session)
    shown = next(m for m in await phone.from_coach() if m["message_id"] == session["message_id"])
    assert "No session for now" in shown["text"]
    async with phone.app.coach.store.read() as tx:
        assert (await tx.export(phone.chat))["sessions"] == []
