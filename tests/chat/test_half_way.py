"""A soreness check left half-way: kept a day, gone on with, delivered where it must be, asked about once."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta

import pytest
from telegram.error import NetworkError, TimedOut

from bot.chat.screen import Screen
from bot.chat.telegram_out import TelegramOut
from bot.reminders.plan import Kind
from bot.storage.records import Occurrence

from .conftest import House, SetUp
from .phone import Message, Phone, buttons, labels
from .test_soreness import NONE, ORDINARY, SHORTENED_STRIDE, TWO_WEEKS, _answer, _state

SEVEN = [NONE, NONE, NONE, "7"]
GO_ON = ["Continue", "Start anew"]
PING = "You began a soreness check"


async def _later(phone: Phone, **past: float) -> list[Message]:
    """So long after now, with a stop at everything that falls due on the way."""
    before = len(await phone.from_coach())
    await phone.practice.clock.jump(phone.app.coach.clock.now() + timedelta(**past))
    return (await phone.from_coach())[before:]


async def _due_now(phone: Phone) -> list[Message]:
    before = len(await phone.from_coach())
    await phone.app.deliver()
    return (await phone.from_coach())[before:]


async def _rows(phone: Phone, table: str) -> list[dict[str, object]]:
    async with phone.app.coach.store.read() as tx:
        return (await tx.export(phone.chat))[table]


async def _reasons(phone: Phone) -> list[tuple[object, object]]:
    """What set or took back the state, oldest first."""
    events = await _rows(phone, "events")
    return [
        (event["kind"], event["data"]["reason"])  # type: ignore[index]
        for event in events
        if event["kind"] in {"state", "undone"}
    ]


async def _stop(phone: Phone) -> None:
    await phone.tap("Stop")


async def _cancel(phone: Phone) -> None:
    await phone.send("/cancel")


async def _set_up_anew(phone: Phone) -> None:
    await phone.send("/start")


async def _type_a_setting(phone: Phone) -> None:
    await phone.send("/settings")
    await phone.tap("Time zone")


async def _ask(phone: Phone) -> None:
    await phone.send("how often should i train my hamstrings")


async def _do_nothing(phone: Phone) -> None:
    await _later(phone, hours=3)


Leave = Callable[[Phone], Awaitable[None]]
LEAVING: list[Leave] = [_stop, _cancel, _set_up_anew, _type_a_setting, _ask, _do_nothing]


@pytest.mark.parametrize("leave", LEAVING)
async def test_a_check_goes_on_where_it_was_left(house: House, leave: Leave) -> None:
    phone = await house.phone()
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE[:6])
    await leave(phone)
    await house.restart()
    phone = await house.phone()
    (offer,) = await phone.send("/soreness")
    assert labels(offer) == GO_ON
    await phone.tap("Continue")
    assert "How many days" in (await phone.last())["text"]
    await _answer(phone, SHORTENED_STRIDE[6:])
    (triage,) = await _rows(phone, "triages")
    assert (triage["rule"], triage["outcome"]) == ("R21", "X")
    assert await _rows(phone, "kept_checks") == []


@pytest.mark.parametrize("begin", ["/soreness", "I'm sore", "Start safety check"])
async def test_every_way_into_the_check_offers_to_go_on(phone: Phone, set_up: SetUp, begin: str) -> None:
    await set_up(phone)
    if begin == "I'm sore":
        for _ in range(2):
            await phone.jump()
    elif begin == "Start safety check":
        await phone.send("my friend felt a loud pop in his hamstring and cannot walk")
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE])
    await phone.tap("Stop")
    if begin == "/soreness":
        await phone.send(begin)
    else:
        await phone.tap(begin)
    assert labels(await phone.last()) == GO_ON


async def test_start_anew_begins_with_the_first_question_and_knows_nothing(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, SEVEN)
    await phone.send("/soreness")
    await phone.tap("Start anew")
    assert "safety check" in (await phone.last())["text"]
    assert await _rows(phone, "kept_checks") == []
    await _answer(phone, ORDINARY)
    assert await _state(phone) == "normal"


async def test_continue_and_start_anew_pressed_twice_do_no_harm(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE[:6])
    (offer,) = await phone.send("/soreness")
    go_on, anew = (button["callback_data"] for button in buttons(offer))
    for _ in range(2):
        await phone.tap_data(go_on, offer)
    assert "How many days" in (await phone.last())["text"]
    await _answer(phone, SHORTENED_STRIDE[6:])
    done = await phone.last()
    await phone.tap_data(go_on, offer)
    assert (await phone.last())["text"] == done["text"]
    for _ in range(2):
        await phone.tap_data(anew, offer)
    assert len(await _rows(phone, "triages")) == 1


@pytest.mark.parametrize(
    ("hours", "offered"),
    [(23, True), (25, False), (24 * 9, False)],
)
async def test_answers_are_kept_for_a_day(phone: Phone, hours: int, offered: bool) -> None:
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE[:6])
    await phone.tap("Stop")
    await _later(phone, hours=hours)
    (answer,) = await phone.send("/soreness")
    assert (labels(answer) == GO_ON) is offered
    assert ("more than a day old" in answer["text"]) is not offered
    if not offered:
        assert "safety check" in answer["text"]


async def test_a_button_of_yesterdays_check_begins_anew(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE[:6])
    await _later(phone, hours=25)
    await phone.tap("0-1")
    assert "more than a day old" in (await phone.last())["text"]
    await phone.tap("Start the check again")
    assert "safety check" in (await phone.last())["text"]


async def test_a_number_typed_a_day_later_answers_no_question_of_yesterday(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE])
    await _later(phone, hours=25)
    (answer,) = await phone.send("5")
    assert answer["text"].startswith("Today: 5/10.")


@pytest.mark.parametrize(
    ("answers", "listed"), [([NONE], True), ([NONE, NONE], True), ([NONE, NONE, NONE], False)]
)
async def test_before_the_end_of_the_safety_questions_stop_shows_the_list_once_and_changes_nothing(
    phone: Phone, answers: list[str], listed: bool
) -> None:
    await phone.send("/soreness")
    await _answer(phone, answers)
    await phone.tap("Stop")
    text = (await phone.last())["text"]
    assert text.count("When not to wait") == listed
    assert (await _rows(phone, "triages"), await _reasons(phone)) == ([], [])
    assert await _later(phone, hours=30) == []


async def test_an_unanswered_safety_question_is_asked_again_and_never_taken_for_none(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap(NONE)
    await phone.tap("Stop")
    await phone.tap("Continue")
    assert "with this leg problem" in (await phone.last())["text"]
    await phone.tap("☐ A pop")
    await phone.tap("Done")
    (triage,) = await _rows(phone, "triages")
    assert triage["rule"] == "R3"


@pytest.mark.parametrize(
    ("ticks", "said"), [(["☐ Chest"], "112"), ([NONE, "☐ A pop"], "today"), (["☐ Dark cola"], "CK")]
)
async def test_a_ticked_red_flag_left_in_silence_is_delivered_once(
    phone: Phone, ticks: list[str], said: str
) -> None:
    await phone.send("/soreness")
    await _answer(phone, ticks)
    assert await _later(phone, minutes=119) == []
    (outcome,) = await _later(phone, minutes=2)
    assert said in outcome["text"]
    assert await _state(phone) == "urgent"
    assert len(await _rows(phone, "triages")) == 1
    later = await _later(phone, hours=50)
    assert outcome["text"] not in [message["text"] for message in later]
    assert len(await _rows(phone, "triages")) == 1


async def test_a_ticked_red_flag_does_not_wait_for_the_morning(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    phone.app.coach.clock.jump(datetime(2030, 1, 7, 20, 30, tzinfo=UTC))
    await phone.send("/soreness")
    await phone.tap("☐ Chest")
    sent = await _later(phone, hours=2, minutes=1)
    assert any("112" in message["text"] for message in sent)


async def test_a_flag_that_was_unticked_is_not_delivered(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Chest")
    await phone.tap("☑ Chest")
    assert await _later(phone, hours=5) == []
    assert await _state(phone) == "normal"


async def test_the_outcome_of_a_silent_flag_comes_although_it_could_not_be_sent_at_first(
    phone: Phone, monkeypatch: pytest.MonkeyPatch
) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Chest")
    real = TelegramOut.send_once
    failures = [NetworkError("down"), TimedOut()]

    async def flaky(self: TelegramOut, *args: object, **named: bool) -> int:
        if failures:
            raise failures.pop()
        return await real(self, *args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(TelegramOut, "send_once", flaky)
    (outcome,) = await _later(phone, hours=2, minutes=5)
    assert "112" in outcome["text"]
    assert len(await _rows(phone, "triages")) == 1


async def _begin_again(phone: Phone) -> None:
    await phone.send("/soreness")


async def _tell_a_red_flag(phone: Phone) -> None:
    await phone.send("i have chest pain and cant breathe")


@pytest.mark.parametrize("leave", [_cancel, _set_up_anew, _begin_again, _type_a_setting, _tell_a_red_flag])
@pytest.mark.parametrize("failures", [0, 1, 3])
async def test_a_ticked_flags_outcome_comes_once_however_a_check_is_left_though_it_cannot_be_sent(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, leave: Leave, failures: int
) -> None:
    monkeypatch.setattr("bot.chat.patience.FIRST_WAIT", 0.001)
    monkeypatch.setattr("bot.chat.patience.TRIES", 3)
    await phone.send("/soreness")
    await _answer(phone, [NONE, "☐ Big bruise"])
    real, refused = TelegramOut.send, []

    async def flaky(self: TelegramOut, chat_id: int, screen: Screen, **named: int | None) -> object:
        if "big bruise or swelling" in screen.text and len(refused) < failures:
            refused.append(screen)
            raise NetworkError("down")
        return await real(self, chat_id, screen, **named)

    monkeypatch.setattr(TelegramOut, "send", flaky)
    await leave(phone)
    assert await _state(phone) == "urgent"
    await _later(phone, minutes=5)
    assert len(refused) == failures
    said = [one for one in await phone.from_coach() if "You told me of a big bruise" in one["text"]]
    assert len(said) == 1
    assert len(await _rows(phone, "triages")) == 1


async def test_six_and_more_swaps_at_the_stop_and_is_asked_about_once(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SEVEN)
    assert await _state(phone) == "normal"
    await phone.tap("Stop")
    assert "something gentle" in (await phone.last())["text"]
    assert (await _state(phone), await _reasons(phone)) == ("swap", [("state", "interim")])
    assert await _later(phone, minutes=119) == []
    (ping,) = await _later(phone, minutes=2)
    assert PING in ping["text"]
    assert labels(ping) == GO_ON
    assert [message for message in await _later(phone, hours=40) if PING in message["text"]] == []
    assert await _reasons(phone) == [("state", "interim")]


async def test_a_sore_sit_bone_goes_to_the_pool_alone_meanwhile(phone: Phone) -> None:
    await phone.send("/soreness")
    await _answer(phone, [*SEVEN, "Sit bone"])
    await phone.tap("Stop")
    (runner,) = await _rows(phone, "runners")
    assert (runner["state"], runner["pool_only"]) == ("swap", True)


async def test_silence_after_six_swaps_after_two_hours(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SEVEN)
    assert await _later(phone, minutes=100) == []
    await phone.tap("Both thighs")
    assert await _later(phone, minutes=119) == []
    assert await _state(phone) == "normal"
    (ping,) = await _later(phone, minutes=2)
    assert PING in ping["text"]
    assert await _state(phone) == "swap"
    await phone.tap("Continue")
    await phone.tap("Hours")
    assert [m for m in await _later(phone, hours=30) if PING in m["text"]] == []


async def test_by_night_the_swap_comes_at_once_and_the_question_in_the_morning(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    phone.app.coach.clock.jump(datetime(2030, 1, 9, 19, 30, tzinfo=UTC))
    await phone.send("/soreness")
    await _answer(phone, SEVEN)
    assert [m for m in await _later(phone, hours=2, minutes=1) if PING in m["text"]] == []
    assert await _state(phone) == "swap"
    assert [m for m in await _later(phone, hours=8, minutes=25) if PING in m["text"]] == []
    (ping,) = await _later(phone, minutes=10)
    assert PING in ping["text"]
    sent = [row for row in await _rows(phone, "occurrences") if row["kind"] == Kind.HALF_WAY]
    assert [str(row["sent_at"])[:16] for row in sent] == ["2030-01-10T06:00"]


@pytest.mark.parametrize("silently", [True, False])
@pytest.mark.parametrize(
    ("rest", "state", "last"),
    [
        (ORDINARY[3:], "normal", ("undone", "")),
        (SHORTENED_STRIDE[3:], "swap", ("state", "R21")),
        (TWO_WEEKS[3:], "stop", ("state", "R13")),
    ],
)
async def test_the_finished_check_takes_the_place_of_the_swap_meanwhile(
    phone: Phone, silently: bool, rest: list[str], state: str, last: tuple[str, str]
) -> None:
    await phone.send("/soreness")
    await _answer(phone, SEVEN)
    if silently:
        await _later(phone, hours=3)
    else:
        await phone.tap("Stop")
    await phone.tap("Continue")
    await phone.tap("‹ Back")
    await _answer(phone, rest)
    assert await _state(phone) == state
    reasons = await _reasons(phone)
    assert reasons[0] == ("state", "interim")
    assert last in reasons[1:]
    asked = [row["state"] for row in await _rows(phone, "occurrences") if row["kind"] == Kind.HALF_WAY]
    assert asked == (["sent"] if silently else [])
    assert [m for m in await _later(phone, hours=3) if PING in m["text"]] == []


async def test_a_worse_state_is_not_made_milder_by_half_a_check(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, TWO_WEEKS)
    await phone.send("/soreness")
    await _answer(phone, SEVEN)
    await phone.tap("Stop")
    assert await _state(phone) == "stop"
    assert "swapped" not in (await phone.last())["text"]


async def test_the_swap_meanwhile_is_explained(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SEVEN)
    await phone.tap("Stop")
    sent = await _later(phone, hours=18)
    session = next(message for message in sent if "Your session, changed" in message["text"])
    assert "a check that was not finished" in session["text"]
    await phone.tap("Why?", session)
    shown = [m for m in await phone.from_coach() if m["message_id"] == session["message_id"]]
    assert "How I came to this" in shown[0]["text"]
    assert "takes its place" in shown[0]["text"]


async def test_nine_in_the_check_in_offers_the_check_that_was_left(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE[:4])
    await _later(phone, hours=3)
    await phone.send("/checkin")
    await phone.tap("9")
    assert labels(await phone.last()) == GO_ON


async def _strength(phone: Phone) -> Occurrence:
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
        assert runner is not None
        row = await tx.occurrences.of_kind(phone.chat, Kind.STRENGTH, datetime(2030, 1, 8, tzinfo=UTC).date())
    assert row is not None
    return row


@pytest.mark.parametrize(
    ("answers", "becomes"),
    [
        (ORDINARY, ("sent", "sent")),
        (SHORTENED_STRIDE, ("held", "soreness check")),
        (TWO_WEEKS, ("held", "stop")),
    ],
)
async def test_a_session_due_during_a_check_waits_for_its_outcome(
    phone: Phone, set_up: SetUp, answers: list[str], becomes: tuple[str, str]
) -> None:
    await set_up(phone)
    phone.app.coach.clock.jump(datetime(2030, 1, 8, 5, 50, tzinfo=UTC))
    await phone.send("/soreness")
    await _answer(phone, answers[:4])
    assert await _later(phone, minutes=20) == []
    await _answer(phone, answers[4:])
    await _due_now(phone)
    row = await _strength(phone)
    assert (row.state, row.outcome) == becomes


async def test_a_session_held_by_an_abandoned_check_comes_late_and_is_not_called_missed(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    phone.app.coach.clock.jump(datetime(2030, 1, 8, 5, 50, tzinfo=UTC))
    await phone.send("/soreness")
    await phone.tap(NONE)
    await _later(phone, minutes=100)
    await phone.tap(NONE)
    sent = await _later(phone, minutes=135)
    assert [message["text"] for message in sent if "Strength day" in message["text"]] != []
    assert (await _strength(phone)).state == "sent"
    week = [message["text"] for _ in range(4) for message in await phone.jump("one-day")]
    sessions = [text for text in week if "Strength day" in text]
    assert sessions != []
    assert not any("I was away" in text for text in sessions)


async def test_a_stop_lets_the_session_go_at_once(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    phone.app.coach.clock.jump(datetime(2030, 1, 8, 5, 50, tzinfo=UTC))
    await phone.send("/soreness")
    assert await _later(phone, minutes=15) == []
    await phone.tap("Stop")
    (session,) = await _due_now(phone)
    assert "Strength day" in session["text"]
