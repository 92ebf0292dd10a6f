"""The end of a triage as the chat shows it: its close, its buttons, the number of the runner's country."""

import html
from dataclasses import replace
from datetime import time
from functools import cache

import pytest

from bot.chat.screen import Screen
from bot.chat.soreness_screens import outcome_screen
from bot.coaching.outcome import Outcome
from bot.coaching.triage import RULES
from bot.content.knowledge import Knowledge
from bot.content.telegram_html import parse
from bot.storage.records import Runner
from tests.coaching.every_message import Said, every_message

from .conftest import MONDAY_NOON

RUNNER = Runner(
    chat_id=1,
    created_at=MONDAY_NOON,
    level=None,
    zone="Europe/Berlin",
    country=None,
    strength_days=("tue",),
    strength_at=time(7),
    checkin_at=time(20),
    strength_on=True,
    checkin_on=True,
    paused_until=None,
    state="normal",
    state_rule=None,
    state_since=None,
    pool_only=False,
    ladder_step=None,
    ladder_failed=None,
    ladder_since=None,
    physio=False,
    extras_on=True,
    set_up_at=MONDAY_NOON,
    active=True,
    silent_since=None,
    here_at=None,
)
STATES = {"K": "normal", "A": "ease", "X": "swap", "P": "stop", "U": "urgent", "E": "urgent"}
CHECK_AGAIN = "Something changed - check again"
GENERAL = "This is general information from a coaching bot, not a diagnosis."
BELOW_URGENT, SWAPPED, URGENT, WITH_A_NUMBER = (
    [rule.id for rule in RULES if rule.outcome in outcomes] for outcomes in ("KAXP", "X", "U", "PUE")
)


@cache
def _messages() -> dict[str, Said]:
    """One of each rule."""
    return {said.verdict.rule: said for said in every_message()}


def _shown(knowledge: Knowledge, said: Said, **changes: object) -> Screen:
    runner = replace(RUNNER, state=STATES[said.verdict.outcome], **changes)  # type: ignore[arg-type]
    return outcome_screen(
        knowledge, runner, said.answers.model_dump(mode="json"), said.verdict, 1, doubtful=False
    )


def _plain(screen: Screen) -> str:
    return html.unescape(parse(screen.text).text)


def _labels(screen: Screen) -> list[str]:
    return [button.label for row in screen.rows for button in row]


@pytest.mark.parametrize("rule", [rule.id for rule in RULES])
@pytest.mark.parametrize("strength_on", [True, False])
def test_each_outcome_but_an_emergency_ends_with_the_general_line_and_the_way_to_check_again(
    knowledge: Knowledge, rule: str, strength_on: bool
) -> None:
    said = _messages()[rule]
    screen = _shown(knowledge, said, strength_on=strength_on)
    text = _plain(screen)
    if said.verdict.outcome is Outcome.E:
        assert screen.rows == ()
        assert GENERAL not in text
        assert "reminders" not in text
    else:
        assert text.endswith(GENERAL)
        assert text.count(GENERAL) == 1
        assert CHECK_AGAIN in _labels(screen)
        assert ("reminder" in text) is strength_on


@pytest.mark.parametrize("rule", BELOW_URGENT)
def test_who_may_go_on_has_the_list_of_red_flags_at_hand(knowledge: Knowledge, rule: str) -> None:
    assert "When not to wait" in _labels(_shown(knowledge, _messages()[rule]))


@pytest.mark.parametrize("rule", SWAPPED)
@pytest.mark.parametrize("strength_on", [True, False])
def test_a_swap_tells_once_what_starts_the_way_back(
    knowledge: Knowledge, rule: str, strength_on: bool
) -> None:
    text = _plain(_shown(knowledge, _messages()[rule], strength_on=strength_on))
    assert text.lower().count(" in a row") == 1
    assert text.count("way back") == 1 + strength_on


@pytest.mark.parametrize("rule", URGENT)
def test_who_is_to_be_seen_today_is_offered_no_training(knowledge: Knowledge, rule: str) -> None:
    screen = _shown(knowledge, _messages()[rule])
    assert set(_labels(screen)) == {CHECK_AGAIN, "Why?"}
    assert _plain(screen).index("urgent care centre") < _plain(screen).index("All my training reminders")


@pytest.mark.parametrize("rule", WITH_A_NUMBER)
@pytest.mark.parametrize(
    ("changes", "number"),
    [
        ({}, "112"),
        ({"zone": "America/New_York"}, "911"),
        ({"country": "AU"}, "000"),
        ({"zone": "Etc/GMT-2"}, "112 or your local"),
        ({"zone": None}, "112, 999, 911, 000 or your local one"),
        ({"zone": "UTC"}, "112, 999, 911, 000 or your local one"),
    ],
)
def test_the_emergency_number_is_that_of_the_runners_country(
    knowledge: Knowledge, rule: str, changes: dict[str, object], number: str
) -> None:
    text = _plain(_shown(knowledge, _messages()[rule], **changes))
    if _messages()[rule].verdict.outcome is Outcome.E and number.startswith("112, 999"):
        number = "112 (Europe), 999 (UK), 911 (US, Canada), 000 (Australia) or your local emergency number"
    assert number in text
    assert "{" not in text
