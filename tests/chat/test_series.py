"""Advice from the check-ins of several days: from the store to the chat, the state and the trail."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat.series import ADVICE, advice_html
from bot.coaching.series import Advice, Found, Rule, Sign
from bot.coaching.state import TrainingState
from bot.coaching.triage import RULESET
from bot.content.knowledge import Knowledge
from bot.storage.records import Event

from .conftest import House, SetUp
from .phone import Phone, buttons, labels
from .test_soreness import NONE, ORDINARY, SHORTENED_STRIDE, _answer, _state

TODAY = date(2030, 1, 7)
"""The day on which the house starts."""


async def _earlier(phone: Phone, series: str) -> None:
    """The answers of the days before today, oldest first; - for a day without one."""
    answers = series.split()
    async with phone.app.coach.store.begin() as tx:
        for ago, answer in zip(range(len(answers), 0, -1), answers, strict=True):
            day = TODAY - timedelta(days=ago)
            if answer != "-":
                at = datetime(day.year, day.month, day.day, 19, tzinfo=UTC)
                await tx.checkins.record(phone.chat, day, int(answer), at)


async def _trained(phone: Phone, ago: int, kind: str = "session") -> None:
    day = TODAY - timedelta(days=ago)
    async with phone.app.coach.store.begin() as tx:
        await tx.sessions.add(phone.chat, day, kind, datetime(day.year, day.month, day.day, 7, tzinfo=UTC))


async def _checkin(phone: Phone, score: str) -> str:
    """Answer today's question by a tap; the text that stands in its place."""
    (question,) = await phone.send("/checkin")
    await phone.tap(score, question)
    return await _text(phone, question["message_id"])


async def _text(phone: Phone, message_id: int) -> str:
    return next(str(shown["text"]) for shown in await phone.shown() if shown["message_id"] == message_id)


async def _is_asked(phone: Phone) -> bool:
    """Whether the last message is the first question of the soreness check."""
    return any(label.startswith(NONE) for label in labels(await phone.last()))


async def _advice(phone: Phone) -> list[Event]:
    """Oldest first."""
    async with phone.app.coach.store.read() as tx:
        return [*reversed(await tx.events.recent(phone.chat, 50, kind=ADVICE))]


async def _rules(phone: Phone) -> list[str]:
    return [event.data["rule"] for event in await _advice(phone)]


@pytest.mark.parametrize(
    ("before", "today", "rule", "state", "said"),
    [
        ("5", "6", "D1", "swap", "a short check tells us"),
        ("4", "9", "D0", "swap", "short safety check now"),
        ("6 4", "6", "D2", "swap", "second answer of 6 or more"),
        ("0 1 2", "5", "D3", "normal", "answers have climbed"),
        ("1 2", "3", "D3b", "ease", "gone up a little"),
        ("3 4 4", "3", "D4", "ease", "usually gone by days 5-7"),
        ("3 - 4 3 3 -", "3", "D5", "stop", "book a physiotherapist"),
        ("2 3 2 - 2 3 2 - 2 2 3 - 2", "2", "D6", "ease", "not gone below 2 in two weeks"),
    ],
)
async def test_the_series_advises_beneath_the_reply_moves_the_state_and_leaves_its_rule(
    phone: Phone, set_up: SetUp, before: str, today: str, rule: str, state: str, said: str
) -> None:
    await set_up(phone)
    await _earlier(phone, before)
    text = await _checkin(phone, today)
    assert text.startswith(f"Today: {today}/10.\n")
    assert said in text
    assert await _state(phone) == state
    (event,) = await _advice(phone)
    assert (event.data["rule"], event.data["day"], event.data["soreness"]) == (rule, "2030-01-07", int(today))


@pytest.mark.parametrize(("before", "today"), [("", "2"), ("2 1", "1"), ("4 - -", "2"), ("2 2", "4")])
async def test_an_ordinary_series_says_nothing_more(
    phone: Phone, set_up: SetUp, before: str, today: str
) -> None:
    await set_up(phone)
    await _earlier(phone, before)
    assert "\n\n" not in await _checkin(phone, today)
    assert await _advice(phone) == []
    assert await _state(phone) == "normal"


