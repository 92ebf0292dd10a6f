"""The way back in the chat: up step by step, down again, out to a physiotherapist, and taken back."""

from datetime import timedelta

import pytest

from bot.chat.runners import STATE, day_of_checkin, ladder_of, set_state
from bot.coaching.ladder import Ladder, Step
from bot.coaching.state import TrainingState
from bot.storage.records import Runner

from .conftest import House, SetUp
from .phone import Message, Phone, buttons, labels
from .test_soreness import NONE, ORDINARY, SHORTENED_STRIDE, TWO_WEEKS, _answer, _state

SORE = [NONE, NONE, NONE, "4", "Both thighs", "Hours", "2-3", "No", "Fine", "The same", NONE]
"""Ends with "adjust" (R27)."""


async def _runner(phone: Phone) -> Runner:
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
    assert runner is not None
    return runner


async def _on(phone: Phone) -> tuple[str, int] | None:
    ladder = ladder_of(await _runner(phone))
    return (ladder.step.value, ladder.failed) if ladder else None


async def _put(phone: Phone, step: Step, failed: int = 0) -> None:
    """On that step since yesterday."""
    async with phone.app.coach.store.begin() as tx:
        runner = await tx.runners.ensure(phone.chat, phone.app.coach.clock.now())
        yesterday = phone.app.coach.clock.now() - timedelta(days=1)
        ladder = Ladder(step, failed, day_of_checkin(runner, yesterday))
        await set_state(tx, runner, TrainingState.EASE, "step_up", yesterday, ladder=ladder)


async def _checkin(phone: Phone, score: str) -> str:
    (question,) = await phone.send("/checkin")
    await phone.tap(score, question)
    return await _shown(phone, question)


async def _shown(phone: Phone, message: Message) -> str:
    shown = {one["message_id"]: one["text"] for one in await phone.shown()}
    return str(shown[message["message_id"]])


async def _did(phone: Phone, stride: str = "Yes, normal") -> str:
    """Through /workout: "I did it", then the stride."""
    (session,) = await phone.send("/workout")
    await phone.tap("✅ I did", session)
    await phone.tap(stride)
    return await _shown(phone, session)


async def _kinds(phone: Phone) -> list[str]:
    async with phone.app.coach.store.read() as tx:
        return [row["kind"] for row in (await tx.export(phone.chat))["sessions"]]


async def _reasons(phone: Phone) -> list[str]:
    """Oldest first."""
    async with phone.app.coach.store.read() as tx:
        events = await tx.events.recent(phone.chat, 50, kind=STATE)
    return [event.data["reason"] for event in reversed(events)]


async def _up(phone: Phone) -> str:
    await _did(phone)
    await phone.jump("one-day")
    return await _checkin(phone, "1")


async def test_the_whole_way_back_from_a_swap_to_the_usual_sessions(house: House, set_up: SetUp) -> None:
    phone = await house.phone()
    await set_up(phone)
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    for _ in range(2):
        await phone.jump("one-day")
        await _checkin(phone, "1")
    await phone.tap("Yes, all fine")
    first = await phone.last()
    assert "step 1 of 5" in first["text"]
    assert "✅ I did it" in labels(first)
    await phone.jump("one-day")
    assert "the step you are on" in await _checkin(phone, "0")
    assert await _on(phone) == ("test_run", 0)
    assert "20 easy minutes" in await _up(phone)
    await house.restart()
    phone = await house.phone()
    assert "usual easy run" in await _up(phone)
    assert "One more of the same" in await _up(phone)
    assert "half the sets" in await _up(phone)
    assert "fast running last" in await _up(phone)
    assert await _state(phone) == "ease"
    assert "last step" in await _up(phone)
    assert (await _state(phone), await _on(phone)) == ("normal", None)
    assert await _kinds(phone) == ["run", "run", "run", "run", "session", "run"]
    assert await _reasons(phone) == ["R21", "walking_fine", *["step_up"] * 4, "steps_done"]


