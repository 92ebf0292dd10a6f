"""Follow-ups after a soreness check: at their hours, from the state of that moment, answered once."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.chat.follow_up import OFFERED
from bot.coaching.follow_up import Answer, Ask
from bot.content.knowledge import Knowledge
from bot.storage.records import Event

from .conftest import MONDAY_NOON, House, SetUp
from .phone import Message, Phone, buttons, labels, plain
from .test_soreness import NONE, SHORTENED_STRIDE, TWO_WEEKS, _answer, _state

POP = "felt a loud pop in my hamstring and now i cant walk"
SUDDEN = [NONE, NONE, NONE, "5", "Back of the thigh", "Suddenly", "0-1", "A little", "Fine", "It's new", NONE]
HOPE = "good hands"


async def _checked(phone: Phone, answers: list[str]) -> None:
    await phone.send("/soreness")
    await _answer(phone, answers)


async def _urgent(phone: Phone, sign: str = "☐ A pop") -> None:
    """By a red flag in the check: urgent, or with one of the first list an emergency."""
    await phone.send("/soreness")
    if sign == "☐ A pop":
        await phone.tap(NONE)
    await phone.tap(sign)
    await phone.tap("Done")


async def _until(phone: Phone, hours: float) -> list[Message]:
    """What is sent by so many hours after the start of the house and three minutes, each at its own time."""
    before = {message["message_id"] for message in await phone.from_coach()}
    await phone.practice.clock.jump(MONDAY_NOON + timedelta(hours=hours, minutes=3))
    return [message for message in await phone.from_coach() if message["message_id"] not in before]


async def _asked(phone: Phone, hours: float) -> list[Message]:
    """The follow-ups among them."""
    return [message for message in await _until(phone, hours) if _is_follow_up(message)]


def _is_follow_up(message: Message) -> bool:
    return HOPE in message["text"] or any(
        button["callback_data"].startswith("f:") for button in buttons(message)
    )


async def _rows(phone: Phone) -> list[tuple[str, str]]:
    """Due instant and state of every follow-up."""
    async with phone.app.coach.store.read() as tx:
        rows = (await tx.export(phone.chat))["occurrences"]
    return [(row["due_at"][5:16], row["state"]) for row in rows if row["kind"] == "follow_up"]


async def _events(phone: Phone, kind: str = "follow_up") -> list[Event]:
    async with phone.app.coach.store.read() as tx:
        return [*reversed(await tx.events.recent(phone.chat, 50, kind=kind))]


async def _because(phone: Phone) -> str:
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    return str(runner.state_rule)


async def _check_in(phone: Phone, score: str) -> Message:
    await phone.send("/checkin")
    await phone.tap(score)
    return await phone.last()


async def test_the_follow_up_is_planned_in_the_transaction_of_the_outcome(phone: Phone) -> None:
    await _checked(phone, TWO_WEEKS)
    assert await _rows(phone) == [("01-08T12:00", "planned")]


async def test_a_swap_is_offered_a_new_check_after_two_days_and_becomes_a_stop_after_a_week(
    house: House,
) -> None:
    phone = await house.phone()
    await _checked(phone, SHORTENED_STRIDE)
    assert await _asked(phone, 47.9) == []
    (recheck,) = await _asked(phone, 48)
    assert labels(recheck) == ["Check again", "Please don't ask again"]
    await house.restart()
    phone = await house.phone()
    assert await _asked(phone, 7 * 24 - 0.1) == []
    (told,) = await _asked(phone, 7 * 24)
    assert "has not settled" in told["text"]
    assert (await _state(phone), await _because(phone)) == ("stop", "swap_week")
    assert "not a diagnosis" in told["text"]
    (flags,) = await _asked(phone, 8 * 24)
    assert "Is any of this true" in flags["text"]


async def test_a_new_check_at_48_hours_keeps_the_week(phone: Phone) -> None:
    await _checked(phone, SHORTENED_STRIDE)
    await _until(phone, 48)
    await phone.tap("Check again")
    await _answer(phone, [*SHORTENED_STRIDE[:-1], "Yes, still so"])
    (second,) = await _asked(phone, 97)
    assert "Shall we look again" in second["text"]
    (told,) = await _asked(phone, 7 * 24)
    assert "has not settled" in told["text"]


async def test_a_swap_that_settles_at_the_end_of_its_week_is_no_stop(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, SHORTENED_STRIDE)
    await _until(phone, 5 * 24)
    await _check_in(phone, "2")
    await _until(phone, 6 * 24)
    await _check_in(phone, "1")
    await _until(phone, 7 * 24 + 1)
    assert await _state(phone) == "swap"
    await _check_in(phone, "1")
    await phone.tap("Yes, all fine")
    assert await _state(phone) == "ease"
    assert await _asked(phone, 12 * 24) == []


async def test_walking_that_is_not_fine_is_not_settling(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, SHORTENED_STRIDE)
    await _until(phone, 5 * 24)
    await _check_in(phone, "2")
    await _until(phone, 6 * 24)
    await _check_in(phone, "1")
    await phone.tap("Not yet")
    await _until(phone, 7 * 24)
    assert await _state(phone) == "stop"


async def test_a_stop_is_asked_after_one_three_and_seven_days_and_then_weekly(house: House) -> None:
    phone = await house.phone()
    await _checked(phone, TWO_WEEKS)
    said = []
    for hours in (24, 72, 7 * 24, 14 * 24, 21 * 24):
        assert await _asked(phone, hours - 0.1) == []
        (message,) = await _asked(phone, hours)
        said.append(message["text"].split("\n")[0][:16])
        await house.restart()
        phone = await house.phone()
    assert said == ["A quick look aft", *["Have you seen so"] * 4]


async def test_the_first_question_of_a_stop_is_the_red_flags_only(phone: Phone) -> None:
    await _checked(phone, TWO_WEEKS)
    (flags,) = await _asked(phone, 24)
    assert "chest pain" in flags["text"]
    assert labels(flags) == ["Yes, start the check", "None of these", "Please don't ask again"]
    (check,) = await phone.tap("Yes, start the check")
    assert "safety check" in check["text"].lower()


async def test_a_week_of_soreness_is_followed_up_as_a_stop(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        for day in range(1, 7):
            at = MONDAY_NOON - timedelta(days=7 - day)
            await tx.checkins.record(phone.chat, at.date(), 3, at)
    await _check_in(phone, "3")
    assert await _because(phone) == "sore_week"
    (flags,) = await _asked(phone, 24)
    assert "Is any of this true" in flags["text"]


async def test_a_slip_of_the_finger_takes_its_follow_up_along(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _check_in(phone, "7")
    assert await _rows(phone) == [("01-09T12:00", "planned")]
    await phone.tap("Change")
    await phone.tap("1")
    assert await _rows(phone) == []


@pytest.mark.parametrize("way", ["check", "told"])
async def test_urgent_is_asked_at_a_waking_hour_within_a_day_and_again_after_two(
    phone: Phone, set_up: SetUp, way: str
) -> None:
    await set_up(phone)
    if way == "check":
        await _urgent(phone)
    else:
        await phone.send(POP)
        await phone.tap("Yes, to me")
    # 12 hours after noon is night in Berlin; at seven there 18 have gone by.
    assert await _asked(phone, 17.9) == []
    (first,) = await _asked(phone, 18)
    assert "Have you been seen?" in first["text"]
    assert await _asked(phone, 47.9) == []
    (second,) = await _asked(phone, 48)
    assert "Have you been seen?" in second["text"]
    assert await _asked(phone, 30 * 24) == []


async def test_after_an_emergency_one_warm_line_and_nothing_else(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _urgent(phone, "☐ Chest")
    assert await _until(phone, 23.9) == []
    (hope,) = await _until(phone, 24)
    assert plain(hope["text"]) == "I hope that you are in good hands. There is nothing you need to do here."
    assert labels(hope) == []
    assert await _until(phone, 20 * 24) == []


async def test_an_emergency_that_was_written_gets_the_same_line(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("i have chest pain and cant breathe")
    (hope,) = await _until(phone, 24)
    assert HOPE in hope["text"]


async def test_what_the_state_no_longer_asks_for_is_held(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    await phone.send("/reminders")
    await phone.tap("Cleared by a professional")
    await phone.tap("Yes, I may train")
    assert await _rows(phone) == []
    async with phone.app.coach.store.begin() as tx:
        now = phone.app.coach.clock.now()
        await tx.occurrences.plan(phone.chat, "follow_up", date(2030, 1, 8), now + timedelta(hours=1))
    assert await _until(phone, 2) == []
    assert await _rows(phone) == [("01-07T13:00", "held")]


async def test_a_follow_up_held_up_until_the_night_comes_at_seven(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    phone.app.coach.clock.jump(datetime(2030, 1, 8, 21, 30, tzinfo=UTC))
    await phone.app.deliver()
    assert [message for message in await phone.from_coach() if _is_follow_up(message)] == []
    (flags,) = await _asked(phone, 42)
    assert "Is any of this true" in flags["text"]
    sent_at = datetime.fromtimestamp(flags["date"], UTC)
    assert sent_at.replace(minute=0, second=0) == datetime(2030, 1, 9, 6, tzinfo=UTC)


async def test_a_follow_up_more_than_a_day_late_is_let_go_and_the_next_comes(phone: Phone) -> None:
    await _checked(phone, TWO_WEEKS)
    phone.app.coach.clock.jump(MONDAY_NOON + timedelta(hours=49))
    await phone.app.deliver()
    assert await _rows(phone) == [("01-08T12:00", "missed"), ("01-10T12:00", "planned")]


async def test_follow_ups_come_with_everything_off_and_in_a_pause_but_not_to_who_is_gone(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        away = date(2030, 3, 1)
        await tx.runners.update(phone.chat, strength_on=False, checkin_on=False, paused_until=away)
    await _checked(phone, TWO_WEEKS)
    assert len(await _asked(phone, 24)) == 1
    async with phone.app.coach.store.begin() as tx:
        await tx.runners.set_active(phone.chat, False)
    assert await _asked(phone, 72) == []


async def test_an_open_check_is_waited_for(phone: Phone) -> None:
    await _checked(phone, TWO_WEEKS)
    await _until(phone, 23.9)
    await phone.send("/soreness")
    assert await _asked(phone, 24) == []
    await phone.send("/cancel")
    assert len(await _asked(phone, 25)) == 1


async def test_seen_and_cleared_leads_to_the_clearance(phone: Phone) -> None:
    await _checked(phone, TWO_WEEKS)
    await _until(phone, 72)
    await phone.tap("Seen, cleared")
    await phone.tap("Yes, I may train")
    assert (await _state(phone), await _because(phone)) == ("ease", "cleared")
    assert await _asked(phone, 40 * 24) == []


@pytest.mark.parametrize(
    ("label", "answer", "said"),
    [
        ("Seen, going on", "seen", "stays paused"),
        ("Not yet", "not_yet", "When not to wait"),
        ("Please don't ask", "stop_asking", "no more questions"),
    ],
)
async def test_an_answer_is_kept_once_and_the_pause_stays(
    house: House, label: str, answer: str, said: str
) -> None:
    phone = await house.phone()
    await _checked(phone, TWO_WEEKS)
    (asked,) = [one for one in await _asked(phone, 72) if "Have you seen" in one["text"]]
    data = next(button["callback_data"] for button in buttons(asked) if button["text"].startswith(label))
    await phone.tap_data(data, asked)
    await house.restart()
    phone = await house.phone()
    await phone.tap_data(data, asked)
    other = data.rpartition(":")[0] + ":cleared"
    await phone.tap_data(other, asked)
    shown = next(one for one in await phone.shown() if one["message_id"] == asked["message_id"])
    assert said in shown["text"]
    assert [event.data["answer"] for event in await _events(phone)] == [answer]
    assert await _state(phone) == "stop"
    assert bool(await _asked(phone, 7 * 24)) is (answer != "stop_asking")


async def test_not_yet_while_urgent_says_again_to_be_seen_today(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _urgent(phone)
    await _until(phone, 18)
    await phone.tap("Not yet")
    text = (await phone.last())["text"]
    assert "Please be seen today" in text
    assert "112" in text
    assert len(await _asked(phone, 48)) == 1


async def test_who_was_seen_while_urgent_is_not_asked_again_and_stays_paused(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _urgent(phone)
    await _until(phone, 18)
    await phone.tap("Seen, going on")
    assert await _asked(phone, 72) == []
    assert await _state(phone) == "urgent"


async def test_something_changed_starts_one_check(phone: Phone) -> None:
    await _checked(phone, TWO_WEEKS)
    await _until(phone, 24)
    (asked,) = [one for one in await _asked(phone, 72) if "Have you seen" in one["text"]]
    data = next(button["callback_data"] for button in buttons(asked) if button["text"] == "Something changed")
    assert len(await phone.tap_data(data, asked)) == 1
    assert await phone.tap_data(data, asked) == []


@pytest.mark.parametrize("data", ["f:999:seen", "f:x:seen", "f:1:nonsense", "f:1", "f", "f:1:restarted"])
async def test_a_forged_answer_changes_nothing(phone: Phone, data: str) -> None:
    await _checked(phone, TWO_WEEKS)
    (asked,) = await _asked(phone, 24)
    await phone.tap_data(data, asked)
    assert await _events(phone) == []


async def test_nobody_answers_for_another_runner(house: House) -> None:
    first, second = await house.phone(0), await house.phone(1)
    await _checked(first, TWO_WEEKS)
    await _checked(second, TWO_WEEKS)
    await _until(first, 24)
    asked = await second.last()
    mine = buttons(asked)[0]["callback_data"].split(":")[1]
    theirs = buttons(await first.last())[0]["callback_data"].split(":")[1]
    assert mine != theirs
    await second.tap_data(f"f:{theirs}:no_sign", asked)
    assert await _events(first) == await _events(second) == []


async def test_an_old_question_answers_nothing_about_a_new_pause(phone: Phone) -> None:
    await _checked(phone, TWO_WEEKS)
    (asked,) = await _asked(phone, 24)
    await _until(phone, 30)
    await _checked(phone, [*TWO_WEEKS[:-1], "Yes, still so"])
    await phone.tap("None of these", asked)
    assert await _events(phone) == []


async def test_check_ins_rest_while_urgent_until_the_question_is_answered(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _urgent(phone)
    assert [one for one in await _until(phone, 20) if not _is_follow_up(one)] == []
    await phone.tap("Seen, going on")
    (question,) = await _until(phone, 32)
    assert "Only if you like" in question["text"]


async def test_check_ins_rest_after_an_emergency_until_the_runner_writes_for_one(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _urgent(phone, "☐ Chest")
    await _until(phone, 3 * 24)
    assert "How does your hamstring" not in (await phone.last())["text"]
    await phone.send("/checkin")
    (question,) = await _until(phone, 3 * 24 + 8)
    assert "How does your hamstring feel" in question["text"]


async def _calm_week(phone: Phone, scores: str = "1010101") -> Message:
    """A check-in a day from tomorrow on; - for none. What stands after the last."""
    for day, score in enumerate(scores, start=1):
        await _until(phone, 24 * day + 1)
        if score != "-":
            await _check_in(phone, score)
    return await phone.last()


async def test_a_calm_week_and_normal_walking_end_a_stop(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    shown = await _calm_week(phone)
    assert "seven calm days" in shown["text"]
    await phone.tap("Yes, all fine")
    assert (await _state(phone), await _because(phone)) == ("ease", "week_low")
    shown = (await phone.send("/reminders"))[0]
    assert "calm week" in shown["text"]
    await phone.tap("Why?", shown)
    why = next(one["text"] for one in await phone.shown() if one["message_id"] == shown["message_id"])
    assert "seven check-ins in a row were at 0 or 1" in why


async def test_walking_that_is_not_normal_keeps_the_stop(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    await _calm_week(phone)
    await phone.tap("Not yet")
    assert await _state(phone) == "stop"


@pytest.mark.parametrize("scores", ["101010", "1012101", "101-101"])
async def test_less_than_a_calm_week_asks_nothing(phone: Phone, set_up: SetUp, scores: str) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    assert "seven calm days" not in (await _calm_week(phone, scores))["text"]


async def test_no_calm_week_ends_what_began_suddenly(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, SUDDEN)
    assert await _state(phone) == "stop"
    assert "seven calm days" not in (await _calm_week(phone))["text"]


async def test_no_calm_week_ends_urgent(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _urgent(phone)
    assert "seven calm days" not in (await _calm_week(phone))["text"]


async def test_why_tells_of_the_week_that_did_not_settle(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, SHORTENED_STRIDE)
    (told,) = [one for one in await _asked(phone, 7 * 24) if "has not settled" in one["text"]]
    await phone.tap("Why?", told)
    why = next(one["text"] for one in await phone.shown() if one["message_id"] == told["message_id"])
    assert "a week of swapping was over" in why
    assert "seven days in a row" in why
    assert "after a week of swapping" in (await phone.send("/reminders"))[0]["text"]


def test_every_question_and_answer_has_its_words(knowledge: Knowledge) -> None:
    known = {message.key for message in knowledge.messages if message.key.startswith("follow_up.")}
    said = {f"follow_up.{ask}" for ask in OFFERED}
    said |= {f"follow_up.button.{answer}" for offered in OFFERED.values() for answer in offered}
    said |= {f"follow_up.button.{own}" for own in ("recheck_changed", "flags_changed")}
    said |= {f"follow_up.answered.{answer}" for answer in ("seen", "not_yet", "no_sign", "stop_asking")}
    assert known == said
    assert set(OFFERED) == set(Ask) - {Ask.WEEK_OVER}
    for ask, offered in OFFERED.items():
        assert (Answer.STOP_ASKING in offered) is (ask is not Ask.HOPE)
