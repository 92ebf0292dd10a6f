"""/progress: two sentences, the strip of days, the state and what changed it; nobody else's, and honest."""

from datetime import datetime

import pytest

from bot.chat.progress import CHANGES_SHOWN
from bot.chat.runners import STATE, set_state
from bot.coaching.ladder import Ladder, Step
from bot.coaching.state import Reason, TrainingState
from bot.coaching.triage import RULES
from bot.content.knowledge import Knowledge
from bot.content.triage import SERIES_IDS

from .conftest import MONDAY_NOON, House, SetUp
from .phone import Message, Phone, buttons, labels
from .test_series import _checkin, _earlier, _trained
from .test_soreness import SHORTENED_STRIDE, TWO_WEEKS
from .test_why import _again, _checked, _why

PHONE_WIDTH = 30
"""Characters of a monospaced line that stand side by side on a small phone."""


async def _progress(phone: Phone) -> str:
    (shown,) = await phone.send("/progress")
    return str(shown["text"])


def _strip(text: str) -> list[str]:
    lines = text.splitlines()
    first = next(at for at, line in enumerate(lines) if " to " in line)
    return lines[first : next(at for at, line in enumerate(lines) if line.startswith("Numbers"))]


async def _set(phone: Phone, state: TrainingState, reason: str, at: datetime = MONDAY_NOON) -> None:
    async with phone.app.coach.store.begin() as tx:
        runner = await tx.runners.get(phone.chat)
        assert runner is not None
        await set_state(tx, runner, state, reason, at)


async def test_before_anything_was_told_there_is_nothing_yet(phone: Phone, set_up: SetUp) -> None:
    assert (await _progress(phone)).startswith("Nothing yet.")
    async with phone.app.coach.store.read() as tx:
        assert await tx.runners.get(phone.chat) is None
    await set_up(phone)
    (shown,) = await phone.send("/progress")
    assert shown["text"].startswith("Nothing yet.")
    assert labels(shown) == []


async def test_two_sentences_and_a_strip_of_days_tell_the_fortnight(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "9 - - - 0 1 - 3 10 2 - - 1 -")
    await _trained(phone, 3)
    await _trained(phone, 3, "standin")
    await _trained(phone, 9)
    text = await _progress(phone)
    assert text.startswith(
        "Your last 14 days\n6 check-ins, 3 sessions done. "
        "Soreness was between 0 and 10, and 1 when you last told me, on 5 January.\n"
    )
    assert _strip(text) == [
        "25 December to 31 December",
        "Tue Wed Thu Fri Sat Sun Mon",
        "  ·   ·   ·   0   1   ·   3",
        "                  ✓",
        "",
        "1 January to 7 January",
        "Tue Wed Thu Fri Sat Sun Mon",
        " 10   2   ·   ·   1   ·   ·",
        "             ✓~",
    ]
    assert "Training: usual sessions\n" in text
    assert text.endswith("Nothing has changed your training so far.")


