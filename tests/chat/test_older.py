"""What an older version of the program left open ends politely, whatever is tapped or typed."""

from dataclasses import replace
from typing import Any

import pytest

from bot.chat.half_way import told
from bot.storage.records import Conversation

from .phone import Phone, buttons, labels
from .test_half_way import GO_ON
from .test_soreness import NONE, _answer, _state

OTHER_SHAPES: list[dict[str, Any]] = [
    {},
    {"flags": {"A1": True}, "soreness": "seven"},
    {"flags": ["Z9", 4, None], "soreness": 11},
    {"answers": ["none"], "soreness": True},
]


async def _now_older(phone: Phone, **changes: Any) -> None:
    """As if the program had been renewed since the last answer."""
    async with phone.app.coach.store.begin() as tx:
        talk = await tx.conversations.get(phone.chat)
        assert talk is not None
        await tx.conversations.put(replace(talk, **changes))
        kept = await tx.kept_checks.get(phone.chat)
        if kept is not None:
            same = {key: value for key, value in changes.items() if key in {"version", "step", "data"}}
            await tx.kept_checks.put(replace(kept, **same))


async def _talk(phone: Phone) -> Conversation | None:
    async with phone.app.coach.store.read() as tx:
        return await tx.conversations.get(phone.chat)


def _errors(caplog: pytest.LogCaptureFixture) -> list[str]:
    return [record.message for record in caplog.records if record.levelname in {"ERROR", "WARNING"}]


CHANGES: list[dict[str, Any]] = [
    {"version": 0},
    {"step": "q99"},
    *({"data": d, "version": 7} for d in OTHER_SHAPES),
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
@pytest.mark.parametrize("act", ["tap", "number", "words", "stop"])
async def test_an_older_check_ends_politely(
    phone: Phone, changes: dict[str, Any], act: str, caplog: pytest.LogCaptureFixture
) -> None:
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE])
    await _now_older(phone, **changes)
    match act:
        case "tap":
            await phone.tap("4")
        case "stop":
            await phone.tap("Stop")
        case _:
            await phone.send({"number": "4", "words": "purple elephants"}[act])
    assert "older version" in (await phone.last())["text"]
    assert await _talk(phone) is None
    assert await _state(phone) == "normal"
    assert _errors(caplog) == []


@pytest.mark.parametrize("changes", CHANGES, ids=str)
@pytest.mark.parametrize("leaving", ["/soreness", "/cancel", "/start"])
async def test_an_older_check_is_left_without_an_error(
    phone: Phone, changes: dict[str, Any], leaving: str, caplog: pytest.LogCaptureFixture
) -> None:
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE])
    await _now_older(phone, **changes)
    assert await phone.send(leaving)
    assert _errors(caplog) == []


@pytest.mark.parametrize("act", ["tap", "text", "/cancel"])
async def test_a_flag_ticked_in_an_older_check_is_delivered(phone: Phone, act: str) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Chest")
    await _now_older(phone, version=0)
    if act == "tap":
        await phone.tap("☐ Dark cola")
    else:
        await phone.send("hello there" if act == "text" else act)
    assert any("112" in message["text"] for message in (await phone.from_coach())[-2:])
    assert await _state(phone) == "urgent"


@pytest.mark.parametrize("way", ["/soreness", "Continue"])
async def test_older_answers_are_not_gone_on_with(phone: Phone, way: str) -> None:
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE, "4"])
    await phone.tap("Stop")
    assert labels(await phone.last()) == GO_ON
    async with phone.app.coach.store.begin() as tx:
        kept = await tx.kept_checks.get(phone.chat)
        assert kept is not None
        await tx.kept_checks.put(replace(kept, version=0))
    if way == "Continue":
        await phone.tap(way)
    else:
        await phone.send(way)
    text = (await phone.last())["text"]
    assert "older version" in text
    assert "safety check" in text


@pytest.mark.parametrize("changes", [{"version": 0}, {"step": "shoe_size"}], ids=str)
@pytest.mark.parametrize("act", ["Beginner", "Skip", "beginner", "how sore is sore"])
async def test_an_older_set_up_ends_politely(
    phone: Phone, changes: dict[str, Any], act: str, caplog: pytest.LogCaptureFixture
) -> None:
    await phone.send("/start")
    await phone.tap("Let's go")
    await _now_older(phone, **changes)
    if act in {"Beginner", "Skip"}:
        await phone.tap(act)
    else:
        await phone.send(act)
    assert any("older version" in message["text"] for message in (await phone.from_coach())[-2:])
    assert await _talk(phone) is None
    assert _errors(caplog) == []


@pytest.mark.parametrize("changes", [{"version": 0}, {"step": "shoe_size"}], ids=str)
async def test_an_older_question_of_the_settings_sets_nothing(phone: Phone, changes: dict[str, Any]) -> None:
    await phone.send("/settings")
    await phone.tap("Check-in")
    await phone.tap("Another time")
    await _now_older(phone, **changes)
    (answer,) = await phone.send("9:15")
    assert "older version" in answer["text"]
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    assert (f"{runner.checkin_at:%H:%M}", runner.checkin_on) == ("20:00", False)


async def test_a_finished_older_talk_goes_without_a_word(
    phone: Phone, caplog: pytest.LogCaptureFixture
) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Chest")
    question = await phone.last()
    done = next(button["callback_data"] for button in buttons(question) if button["text"] == "Done ›")
    await phone.tap("Done")
    await _now_older(phone, version=0, data={"verdict": "E"})
    said = await phone.last()
    await phone.tap_data(done, question)
    assert (await phone.last())["text"] == said["text"]
    assert _errors(caplog) == []


@pytest.mark.parametrize("data", OTHER_SHAPES, ids=str)
def test_nothing_is_read_into_answers_of_another_shape(data: dict[str, Any]) -> None:
    assert (told(data).flags, told(data).soreness) == (frozenset(), None)


def test_known_answers_are_read() -> None:
    answers = told({"flags": ["B1", "Z9"], "soreness": 6, "location": "nowhere"})
    assert ([*answers.flags], answers.soreness) == (["B1"], 6)
