"""Each check of a season fires on a log in which its rule is broken, and keeps still on the sound one."""

from collections.abc import Callable
from datetime import date

import pytest

from bot.content.knowledge import Knowledge

from . import invariants as must
from .story import CHAT, FULL, LIGHT, STAND_IN, START, Story


def _in(state: str, reason: str = "R8") -> Story:
    return Story().state(1, state, reason)


def _sitting() -> Story:
    """Swapped for a sore sit bone, with a misread sentence in between."""
    told = Story().triage(1, "X", place="sitbone").state(1, "swap", "R20").state(2, "urgent", "told-urgent")
    return told.act(3, "k:mistake").state(3, "swap", "R20", "undone").row(4, "sent")


def _mistaken(story: Story) -> Story:
    return story.state(2, "urgent", "told-emergency").act(3, "k:mistake").state(3, "urgent", "R8", "undone")


def _raised() -> Story:
    story = Story()
    story.log.raised.append((CHAT, START, "boom"))
    return story


def _each_week(last: int) -> Story:
    """Tuesdays and Fridays from the fifth of February on, up to that day."""
    story = Story().settings(0)
    for day in range(4, last):
        if story.at(day).weekday() in (1, 4):
            story.row(day, "sent", id=day, message=day)
    return story


SOUND: list[tuple[must.Check, str, Callable[[], Story]]] = [
    (must.nothing_raises, "nothing happened", Story),
    (must.no_session_while_paused, "a session in ease", lambda: _in("ease").said(2, LIGHT)),
    (must.no_session_while_paused, "an old one edited", lambda: _in("stop").said(2, FULL + "!", before=FULL)),
    (
        must.pauses_end_by_the_protocol,
        "cleared",
        lambda: _in("urgent").act(3, "k:yes").state(3, "ease", "cleared"),
    ),
    (
        must.pauses_end_by_the_protocol,
        "seven quiet days",
        lambda: _in("stop").checkins(2, *[1] * 7).act(8, "c:walk:x:yes").state(8, "ease", "quiet_week"),
    ),
    (
        must.pauses_end_by_the_protocol,
        "misunderstood",
        lambda: _in("urgent", "told-urgent").act(2, "k:mistake").state(2, "normal", None, "undone"),
    ),
    (
        must.swap_ends_by_two_low_days,
        "two low days",
        lambda: _in("swap").checkins(2, 2, 0).act(3, "c:walk:x:yes").state(3, "ease", "walking_fine"),
    ),
    (must.verdicts_hold, "the outcome set it", lambda: Story().triage(1, "P").state(1, "stop", "R8")),
    (
        must.verdicts_hold,
        "a milder one later",
        lambda: Story().triage(1, "X").state(1, "swap", "R20").triage(2, "A"),
    ),
    (must.the_trail_tells_every_change, "told", lambda: _in("swap")),
    (
        must.what_was_taken_back_stays_so,
        "back to the swap",
        lambda: (
            _in("swap").state(2, "urgent", "told-urgent").act(3, "k:mistake").state(3, "swap", "R8", "undone")
        ),
    ),
    (must.reminders_fit_the_state, "full", lambda: Story().row(1, "sent").said(1, FULL)),
    (must.reminders_fit_the_state, "light", lambda: _in("ease").row(2, "sent").said(2, LIGHT)),
    (must.reminders_fit_the_state, "stand-in", lambda: _in("swap").row(2, "sent").said(2, STAND_IN)),
    (must.a_sore_sit_bone_is_sent_to_the_pool, "pool", lambda: _sitting().said(4, "Pool instead of")),
    (
        must.one_advice_a_day,
        "corrected between",
        lambda: (
            Story()
            .event(1, "advice", day="2030-02-02", rule="D4")
            .checkins(1, 3)
            .event(1, "advice", day="2030-02-02", rule="D6")
        ),
    ),
    (must.no_reminder_is_lost, "all came", lambda: _each_week(30)),
    (
        must.silence_is_a_week_without_a_word,
        "nothing for a week",
        lambda: Story().act(1, "hello").settings(8.5, silent_since="2030-02-09"),
    ),
    (
        must.reminders_fit_the_state,
        "check-ins taken up",
        lambda: _in("urgent").act(1.6, "/checkin").row(2, "sent", kind="checkin").said(2, "How sore?"),
    ),
    (
        must.reminders_fit_the_state,
        "taken up before what was told by mistake",
        lambda: (
            _mistaken(_in("urgent").act(1.6, "/checkin")).row(4, "sent", kind="checkin").said(4, "How sore?")
        ),
    ),
    (
        must.no_reminder_comes_twice,
        "died after sending",
        lambda: Story().row(1, "sent", message=2).said(0.9, FULL).killed(0.9, "after").said(1, FULL, id=2),
    ),
    (
        must.one_session_a_day,
        "put off",
        lambda: Story().row(1, "sent").act(1.1, "o:1:hour").row(1.2, "sent", id=2, kind="later", message=2),
    ),
]
BROKEN: list[tuple[must.Check, str, Callable[[], Story]]] = [
    (must.nothing_raises, "an error", _raised),
    (must.no_session_while_paused, "a reminder", lambda: _in("stop").said(2, FULL)),
    (must.no_session_while_paused, "an answer", lambda: _in("urgent").said(2, LIGHT, by="act")),
    (
        must.no_session_while_paused,
        "an exercise",
        lambda: _in("stop").said(
            2, "Bridge: 3 × 12. Rest 60 s.\n\n1. Lie down", by="act", before="No session"
        ),
    ),
    (must.pauses_end_by_the_protocol, "by itself", lambda: _in("stop").state(3, "ease", "settled")),
    (must.pauses_end_by_the_protocol, "no tap", lambda: _in("urgent").state(3, "ease", "cleared")),
    (must.pauses_end_by_the_protocol, "milder pause", lambda: _in("urgent").state(3, "stop", "R8")),
    (
        must.pauses_end_by_the_protocol,
        "urgent by quiet days",
        lambda: _in("urgent").checkins(2, *[0] * 7).act(8, "c:walk:x:yes").state(8, "ease", "quiet_week"),
    ),
    (
        must.pauses_end_by_the_protocol,
        "a gap in the seven days",
        lambda: (
            _in("stop").checkins(2, 1, 1, 1).checkins(6, 1, 1, 1).act(8, "c:walk:x:yes").state(8, "ease", "q")
        ),
    ),
    (
        must.pauses_end_by_the_protocol,
        "a sudden onset",
        lambda: (
            Story()
            .triage(1, "P", "sudden")
            .state(1, "stop", "R11")
            .checkins(2, *[0] * 7)
            .act(8, "c:walk:x:yes")
            .state(8, "ease", "quiet_week")
        ),
    ),
    (
        must.swap_ends_by_two_low_days,
        "one of three",
        lambda: _in("swap").checkins(2, 3, 0).act(3, "c:walk:x:yes").state(3, "ease", "walking_fine"),
    ),
    (
        must.swap_ends_by_two_low_days,
        "walking not asked",
        lambda: _in("swap").checkins(2, 1, 1).state(3, "ease", "walking_fine"),
    ),
    (must.verdicts_hold, "never set", lambda: Story().triage(1, "P")),
    (must.verdicts_hold, "too mild", lambda: Story().triage(1, "U").state(1, "stop", "R8")),
    (
        must.verdicts_hold,
        "taken back with the sentence",
        lambda: (
            _in("urgent", "told-urgent").triage(2, "P").act(3, "k:mistake").state(3, "normal", None, "undone")
        ),
    ),
    (
        must.the_trail_tells_every_change,
        "no event",
        lambda: Story().entry(1, "state", **{"from": "normal", "to": "ease", "rule": "R27"}),
    ),
    (
        must.what_was_taken_back_stays_so,
        "an old slip comes back",
        lambda: (
            Story()
            .state(1, "swap", "score_high")
            .state(1, "normal", None, "undone")
            .state(3, "swap", "score_high")
            .state(3, "swap", "score_high", "undone")
        ),
    ),
    (must.reminders_fit_the_state, "full in ease", lambda: _in("ease").row(2, "sent").said(2, FULL)),
    (must.reminders_fit_the_state, "light in swap", lambda: _in("swap").row(2, "sent").said(2, LIGHT)),
    (must.reminders_fit_the_state, "swim in normal", lambda: Story().row(2, "sent").said(2, STAND_IN)),
    (must.reminders_fit_the_state, "any in stop", lambda: _in("stop").row(2, "sent").said(2, "Hello")),
    (
        must.reminders_fit_the_state,
        "a check-in in urgent",
        lambda: _in("urgent").row(2, "sent", kind="checkin").said(2, "How sore?"),
    ),
    (must.a_sore_sit_bone_is_sent_to_the_pool, "bike", lambda: _sitting().said(4, STAND_IN)),
    (
        must.one_advice_a_day,
        "two",
        lambda: (
            Story()
            .event(1, "advice", day="2030-02-02", rule="D4")
            .event(1.1, "advice", day="2030-02-02", rule="D6")
        ),
    ),
    (must.no_reminder_is_lost, "the last week", lambda: _each_week(24)),
    (
        must.silence_is_a_week_without_a_word,
        "somebody wrote",
        lambda: Story().act(4, "hello").settings(8.5, silent_since="2030-02-09"),
    ),
    (must.no_reminder_is_lost, "still planned", lambda: _each_week(26).row(28, "planned", id=99)),
    (
        must.no_reminder_comes_twice,
        "armed again",
        lambda: Story().row(1, "sent").row(1.1, "planned").row(1.2, "sent", message=2),
    ),
    (
        must.no_reminder_comes_twice,
        "another row of that day",
        lambda: Story().row(1, "sent").row(1.2, "sent", id=2, message=2),
    ),
    (must.no_reminder_comes_twice, "no row", lambda: Story().row(1, "sent", message=2).said(0.9, FULL)),
    (
        must.one_session_a_day,
        "not put off",
        lambda: Story().row(1, "sent").row(1.2, "sent", id=2, kind="later", message=2),
    ),
]


