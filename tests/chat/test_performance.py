"""How strong a session went: a second tap after how it felt, and what the check-in makes of it (D7)."""

import pytest

from bot.chat.performance import EVENT

from .conftest import SetUp
from .phone import Phone, buttons, labels
from .test_felt import FEELINGS, STRENGTH, _checkin, _log, _rules
from .test_soreness import SHORTENED_STRIDE, TWO_WEEKS, _answer, _state

USUAL, WEAKER = STRENGTH


async def _told(phone: Phone) -> list[object]:
    """Oldest first."""
    async with phone.app.coach.store.read() as tx:
        events = await tx.events.recent(phone.chat, 50, kind=EVENT)
    return [event.data["performance"] for event in reversed(events)]


async def test_it_is_offered_once_it_was_told_how_the_session_felt_and_a_double_tap_counts_once(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    asked = await _log(phone)
    assert labels(asked) == FEELINGS
    await phone.tap("Fine", asked)
    offered = await phone.last()
    assert labels(offered) == ["✓ Fine", *FEELINGS[1:], *STRENGTH]
    weaker = buttons(offered)[-1]["callback_data"]
    for _ in range(2):
        await phone.tap_data(weaker, offered)
    assert labels(await phone.last()) == ["✓ Fine", *FEELINGS[1:], USUAL, f"✓ {WEAKER}"]
    assert await _told(phone) == ["worse"]
    await phone.tap("An ache")
    assert labels(await phone.last()) == ["Fine", "✓ An ache", FEELINGS[2], USUAL, f"✓ {WEAKER}"]
    await phone.tap(USUAL)
    assert await _told(phone) == ["worse", "usual"]


async def test_a_sharp_pain_leads_to_the_check_and_asks_no_more(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    asked = await _log(phone)
    await phone.tap("Sharp pain", asked)
    assert not [one for one in await phone.from_coach() if WEAKER in labels(one)]


@pytest.mark.parametrize("told", [TWO_WEEKS, SHORTENED_STRIDE], ids=["stop", "a swim"])
async def test_it_is_not_asked_of_a_swim_nor_while_training_is_stopped(
    phone: Phone, set_up: SetUp, told: list[str]
) -> None:
    await set_up(phone)
    stopped = told is TWO_WEEKS
    asked = await _log(phone) if stopped else None
    await phone.send("/soreness")
    await _answer(phone, told)
    await phone.tap("Fine", asked or await _log(phone))
    assert not [one for one in await phone.from_coach() if WEAKER in labels(one)]


@pytest.mark.parametrize(
    ("sessions", "scores", "rules"),
    [
        ([WEAKER, USUAL, WEAKER], "344", [("D7", "o1")]),
        ([WEAKER, WEAKER, None], "344", [("D7", "o1")]),
        ([WEAKER, WEAKER, USUAL, USUAL], "-344", []),
        ([WEAKER, WEAKER, None, None], "-344", []),
        ([WEAKER, USUAL, WEAKER], "232", []),
    ],
)
async def test_weaker_in_two_of_the_last_three_sessions_while_sore_leads_to_a_lighter_week(
    phone: Phone, set_up: SetUp, sessions: list[str | None], scores: str, rules: list[tuple[str, str]]
) -> None:
    await set_up(phone)
    said = ""
    for went, score in zip(sessions, scores, strict=True):
        await phone.jump("one-day")
        await _log(phone, "Fine")
        if went:
            await phone.tap(went)
        if score != "-":
            said = await _checkin(phone, score)
    found = [rule for rule in await _rules(phone) if rule[0] == "D7"]
    assert found == rules
    if rules:
        assert "performance got worse while your hamstrings stayed sore" in said
        assert await _state(phone) == "ease"


@pytest.mark.parametrize(
    "data",
    ["j:went", "j:went:20300107:better", "j:went:20300107:awful", "j:went:x:worse", "j:went:20300106:worse"],
)
async def test_a_forged_answer_is_kept_nowhere(phone: Phone, set_up: SetUp, data: str) -> None:
    await set_up(phone)
    asked = await _log(phone, "Fine")
    await phone.tap_data(data, asked)
    assert await _told(phone) == []
