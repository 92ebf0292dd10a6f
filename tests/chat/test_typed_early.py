"""Texts written before the open question was shown: they answer the one before it, and no other."""

import pytest

from .conftest import SetUp
from .phone import Phone, labels
from .test_half_way import _rows
from .test_soreness import NONE, ORDINARY
from .test_typed_again import _check, _step

EARLY = "You wrote that before I had asked this"


@pytest.mark.parametrize(
    ("answers", "texts", "step"),
    [
        ([], ("none", "none"), "q2"),
        ([NONE], ("no", "no"), "q3"),
        ([], ("none", "none", "none"), "q2"),
        (ORDINARY[:3], ("4", "sit bone"), "q5"),
    ],
)
async def test_the_next_question_is_put_again_once_and_nothing_is_noted_for_it(
    phone: Phone, answers: list[str], texts: tuple[str, ...], step: str
) -> None:
    await _check(phone, answers)
    first, again = await phone.send_at_once(*texts)
    assert await _step(phone) == step
    assert EARLY not in first["text"]
    assert EARLY in again["text"]
    assert again["text"].endswith(first["text"])
    assert again["reply_markup"] == first["reply_markup"]


@pytest.mark.parametrize("opened_by", ["/soreness", "9"])
async def test_the_first_question_is_answered_by_nothing_that_was_written_before_it(
    phone: Phone, set_up: SetUp, opened_by: str
) -> None:
    await set_up(phone)
    shown = await phone.send_at_once(opened_by, "none")
    assert [EARLY in message["text"] for message in shown[-2:]] == [False, True]
    assert await _step(phone) == "q1"


async def test_what_is_typed_after_it_was_shown_answers_it(phone: Phone) -> None:
    await _check(phone, [])
    await phone.send_at_once("none", "none")
    for typed, step in (("none", "q3"), ("none", "q4")):
        (message,) = await phone.send(typed)
        assert EARLY not in message["text"]
        assert await _step(phone) == step


async def test_each_question_is_put_again_and_taps_go_on_as_ever(phone: Phone) -> None:
    await _check(phone, [])
    await phone.send_at_once("none", "none")
    shown = await phone.send_at_once("none", "none")
    assert [EARLY in message["text"] for message in shown] == [False, True]
    await phone.tap(NONE)
    assert await _step(phone) == "q4"
    await phone.send("3")
    assert await _step(phone) == "q5"


async def test_after_a_tap_an_older_message_counts_no_more_than_it_did(phone: Phone) -> None:
    await _check(phone, [])
    await phone.send("none")
    await phone.tap(NONE)
    await phone.send("none")
    assert await _step(phone) == "q4"


@pytest.mark.parametrize("flag", ["i have chest pain", "i can't feel my foot", "my calf is swollen and hot"])
async def test_a_red_flag_goes_first_whenever_it_was_written(phone: Phone, flag: str) -> None:
    await _check(phone, [])
    (alone,) = await phone.send(flag)
    await _check(phone, [])
    shown = await phone.send_at_once("none", flag)
    assert shown[-1]["text"] == alone["text"]
    assert EARLY not in shown[-1]["text"]


async def test_words_that_only_sound_like_one_are_asked_about_when_they_answer_nothing(phone: Phone) -> None:
    await _check(phone, ORDINARY[:3])
    shown = await phone.send_at_once("4", "both thighs")
    assert labels(shown[-1])[:2] == ["Yes, to me", "No"]


async def test_a_question_written_early_is_answered(phone: Phone) -> None:
    await _check(phone, [])
    shown = await phone.send_at_once("none", "how often should I train?")
    assert not any(EARLY in message["text"] for message in shown)
    assert await _step(phone) == "q2"


async def test_a_check_typed_in_haste_comes_to_its_outcome_only_by_questions_that_were_seen(
    phone: Phone,
) -> None:
    await _check(phone, ORDINARY[:-2])
    await phone.tap(ORDINARY[-2])
    await phone.send_at_once("none", "none")
    assert [triage["rule"] for triage in await _rows(phone, "triages")] == ["R32"]