def _ids(table: list[tuple[must.Check, str, Callable[[], Story]]]) -> list[str]:
    return [f"{check.__name__}: {name}" for check, name, _ in table]


@pytest.mark.parametrize(("check", "name", "story"), SOUND, ids=_ids(SOUND))
def test_a_sound_log_passes(
    check: must.Check, name: str, story: Callable[[], Story], knowledge: Knowledge
) -> None:
    assert [breach.told(story().log) for breach in check(story().log, knowledge)] == [], name


@pytest.mark.parametrize(("check", "name", "story"), BROKEN, ids=_ids(BROKEN))
def test_a_broken_log_is_found(
    check: must.Check, name: str, story: Callable[[], Story], knowledge: Knowledge
) -> None:
    assert [breach.told(story().log) for breach in check(story().log, knowledge)], name


def test_each_check_is_tried_both_ways() -> None:
    assert {check for check, _, _ in SOUND} == {check for check, _, _ in BROKEN} == set(must.CHECKS)


def test_a_breach_tells_seed_runner_and_day() -> None:
    log = _in("stop").said(2, FULL).log
    told = next(iter(must.nothing_raises(_raised().log, None)))  # type: ignore[arg-type]
    assert told.told(log).startswith("seed 1, runner 7, day 0 (2030-02-01 12:00:00)")
    assert date(2030, 2, 1) == START.date()