async def test_a_second_high_answer_opens_the_check_at_once_and_one_alone_offers_it(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _checkin(phone, "6")
    assert not await _is_asked(phone)
    await phone.jump("one-day")
    await _checkin(phone, "7")
    assert await _is_asked(phone)
    assert await _rules(phone) == ["D1", "D2"]


async def test_three_high_answers_in_a_week_name_the_sign_and_speak_of_later(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "7 6")
    text = await _checkin(phone, "6")
    assert "three answers of 6 or more within a week" in text
    assert "When hamstring work comes back" in text
    assert await _state(phone) == "swap"
    (event,) = await _advice(phone)
    assert event.data["sign"] == Sign.HIGH_AGAIN


@pytest.mark.parametrize(
    ("ago", "kind", "asks"),
    [(2, "session", False), (3, "session", True), (1, "standin", True), (None, "", True)],
)
async def test_a_steep_rise_opens_the_check_unless_a_session_explains_it(
    phone: Phone, set_up: SetUp, ago: int | None, kind: str, asks: bool
) -> None:
    await set_up(phone)
    await _earlier(phone, "0 0 2")
    if ago is not None:
        await _trained(phone, ago, kind)
    text = await _checkin(phone, "5")
    assert ("the short check comes next" in text) is asks
    assert ("one to three days after" in text) is not asks
    assert await _is_asked(phone) is asks
    assert await _state(phone) == ("normal" if asks else "ease")


async def test_a_steep_rise_after_a_check_of_the_same_day_offers_another_and_opens_none(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "0 0 2")
    await phone.send("/soreness")
    await _answer(phone, ORDINARY)
    text = await _checkin(phone, "5")
    assert "went through the check today already" in text
    assert not await _is_asked(phone)
    await phone.tap("Check what's going on")
    assert await _is_asked(phone)


async def test_each_advice_keeps_the_version_of_the_rules(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checkin(phone, "6")
    (event,) = await _advice(phone)
    assert event.data["ruleset"] == RULESET


async def test_a_session_logged_in_the_chat_counts_and_a_swim_does_not(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/workout")
    await phone.tap("✅")
    await phone.jump("one-day")
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    await phone.send("/workout")
    await phone.tap("✅")
    async with phone.app.coach.store.read() as tx:
        kinds = [session.kind for session in await tx.sessions.recent(phone.chat, TODAY)]
    assert kinds == ["session", "standin"]


async def test_the_lighter_week_asks_about_one_session_keeps_the_days_and_holds_for_seven_days(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "2 3 2 - 2 3 2 - 2 2 3 - 2")
    (question,) = await phone.send("/checkin")
    await phone.tap("2", question)
    shown = await phone.last()
    assert labels(shown) == ["Leave it out", "Keep it", "Why?", "Change"]
    for said in (
        "one hamstring session fewer",
        "half the sets",
        "Nordics, jumps and sprints",
        "sleep",
        "day 14",
    ):
        assert said in shown["text"]
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    assert (runner.strength_days, runner.strength_on, runner.checkin_on) == (("tue", "fri"), True, True)
    for day in range(1, 8):
        await phone.jump("one-day")
        await _checkin(phone, "1")
        assert await _state(phone) == ("ease" if day < 7 else "normal")
    assert await _rules(phone) == ["D6", "D10"]


async def test_the_light_week_is_what_the_next_session_is(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "2 3 2 - 2 3 2 - 2 2 3 - 2")
    await _checkin(phone, "2")
    await phone.send("/workout")
    text = (await phone.last())["text"]
    assert "a lighter week is due" in text
    assert "Nordic" not in text


async def test_the_lighter_week_is_told_once_in_seven_days(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "2 3 2 - 2 3 2 - 2 2 3 - 2")
    told = []
    for _ in range(8):
        told.append("getting ahead of recovery" in await _checkin(phone, "2"))
        await phone.jump("one-day")
    assert told == [True] + [False] * 6 + [True]


async def test_the_same_answer_twice_is_one_advice_and_reads_the_same(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "3 4 4")
    (question,) = await phone.send("/checkin")
    four = next(button["callback_data"] for button in buttons(question) if button["text"] == "4")
    await phone.tap_data(four, question)
    once = await _text(phone, question["message_id"])
    await phone.tap_data(four, question)
    assert await _text(phone, question["message_id"]) == once
    assert await _rules(phone) == ["D4"]
    assert await _state(phone) == "ease"


async def test_a_slip_of_the_finger_takes_its_advice_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "3 - 4 3 3 -")
    await _checkin(phone, "3")
    assert await _state(phone) == "stop"
    await phone.tap("Change")
    await phone.tap("1")
    assert await _state(phone) == "normal"
    assert "Train as planned" in (await phone.last())["text"]


async def test_a_lighter_week_told_by_a_slip_does_not_use_up_the_seven_days(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "7 6")
    assert "three answers of 6 or more" in await _checkin(phone, "6")
    await phone.tap("Change")
    await phone.tap("2")
    await phone.jump("one-day")
    assert "three answers of 6 or more" in await _checkin(phone, "6")


async def test_two_high_answers_do_not_bar_the_way_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for score in ("6", "7"):
        await _checkin(phone, score)
        await phone.jump("one-day")
    await _answer(phone, SHORTENED_STRIDE)
    for score in ("2", "1"):
        await _checkin(phone, score)
        await phone.jump("one-day")
    await phone.jump("one-day")
    assert await _rules(phone) == ["D1", "D2"]
    await _checkin(phone, "1")
    await phone.jump("one-day")
    await _checkin(phone, "1")
    await phone.tap("Yes, all fine")
    assert await _state(phone) == "ease"


async def test_a_professionals_word_is_not_undone_by_the_week_before_it(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "3 - 4 3 3 -")
    await _checkin(phone, "3")
    await phone.send("/reminders")
    await phone.tap("Cleared by a professional")
    await phone.tap("Yes, I may train")
    for _ in range(6):
        await phone.jump("one-day")
        await _checkin(phone, "3")
        assert await _state(phone) == "ease"
    await phone.jump("one-day")
    await _checkin(phone, "3")
    assert await _state(phone) == "stop"


async def test_a_stop_stays_and_is_not_told_anew_each_day(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "3 - 4 3 3 -")
    await _checkin(phone, "3")
    shown = await phone.last()
    assert {"When not to wait", "Something changed - check again"} <= set(labels(shown))
    assert "Once you are cleared" in shown["text"]
    await phone.jump("one-day")
    assert "book a physiotherapist" not in await _checkin(phone, "4")
    assert await _rules(phone) == ["D5"]
    for _ in range(3):
        await phone.jump("one-day")
        await _checkin(phone, "0")
    assert await _state(phone) == "stop"


async def test_settling_is_told_when_three_low_answers_end_the_easing_off(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _earlier(phone, "2 1")
    async with phone.app.coach.store.begin() as tx:
        since = datetime(2030, 1, 5, 9, tzinfo=UTC)
        await tx.runners.update(phone.chat, state="ease", state_rule="rising", state_since=since)
    assert "easing off is over" in await _checkin(phone, "1")
    assert await _state(phone) == "normal"
    assert await _rules(phone) == ["D10"]


async def test_keep_going_does_not_end_a_lighter_week(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "2 3 2 - 2 3 2 - 2 2 3 - 2")
    await _checkin(phone, "2")
    await phone.jump("one-day")
    await phone.send("/soreness")
    assert "lighter week goes on" in await _answer(phone, ORDINARY)
    assert await _state(phone) == "ease"


async def test_the_advice_survives_a_restart(house: House, set_up: SetUp) -> None:
    phone = await house.phone()
    await set_up(phone)
    await _earlier(phone, "2 3 2 - 2 3 2 - 2 2 3 - 2")
    await _checkin(phone, "2")
    await house.restart()
    phone = await house.phone()
    await phone.jump("one-day")
    assert "getting ahead of recovery" not in await _checkin(phone, "2")


SPOKEN = [
    *(Found(rule, Advice.TRIAGE_NOW) for rule in (Rule.D0, Rule.D2, Rule.D3, Rule.D8)),
    *(Found(rule, Advice.EASE_OFF) for rule in (Rule.D3, Rule.D3B, Rule.D4)),
    *(Found(Rule.D5, Advice.STOP, sign) for sign in (None, *Sign)),
    *(Found(rule, Advice.O1, Sign.WORSE_SORE) for rule in (Rule.D6, Rule.D7, Rule.D8)),
    Found(Rule.D9, Advice.O2, Sign.WORSE_TIRED),
    Found(Rule.D1, Advice.OFFER_TRIAGE),
    Found(Rule.D3, Advice.OFFER_TRIAGE),
    Found(Rule.O1, Advice.STOP),
    Found(Rule.D10, Advice.CLEAR),
]


@pytest.mark.parametrize("state", TrainingState)
@pytest.mark.parametrize("found", SPOKEN)
def test_every_advice_has_its_words_and_the_lighter_week_no_diagnosis(
    knowledge: Knowledge, found: Found, state: TrainingState
) -> None:
    text = advice_html(knowledge.messages, found, state)
    assert bool(text) is (found.rule not in {Rule.D0, Rule.D1})
    assert ("not a diagnosis" in text) is (found.sign is not None or found.advice is Advice.STOP)
    assert ("see a doctor" in text) is (found.advice is Advice.O2)


def test_every_text_of_the_series_is_said(knowledge: Knowledge) -> None:
    said = {f"series.{found.rule.lower()}_{found.advice}" for found in SPOKEN}
    said |= {f"series.signs.{sign}" for sign in Sign}
    said |= {
        f"series.{key}"
        for key in ("sign", "lighter_now", "lighter_later", "lighter_cleared", "doctor", "closing")
    }
    assert {message.key for message in knowledge.messages if message.key.startswith("series.")} <= said
