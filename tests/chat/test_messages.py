"""The texts of knowledge/messages and the code that asks for them fit together."""

import re
from pathlib import Path

import pytest

import bot
from bot.coaching.ladder import Move, Step
from bot.coaching.state import Reason
from bot.content.knowledge import Knowledge
from bot.content.telegram_html import parse

CHAT = Path(bot.__file__).parent
KEY = re.compile(r"\"([a-z_]+(?:\.[a-z_0-9]+)+)\"")
AREAS = {path.stem for path in (CHAT.parent / "knowledge" / "messages").glob("*.yaml")}
BUILT_AT_RUN_TIME = (
    "common.day.",
    "common.short_day.",
    "common.level.",
    "setup.",
    "reminders.response.",
    "reminders.answered.",
    "reminders.later_",
    "checkin.reply.",
    "series.",
    "extras.felt.",
    "extras.went.",
    "extras.week.",
    "extras.signs.",
    "checkin.walking.",
    "checkin.ask_walking_",
    "follow_up.",
    "soreness.then.",
    "soreness.stands.",
    "soreness.physio.",
    "settings.physio_",
    "state.",
    "ladder.name.",
    "ladder.step.",
    "ladder.reply.",
    "fallback.",
    "clearance.",
    "workout.",
    "why.",
    "settings.type_",
    "settings.extras_",
    "answers.voted_",
    "help.commands.",
    "progress.",
    "operators.commands.",
    "reminders.",
)
"""Prefixes of keys that the code puts together from a value (a day, a state, a button)."""


def _keys_in_code() -> set[str]:
    text = "\n".join(path.read_text(encoding="utf-8") for path in CHAT.rglob("*.py"))
    return {key for key in KEY.findall(text) if key.split(".")[0] in AREAS and not key.endswith(".yaml")}


def test_every_key_in_the_code_has_a_text(knowledge: Knowledge) -> None:
    known = {message.key for message in knowledge.messages}
    assert _keys_in_code() - known == set()


def test_every_text_is_asked_for_somewhere(knowledge: Knowledge) -> None:
    used = _keys_in_code()
    idle = {
        message.key
        for message in knowledge.messages
        if message.key not in used and not message.key.startswith(BUILT_AT_RUN_TIME)
    }
    assert idle == set()


def test_every_text_is_html_that_telegram_takes(knowledge: Knowledge) -> None:
    for message in knowledge.messages:
        assert parse(message.html).text.strip(), message.key


@pytest.mark.parametrize("state", ["normal", "ease", "swap", "stop", "urgent"])
def test_every_state_says_what_becomes_of_the_reminders(knowledge: Knowledge, state: str) -> None:
    assert knowledge.messages.text(f"soreness.then.{state}")
    if state != "normal":
        assert knowledge.messages.text(f"soreness.stands.{state}")
        assert knowledge.messages.text(f"state.{state}")


@pytest.mark.parametrize(
    "key",
    [
        *(f"ladder.name.{step}" for step in Step),
        *(f"ladder.step.{step}" for step in Step),
        *(f"ladder.reply.{move}" for move in Move),
    ],
)
def test_every_step_and_every_move_of_the_ladder_has_its_words(knowledge: Knowledge, key: str) -> None:
    assert knowledge.messages.text(key)


@pytest.mark.parametrize(
    "reason",
    [
        Reason.WALKING_FINE,
        Reason.STEP_UP,
        Reason.STEP_BACK,
        Reason.STRIDE_CHANGED,
        Reason.STEPS_FAILED,
        Reason.STRIDE_FAILED,
    ],
)
def test_every_reason_of_the_ladder_explains_itself(knowledge: Knowledge, reason: Reason) -> None:
    assert knowledge.messages.text(f"state.because.{reason}")
    assert knowledge.messages.text(f"why.reason.{reason}", day="7 January")


@pytest.mark.parametrize("outcome", ["k", "a", "x"])
def test_every_mild_outcome_has_its_line_under_a_physiotherapist(knowledge: Knowledge, outcome: str) -> None:
    assert knowledge.messages.text(f"soreness.physio.{outcome}")