async def test_a_sore_day_after_the_run_leads_one_step_back_and_the_run_counts_once(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _put(phone, Step.TWENTY_MINUTES)
    await _did(phone)
    await phone.jump("one-day")
    said = await _checkin(phone, "4")
    assert "back one step" in said
    assert "10 to 15 easy minutes" in said
    assert await _on(phone) == ("test_run", 1)
    (session,) = await phone.send("/workout")
    await phone.tap("✅ I did it", session)
    assert "Was your stride normal" not in await _shown(phone, session)
    await phone.jump("one-day")
    assert "wait for a day at 0-2" in await _checkin(phone, "3")
    assert await _on(phone) == ("test_run", 1)


async def test_a_sore_day_without_a_told_run_is_a_step_back_too(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.EASY_RUN)
    for score, on in (("1", ("easy_run", 0)), ("3", ("twenty_minutes", 1)), ("3", ("twenty_minutes", 1))):
        await phone.jump("one-day")
        await _checkin(phone, score)
        assert await _on(phone) == on
    await phone.jump("one-day")
    await _checkin(phone, "2")
    await phone.jump("one-day")
    await _checkin(phone, "4")
    assert await _state(phone) == "stop"


async def test_a_changed_stride_leads_one_step_back_at_once_and_to_the_check(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _put(phone, Step.EASY_RUN)
    said = await _did(phone, "No, it changed")
    assert "back one step" in said
    assert await _on(phone) == ("twenty_minutes", 1)
    assert "Check what's going on" in labels(await phone.last())
    assert await _reasons(phone) == ["step_up", "stride_changed"]


@pytest.mark.parametrize(("second", "reason"), [("answer", "steps_failed"), ("stride", "stride_failed")])
async def test_two_failed_steps_lead_to_a_physiotherapist(
    phone: Phone, set_up: SetUp, second: str, reason: str
) -> None:
    await set_up(phone)
    await _put(phone, Step.EASY_RUN)
    await _did(phone, "No, it changed")
    await phone.jump("one-day")
    if second == "stride":
        said = await _did(phone, "No, it changed")
    else:
        await _did(phone)
        await phone.jump("one-day")
        said = await _checkin(phone, "3")
    assert "physiotherapist or your GP" in said
    assert "not a diagnosis" in said
    assert {"When not to wait", "Something changed - check again"} <= set(labels(await phone.last()))
    assert (await _state(phone), await _on(phone)) == ("stop", None)
    assert (await _reasons(phone))[-1] == reason
    (session,) = await phone.send("/workout")
    assert "two steps on the way back did not settle" in session["text"]
    assert "Cleared by a professional" in labels(session)
    await phone.tap("Why?", session)
    assert "someone should examine it" in await _shown(phone, session)


async def test_a_double_tap_and_a_second_run_of_the_day_change_nothing(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.EASY_RUN)
    (session,) = await phone.send("/workout")
    await phone.tap("✅ I did it", session)
    normal, changed = (button["callback_data"] for button in buttons(await phone.last()))
    for data in (normal, normal, changed):
        await phone.tap_data(data, session)
    assert await _on(phone) == ("easy_run", 0)
    assert await _kinds(phone) == ["run"]


async def test_a_double_tap_on_a_changed_stride_fails_one_step(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.TEST_RUN)
    (session,) = await phone.send("/workout")
    await phone.tap("✅ I did it", session)
    changed = buttons(await phone.last())[1]["callback_data"]
    for _ in range(2):
        await phone.tap_data(changed, session)
    assert await _on(phone) == ("test_run", 1)


async def test_the_stop_is_shown_again_when_its_message_was_lost(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.TEST_RUN, failed=1)
    (session,) = await phone.send("/workout")
    await phone.tap("✅ I did it", session)
    changed = buttons(await phone.last())[1]["callback_data"]
    for _ in range(2):
        await phone.tap_data(changed, session)
        assert "physiotherapist or your GP" in await _shown(phone, session)


@pytest.mark.parametrize(
    ("slips", "then", "on"),
    [
        (("4",), "1", ("easy_run", 0)),
        (("1",), "4", ("test_run", 1)),
        (("1", "1", "3"), "2", ("easy_run", 0)),
        (("7",), "2", ("easy_run", 0)),
    ],
)
async def test_a_corrected_check_in_takes_back_what_the_slip_did(
    phone: Phone, set_up: SetUp, slips: tuple[str, ...], then: str, on: tuple[str, int]
) -> None:
    await set_up(phone)
    await _put(phone, Step.TWENTY_MINUTES)
    await _did(phone)
    await phone.jump("one-day")
    for score in (*slips, then):
        await _checkin(phone, score)
    assert await _on(phone) == on


async def test_a_correction_forgets_no_run_of_the_new_step(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.TEST_RUN)
    await _did(phone)
    await phone.jump("one-day")
    await _checkin(phone, "1")
    await _did(phone)
    await _checkin(phone, "2")
    await phone.jump("one-day")
    await _checkin(phone, "1")
    assert await _on(phone) == ("easy_run", 0)


async def test_a_second_correction_on_a_later_day_brings_back_no_earlier_slip(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    for _ in range(2):
        await _checkin(phone, "6")
        await _checkin(phone, "1")
        assert await _state(phone) == "normal"
        await phone.jump("one-day")


async def test_the_way_back_is_taken_back_with_the_low_answer_it_began_on(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    for score in ("7", "2", "1"):
        await phone.jump("one-day")
        await _checkin(phone, score)
    await phone.tap("Yes, all fine")
    assert await _on(phone) == ("test_run", 0)
    await _checkin(phone, "2")
    assert await _on(phone) == ("test_run", 0)
    await _checkin(phone, "4")
    assert (await _state(phone), await _on(phone)) == ("swap", None)


@pytest.mark.parametrize(
    ("answers", "state", "on"),
    [
        (ORDINARY, "ease", ("half_sets", 1)),
        (SORE, "ease", ("test_run", 1)),
        (SHORTENED_STRIDE, "swap", None),
        (TWO_WEEKS, "stop", None),
    ],
    ids=["K", "A", "X", "P"],
)
async def test_a_check_overrules_the_ladder_and_never_ends_it_early(
    phone: Phone, set_up: SetUp, answers: list[str], state: str, on: tuple[str, int] | None
) -> None:
    await set_up(phone)
    await _put(phone, Step.HALF_SETS, failed=1)
    await phone.send("/soreness")
    said = await _answer(phone, answers)
    assert (await _state(phone), await _on(phone)) == (state, on)
    assert ("way back in small steps" in said) is (on is not None)


async def test_a_high_score_ends_the_ladder(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.HALF_SETS)
    await _checkin(phone, "6")
    assert (await _state(phone), await _on(phone)) == ("swap", None)


@pytest.mark.parametrize(
    ("step", "held", "missing"),
    [
        (Step.TEST_RUN, ["step 1 of 5", "10 to 15 easy minutes"], "Warm-up"),
        (Step.TWENTY_MINUTES, ["step 2 of 5", "20 easy minutes on the flat"], "Warm-up"),
        (Step.EASY_RUN, ["step 3 of 5", "a tenth longer"], "Warm-up"),
        (Step.HALF_SETS, ["step 4 of 5", "Half the sets", "Warm-up"], "Romanian"),
        (Step.SPEED, ["step 5 of 5", "fast running last", "Romanian"], "Half the sets"),
    ],
)
async def test_reminder_and_workout_show_the_step(
    phone: Phone, set_up: SetUp, step: Step, held: list[str], missing: str
) -> None:
    await set_up(phone)
    await _put(phone, step)
    (reminder,) = [one for one in await phone.jump("one-day") if "✅ Done" in labels(one)]
    (session,) = await phone.send("/workout")
    (overview,) = await phone.send("/reminders")
    for text in (reminder["text"], session["text"]):
        assert all(part in text for part in held)
        assert missing not in text
    assert held[0] in overview["text"]
    await phone.tap("Why?", session)
    assert "What leads on" in await _shown(phone, session)


async def test_done_under_a_reminder_asks_for_the_stride(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.TEST_RUN)
    (reminder,) = [one for one in await phone.jump("one-day") if "✅ Done" in labels(one)]
    for _ in range(2):
        await phone.tap("✅ Done", reminder)
        assert "Was your stride normal" in await _shown(phone, reminder)
        assert await _kinds(phone) == []
    await phone.tap("Yes, normal")
    assert await _kinds(phone) == ["run"]
    await phone.jump("one-day")
    await _checkin(phone, "2")
    assert await _on(phone) == ("twenty_minutes", 0)


async def test_in_the_last_step_session_and_faster_run_are_two_things(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.SPEED)
    (reminder,) = [one for one in await phone.jump("one-day") if "✅ Done" in labels(one)]
    await phone.tap("✅ I did the faster run", reminder)
    await phone.tap("Yes, normal")
    await phone.send("/workout")
    await phone.tap("✅ Done")
    assert sorted(await _kinds(phone)) == ["run", "session"]


async def test_a_misread_sentence_gives_the_step_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.EASY_RUN, failed=1)
    await phone.send("i have chest pain and cant breathe")
    assert (await _state(phone), await _on(phone)) == ("urgent", None)
    await phone.send("/reminders")
    await phone.tap("You misunderstood me")
    assert await _on(phone) == ("easy_run", 1)


async def test_a_forged_step_or_day_is_no_run(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.TEST_RUN)
    (session,) = await phone.send("/workout")
    for data in ("l:ran:speed:20300107:normal", "l:ran:test_run:20300201:normal", "l:ran:test_run:x:normal"):
        await phone.tap_data(data, session)
    assert await _kinds(phone) == []


async def test_a_swim_from_before_the_first_step_is_no_test_run(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    for score in ("7", "1"):
        await _checkin(phone, score)
        sent = await phone.jump("one-day")
    await _checkin(phone, "1")
    (swim,) = [one for one in sent if "✅ Done" in labels(one)] or [
        one for one in await phone.from_coach() if "✅ Done" in labels(one)
    ]
    await phone.tap("Yes, all fine")
    await phone.tap("✅ Done", swim)
    assert await _kinds(phone) == ["standin"]


async def test_the_run_of_the_step_before_is_not_taken_for_one_of_the_next(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    await _put(phone, Step.TEST_RUN)
    await _did(phone)
    (same_day,) = await phone.send("/workout")
    await phone.jump("one-day")
    await phone.tap("✅ I did it", same_day)
    await phone.tap("Yes, normal")
    await _checkin(phone, "1")
    assert await _on(phone) == ("twenty_minutes", 0)
    assert "Enough for today" in await _did(phone)
    await phone.jump("one-day")
    await _checkin(phone, "1")
    assert await _on(phone) == ("twenty_minutes", 0)


async def test_a_done_step_is_not_asked_for_again_before_its_answer(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.TEST_RUN)
    await _did(phone)
    (reminder,) = [one for one in await phone.jump("one-day") if "step of your way back" in one["text"]]
    assert "10 to 15" not in reminder["text"]
    await phone.tap("2", reminder)
    assert await _on(phone) == ("twenty_minutes", 0)


@pytest.mark.parametrize("step", [Step.TEST_RUN, Step.HALF_SETS])
async def test_the_day_after_a_step_the_workout_asks_for_the_answer_it_waits_for(
    phone: Phone, set_up: SetUp, step: Step
) -> None:
    await set_up(phone)
    await _put(phone, step)
    (earlier,) = await phone.send("/workout")
    await phone.tap("✅ I did it", earlier)
    await phone.tap("Yes, normal")
    (same_day,) = await phone.send("/workout")
    assert "✅ I did it" in labels(same_day)
    await phone.jump("one-day")
    (next_day,) = await phone.send("/workout")
    assert "You have done this step" in next_day["text"]
    assert "✅ I did it" not in labels(next_day)
    for data in ("w:o", "w:x:glute-bridge"):
        await phone.tap_data(data, same_day)
        assert "You have done this step" in await _shown(phone, same_day)
    await phone.tap("2", next_day)
    (after,) = await phone.send("/workout")
    assert any(label.startswith("✅ I did") for label in labels(after))


async def test_no_step_is_sent_on_the_day_of_a_step_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _put(phone, Step.EASY_RUN)
    await _checkin(phone, "1")
    (reminder,) = [one for one in await phone.jump("one-day") if "step 3 of 5" in one["text"]]
    await phone.tap("⏰ Later", reminder)
    await phone.tap("This evening")
    await _checkin(phone, "4")
    assert await _on(phone) == ("twenty_minutes", 1)
    sent = await phone.jump("one-day")
    assert [one for one in sent if "step 2 of 5" in one["text"]] == []