async def test_the_strip_fits_a_phone_on_every_day_of_the_year(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _earlier(phone, "10 10 10")
    text = await _progress(phone)
    assert max(map(len, _strip(text))) <= PHONE_WIDTH
    longest = phone.app.coach.knowledge.messages.label(
        "progress.week", first="23 September", last="29 September"
    )
    assert len(longest) <= PHONE_WIDTH


async def test_one_answer_is_said_plainly_and_one_session_is_no_plural(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checkin(phone, "2")
    text = await _progress(phone)
    assert "One check-in, no session done. Soreness was 2, last told on 7 January." in text
    await phone.send("/workout")
    await phone.tap("✅ Done")
    assert "One check-in, one session done." in await _progress(phone)


async def test_a_session_alone_shows_no_soreness(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _trained(phone, 0)
    text = await _progress(phone)
    assert "No check-in, one session done.\n" in text
    assert "Soreness was" not in text


async def test_the_state_and_its_changes_come_with_date_and_reason(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checkin(phone, "6")
    await phone.jump("one-day")
    await _checked(phone, TWO_WEEKS)
    text = await _progress(phone)
    assert "Training: strength work paused since 8 January" in text
    *_, paused, swapped = text.splitlines()
    assert paused == (
        "• 8 January: strength work paused, because two weeks is longer than training soreness usually lasts."
    )
    assert swapped == (
        "• 7 January: strength work swapped for something gentle, "
        "because you told me a soreness of 6 or more."
    )


async def test_changes_alone_are_shown_when_the_days_are_empty(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, SHORTENED_STRIDE)
    text = await _progress(phone)
    assert "No check-in and no session in these days." in text
    assert "because it changes how you run." in text


async def test_a_corrected_answer_is_told_as_taken_back(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checkin(phone, "7")
    await phone.tap("Change")
    await phone.tap("1")
    text = await _progress(phone)
    assert "• 7 January: taken back, so usual sessions again" in text
    assert "Training: usual sessions\n" in text


@pytest.mark.parametrize(("scores", "changes"), [([7, 7], 1), ([7, 7, 7], 1), ([6, 7], 1), ([7, 9, 9], 3)])
async def test_an_answer_given_again_is_no_change(
    phone: Phone, set_up: SetUp, scores: list[int], changes: int
) -> None:
    await set_up(phone)
    (question,) = await phone.send("/checkin")
    for score in scores:
        await phone.tap_data(buttons(question)[score]["callback_data"], question)
    assert (await _progress(phone)).count("• 7 January:") == changes


async def test_settling_has_its_words_and_only_the_newest_changes_are_shown(
    phone: Phone, set_up: SetUp
) -> None:
    await set_up(phone)
    for number in range(CHANGES_SHOWN):
        await _set(phone, TrainingState.EASE, Reason.RISING, MONDAY_NOON.replace(hour=number))
    await _set(phone, TrainingState.NORMAL, Reason.SETTLED)
    changes = [line for line in (await _progress(phone)).splitlines() if line.startswith("•")]
    assert len(changes) == CHANGES_SHOWN
    assert changes[0] == "• 7 January: usual sessions, because your soreness has settled."


async def test_a_check_that_leaves_everything_as_it_was_is_no_change(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checkin(phone, "1")
    await _set(phone, TrainingState.NORMAL, "R32")
    text = await _progress(phone)
    assert text.endswith("Nothing has changed your training so far.")


async def test_no_reason_breaks_the_message_not_even_one_without_words(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    reasons = [*Reason, *(rule.id for rule in RULES), *SERIES_IDS, "told-urgent", "R99", "new-one", ""]
    for reason in reasons:
        await _set(phone, TrainingState.EASE, reason)
        newest = next(line for line in (await _progress(phone)).splitlines() if line.startswith("•"))
        assert newest.startswith("• 7 January: light sessions")
        assert newest.lower().count("because") == _has_words(phone.app.coach.knowledge, reason), reason


def _has_words(knowledge: Knowledge, reason: str) -> bool:
    keys = {f"state.because.{reason}", f"progress.reason.{reason}"}
    rules = {*knowledge.triage.rules, *knowledge.triage.series}
    return reason in rules or bool(keys & set(knowledge.messages.by_key))


async def test_every_reason_that_is_stored_has_words(phone: Phone, set_up: SetUp) -> None:
    """What only stays, or waits, is never stored as a change."""
    waiting = {
        "more_serious",
        "until_cleared",
        "two_low",
        "seven_calm",
        "walking_not_fine",
        "not_yet",
        "usual",
    }
    stored = {reason.value for reason in Reason} - waiting
    assert all(_has_words(phone.app.coach.knowledge, reason) for reason in stored)


async def test_a_state_or_an_event_of_another_version_is_still_told(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        await tx.events.add(phone.chat, MONDAY_NOON, STATE, {"to": "hibernating"})
        await tx.events.add(phone.chat, MONDAY_NOON, STATE, {})
    text = await _progress(phone)
    assert text.count("• 7 January: changed sessions") == 2


async def test_why_opens_beneath_and_back_closes_it(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, SHORTENED_STRIDE)
    (shown,) = await phone.send("/progress")
    assert labels(shown) == ["Why?"]
    why = await _why(phone, shown)
    assert "Something gentle in place of strength work since 7 January" in why
    await phone.tap("‹ Back", await _again(phone, shown))
    assert (await _again(phone, shown))["text"] == shown["text"]


async def test_as_usual_there_is_no_why(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checkin(phone, "1")
    (shown,) = await phone.send("/progress")
    assert labels(shown) == []


async def test_nobody_sees_anothers_days(house: House, set_up: SetUp) -> None:
    mine, other = await house.phone(0), await house.phone(1)
    await set_up(mine)
    await set_up(other)
    await _checkin(other, "8")
    assert (await _progress(mine)).startswith("Nothing yet.")


async def test_in_a_group_it_is_between_the_two(house: House) -> None:
    group = await house.group_phone()
    shown: list[Message] = await group.send("/progress")
    assert shown == []
    (refused,) = await group.send(f"/progress@{house.app.coach.username}")
    assert "between you and me" in refused["text"]


async def test_after_delete_there_is_nothing(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checkin(phone, "6")
    async with phone.app.coach.store.begin() as tx:
        await tx.delete(phone.chat)
    assert (await _progress(phone)).startswith("Nothing yet.")


async def test_help_and_the_menu_name_it(phone: Phone) -> None:
    (help_text,) = await phone.send("/help")
    assert "/progress" in help_text["text"]
    assert "help.commands.progress" in phone.app.coach.knowledge.messages.by_key


async def test_on_the_way_back_each_step_is_named(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    async with phone.app.coach.store.begin() as tx:
        for number, reason in ((0, Reason.WALKING_FINE), (1, Reason.STEP_UP)):
            runner = await tx.runners.ensure(phone.chat, MONDAY_NOON)
            steps = Ladder(list(Step)[number], 0, MONDAY_NOON.date())
            await set_state(tx, runner, TrainingState.EASE, reason, MONDAY_NOON, ladder=steps)
    text = await _progress(phone)
    assert "Training: way back, step 2 of 5 since 7 January" in text
    assert "• 7 January: way back, step 2 of 5, because the one before had settled." in text
    assert "• 7 January: way back, step 1 of 5, because your soreness has settled" in text
    assert "light sessions" not in text
