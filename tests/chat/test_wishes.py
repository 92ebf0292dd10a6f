"""What a runner asks for in words is done, as the command would do it."""

import pytest

from bot.chat.router import COMMANDS
from bot.content.knowledge import Knowledge

from .conftest import House, SetUp
from .phone import Message, Phone, labels, plain
from .test_soreness import NONE


async def _answer_to(phone: Phone, words: str) -> Message:
    await phone.send(words)
    return await phone.last()


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("Stop", "/reminders"),
        ("stop sending me reminders", "/reminders"),
        ("how do I pause?", "/reminders"),
        ("i'm on holiday next week", "/reminders"),
        ("change my reminder time", "/reminders"),
        ("When is my next reminder?", "/reminders"),
        ("change timezone", "/settings"),
        ("stop the check-ins", "/settings"),
        ("delete my data", "/delete"),
        ("what do you know about me", "/privacy"),
        ("check in", "/checkin"),
        ("show me my workout", "/workout"),
        ("my progress", "/progress"),
        ("topics", "/topics"),
        ("help", "/help"),
        ("never mind, cancel", "/cancel"),
    ],
)
async def test_a_wish_is_done_as_its_command_does_it(
    phone: Phone, set_up: SetUp, words: str, command: str
) -> None:
    await set_up(phone)
    by_words, by_command = await _answer_to(phone, words), await _answer_to(phone, command)
    assert (by_words["text"], labels(by_words)) == (by_command["text"], labels(by_command))


async def test_the_data_come_as_a_file_when_they_are_asked_for(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    assert (await _answer_to(phone, "can I get my data?")).get("document")


async def test_a_check_is_started_in_words_and_stop_leaves_it(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    assert any(NONE in label for label in labels(await _answer_to(phone, "do the soreness check")))
    stopped = await _answer_to(phone, "stop")
    assert stopped["text"].startswith("Stopped.")
    assert "Strength reminders" in (await _answer_to(phone, "stop"))["text"]


async def test_in_a_check_how_the_legs_are_is_an_answer_though_an_unclear_one(
    phone: Phone, set_up: SetUp, knowledge: Knowledge
) -> None:
    await set_up(phone)
    await phone.send("it hurts")
    unclear = await _answer_to(phone, "no pain")
    assert unclear["text"] == plain(knowledge.messages.text("soreness.tap_please"))


async def test_skip_typed_in_the_set_up_is_its_button(phone: Phone) -> None:
    await phone.send("/start")
    await phone.tap("Let's go")
    assert (await _answer_to(phone, "skip"))["text"].startswith("2/5")


async def test_who_wants_all_to_stop_finds_the_daily_check_in_there_too(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    assert "Daily check-in: 20:00 your time." in (await _answer_to(phone, "stop writing to me"))["text"]
    await phone.tap("Check-in")
    await phone.tap("No daily check-in")
    assert "The daily check-in is off." in (await _answer_to(phone, "my reminders"))["text"]


async def test_in_a_group_a_wish_gets_the_way_to_the_private_chat(house: House, knowledge: Knowledge) -> None:
    phone = await house.group_phone()
    answer = await _answer_to(phone, f"@{house.app.coach.username} stop the reminders")
    assert answer["text"].startswith("In our private chat, /reminders")


def test_every_wish_names_a_command_that_there_is(knowledge: Knowledge) -> None:
    wished = {talk.command for talk in knowledge.smalltalk.values() if talk.command}
    assert wished
    assert wished <= COMMANDS.keys()
