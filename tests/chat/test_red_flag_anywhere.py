"""A red flag in free text interrupts whatever is open; the safety check begins with its first question."""

from typing import Any

import pytest

from bot.chat import settings, setup, soreness
from bot.chat.flow import begin
from bot.content.knowledge import default_folder
from bot.content.load import load
from bot.storage.records import KeptCheck

from .conftest import SetUp
from .phone import Phone
from .test_half_way import _later
from .test_soreness import NONE, SHORTENED_STRIDE, _answer, _state

CHEST = "i have chest pain and cant breathe"
POP = "felt a loud pop in my hamstring and now i cant walk"
QUESTIONS = [question.id for question in load(default_folder()).triage.questions]
ANSWERED: dict[str, Any] = {
    "flags": [],
    "soreness": 8,
    "q4b": False,
    "location": "both",
    "onset": "after",
    "days": "0-1",
    "form": "no",
    "walking": "fine",
    "trend": "new",
}
STEPS = [
    *((setup.FLOW, setup.VERSION, step) for step in (*setup.STEPS, setup.DONE)),
    *((settings.FLOW, settings.VERSION, field) for field in settings.TYPED),
    *((soreness.FLOW, soreness.VERSION, step) for step in QUESTIONS),
]


async def _open(phone: Phone, flow: str, version: int, step: str) -> None:
    """The talk at that step, as the store has it then."""
    now = phone.app.coach.clock.now()
    data = ANSWERED if flow == soreness.FLOW else {}
    async with phone.app.coach.store.begin() as tx:
        await tx.runners.ensure(phone.chat, now)
        await begin(tx, phone.chat, flow=flow, version=version, step=step, now=now, data=data)
        if flow == soreness.FLOW:
            await tx.kept_checks.put(KeptCheck(phone.chat, version, step, data, now, now))


async def _begins_with_the_first_question(phone: Phone) -> None:
    (question,) = await phone.tap("Start safety check")
    assert "First a safety check" in question["text"]


@pytest.mark.parametrize(("text", "said"), [(CHEST, "112"), (POP, "today")], ids=["emergency", "urgent"])
@pytest.mark.parametrize(("flow", "version", "step"), STEPS, ids=str)
async def test_a_red_flag_interrupts_every_step_of_every_flow(
    phone: Phone, flow: str, version: int, step: str, text: str, said: str
) -> None:
    await _open(phone, flow, version, step)
    (warning,) = await phone.send(text)
    assert said in warning["text"]
    async with phone.app.coach.store.read() as tx:
        assert await tx.conversations.get(phone.chat) is None
        assert await tx.kept_checks.get(phone.chat) is None
    await _begins_with_the_first_question(phone)


@pytest.mark.parametrize("asked", ["How sore", "Is walking", "outcome", "go on"])
async def test_it_interrupts_a_check_in_its_follow_up_an_outcome_and_the_offer(
    phone: Phone, set_up: SetUp, asked: str
) -> None:
    await set_up(phone)
    if asked != "How sore":
        await phone.send("/soreness")
        await _answer(phone, SHORTENED_STRIDE if asked != "go on" else SHORTENED_STRIDE[:5])
    if asked == "Is walking":
        for _ in range(2):
            await phone.jump("one-day")
            await phone.send("/checkin")
            await phone.tap("1")
    elif asked == "go on":
        await phone.send("/soreness")
    elif asked == "How sore":
        await phone.send("/checkin")
    (warning,) = await phone.send(CHEST)
    assert "112" in warning["text"]
    assert await _state(phone) == "urgent"
    await _begins_with_the_first_question(phone)


async def test_a_flag_ticked_before_is_delivered_beneath_the_safety_text(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Dark cola")
    warning, outcome = await phone.send(POP)
    assert "today" in warning["text"]
    assert "CK" in outcome["text"]
    assert await _state(phone) == "urgent"
    assert [m for m in await _later(phone, hours=3) if "CK" in m["text"]] == []


async def test_what_happened_to_somebody_else_loses_no_answers(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE, "4"])
    await phone.send("my friend felt a loud pop in his hamstring and cannot walk")
    await phone.tap("Start safety check")
    await phone.tap("Continue")
    assert "Where is it?" in (await phone.last())["text"]
