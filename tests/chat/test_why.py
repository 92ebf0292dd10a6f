"""The button Why? under outcomes, advice and changed sessions: from the store, in place, and back again."""

from dataclasses import replace

import pytest

from bot.chat.why_text import triage_html
from bot.coaching.advice import compose
from bot.coaching.outcome import Outcome
from bot.coaching.series import Rule
from bot.coaching.triage import RULES, RULESET, Verdict
from bot.coaching.triage import Rule as RuleOfTriage
from bot.content.knowledge import Knowledge
from bot.content.markup import to_html
from bot.content.messages import Messages
from bot.content.triage import SERIES_IDS
from bot.storage.records import Triage

from .conftest import MONDAY_NOON, House, SetUp
from .phone import Message, Phone, buttons, labels, plain
from .test_soreness import NONE, ORDINARY, SHORTENED_STRIDE, SIT_BONE, TWO_WEEKS, _answer

EASED = [NONE, NONE, NONE, "4", "Both thighs", "Hours", "2-3", "No", "Fine", "The same", NONE]
SUDDEN_SIT_BONE = [NONE, NONE, NONE, "6", "Sit bone", "Suddenly"]
GONE = "does nothing any more"


async def _checked(phone: Phone, answers: list[str]) -> Message:
    """The outcome of a soreness check."""
    await phone.send("/soreness")
    await _answer(phone, answers)
    return await phone.last()


async def _checked_again(phone: Phone, answers: list[str]) -> Message:
    """Of a further check: the last question only asks whether its answer still holds."""
    return await _checked(phone, [*answers[:-1], "Yes, still so"])


async def _again(phone: Phone, message: Message) -> Message:
    return next(one for one in await phone.shown() if one["message_id"] == message["message_id"])


async def _why(phone: Phone, message: Message) -> str:
    """Tap "Why?"; the explanation beneath the message."""
    await phone.tap("Why?", message)
    text = str((await _again(phone, message))["text"])
    assert text.startswith(message["text"])
    return text.removeprefix(message["text"])


def _data(message: Message, label: str) -> str:
    return next(button["callback_data"] for button in buttons(message) if button["text"] == label)


@pytest.mark.parametrize(
    ("answers", "outcome", "said"),
    [
        (ORDINARY, "K", ["Soreness: 2 of 10", "Where: Both thighs, spread out", "nothing else you told me"]),
        (EASED, "A", ["Soreness: 4 of 10", "Against two days ago: The same", "3 to 5"]),
        (
            SHORTENED_STRIDE,
            "X",
            ["Changes how you run: A little, I hold back", "changes how you run.", "Braun"],
        ),
        (SIT_BONE, "X", ["Where: Sit bone, crease of the buttock", "Walking and stairs: Fine"]),
        (TWO_WEEKS, "P", ["Began: 14 or more days ago", "two weeks is longer", "NHS: Sprains and strains"]),
        (SUDDEN_SIT_BONE, "U", ["Start: Suddenly", "easily missed", "reviewed by a clinician", "Kuske"]),
    ],
)
async def test_each_outcome_names_its_answers_its_rule_and_its_sources(
    phone: Phone, answers: list[str], outcome: str, said: list[str]
) -> None:
    shown = await _checked(phone, answers)
    why = await _why(phone, shown)
    async with phone.app.coach.store.read() as tx:
        (triage,) = await tx.triages.recent(phone.chat, 5)
    assert triage.outcome == outcome
    assert "soreness check of 7 January" in why
    assert "Warning signs: none of these" in why
    assert plain(to_html(phone.app.coach.knowledge.triage.rules[triage.rule].because)) in why
    for part in said:
        assert part in why


@pytest.mark.parametrize(
    ("earlier", "answers", "because"),
    [
        (TWO_WEEKS, ORDINARY, "because two weeks is longer than training soreness usually lasts."),
        (SHORTENED_STRIDE, EASED, "because it changes how you run."),
        (
            "i have chest pain and cant breathe",
            TWO_WEEKS,
            "because you wrote about something that needs emergency care.",
        ),
        ("7", ORDINARY, "because you told me a soreness of 6 or more."),
    ],
)
async def test_where_an_earlier_result_stands_its_reason_comes_before_the_milder_one(
    phone: Phone, set_up: SetUp, earlier: list[str] | str, answers: list[str], because: str
) -> None:
    await set_up(phone)
    if isinstance(earlier, str):
        await phone.send(earlier)
        shown = await _checked(phone, answers)
    else:
        await _checked(phone, earlier)
        shown = await _checked_again(phone, answers)
    why = await _why(phone, shown)
    stands, milder = why.index("stricter advice of 7 January"), why.index("I go through my rules")
    assert stands < why.index(because) < why.index("By itself") < milder


async def test_what_stood_at_a_check_is_told_as_past_once_it_has_ended(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await _checked(phone, TWO_WEEKS)
    shown = await _checked_again(phone, ORDINARY)
    await phone.send("/reminders")
    await phone.tap("Cleared by a professional")
    await phone.tap("Yes, I may train")
    why = await _why(phone, shown)
    assert "stricter advice of 7 January" in why
    assert "By now you get light sessions" in why


@pytest.mark.parametrize("first", [ORDINARY, EASED])
async def test_an_outcome_that_stands_alone_names_no_other(
    phone: Phone, set_up: SetUp, first: list[str]
) -> None:
    await set_up(phone)
    await _checked(phone, first)
    assert "stricter" not in await _why(phone, await _checked_again(phone, SHORTENED_STRIDE))


async def test_a_ticked_sign_is_named_by_its_button_and_what_was_not_asked_is_left_out(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap(NONE)
    await phone.tap("☐ A pop")
    await phone.tap("Done")
    why = await _why(phone, await phone.last())
    assert "Warning signs: A pop, snap or tear" in why
    assert "Soreness" not in why
    assert "looked at today" in why


async def test_an_emergency_has_no_why_and_a_forged_tap_opens_none(phone: Phone) -> None:
    await phone.send("/soreness")
    await phone.tap("☐ Dark cola")
    await phone.tap("Done")
    message = await phone.last()
    assert labels(message) == []
    await phone.tap_data("b:t:1", message)
    assert (await _again(phone, message))["text"] == message["text"]


async def test_back_brings_the_outcome_as_it_was_and_a_double_tap_opens_once(phone: Phone) -> None:
    shown = await _checked(phone, SHORTENED_STRIDE)
    why = _data(shown, "Why?")
    await phone.tap_data(why, shown)
    await phone.tap_data(why, shown)
    opened = await _again(phone, shown)
    assert opened["text"].count("How I came to this") == 1
    assert "Why?" not in labels(opened)
    await phone.tap("‹ Back", opened)
    back = await _again(phone, shown)
    assert (back["text"], labels(back)) == (shown["text"], labels(shown))


async def test_back_works_although_the_heading_was_edited_in_between(phone: Phone) -> None:
    shown = await _checked(phone, SHORTENED_STRIDE)
    await phone.tap("Why?", shown)
    coach, key = phone.app.coach, "why.heading"
    by_key = dict(coach.knowledge.messages.by_key)
    by_key[key] = replace(by_key[key], value="**In other words**")
    coach.knowledge = coach.knowledge.model_copy(update={"messages": Messages(by_key)})
    await phone.tap("‹ Back", await _again(phone, shown))
    back = await _again(phone, shown)
    assert (back["text"], labels(back)) == (shown["text"], labels(shown))
    await phone.tap("Why?", shown)
    assert "In other words" in (await _again(phone, shown))["text"]


async def test_why_survives_a_restart(house: House) -> None:
    phone = await house.phone()
    shown = await _checked(phone, TWO_WEEKS)
    await house.restart()
    phone = await house.phone()
    assert "two weeks is longer" in await _why(phone, shown)
    await house.restart()
    phone = await house.phone()
    await phone.tap("‹ Back", await _again(phone, shown))
    assert (await _again(phone, shown))["text"] == shown["text"]


@pytest.mark.parametrize(
    "data", ["b:t:99", "b:t:x", "b:t", "b", "b:o:1", "b:a:20300107", "b:s:now", "b:t:1:2", "b:t:2:back:9"]
)
async def test_a_tap_that_fits_no_button_of_the_message_gets_the_polite_line(
    phone: Phone, data: str, told: list[str | None]
) -> None:
    shown = await _checked(phone, ORDINARY)
    await phone.tap_data(data, shown)
    assert GONE in str(told[-1])
    assert await _again(phone, shown) == shown


async def test_an_outcome_of_older_rules_is_not_explained_by_todays(
    phone: Phone, set_up: SetUp, told: list[str | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    await set_up(phone)
    shown = await _checked(phone, TWO_WEEKS)
    monkeypatch.setattr("bot.chat.why.RULESET", "2031-01")
    await phone.tap("Why?", shown)
    assert GONE in str(told[-1])
    assert await _again(phone, shown) == shown
    (paused,) = await phone.send("/reminders")
    why = await _why(phone, paused)
    assert "My rules have changed since" in why
    assert "the word of a physiotherapist" in why


async def test_after_delete_an_old_why_gets_the_polite_line_and_no_answers(
    phone: Phone, told: list[str | None]
) -> None:
    shown = await _checked(phone, ORDINARY)
    async with phone.app.coach.store.begin() as tx:
        await tx.delete(phone.chat)
    await phone.tap("Why?", shown)
    assert GONE in str(told[-1])
    assert await _again(phone, shown) == shown


async def test_another_runners_answers_are_never_shown(house: House) -> None:
    first, second = await house.phone(0), await house.phone(1)
    await _checked(first, TWO_WEEKS)
    shown = await _checked(second, ORDINARY)
    async with second.app.coach.store.read() as tx:
        (own,) = await tx.triages.recent(second.chat, 5)
        (other,) = await tx.triages.recent(first.chat, 5)
    assert _data(shown, "Why?") == f"b:t:{own.id}"
    await second.tap_data(f"b:t:{other.id}", shown)
    assert await _again(second, shown) == shown


def test_every_rule_over_the_check_ins_has_its_words(knowledge: Knowledge) -> None:
    assert set(SERIES_IDS) == set(Rule)
    for rule, text in knowledge.triage.series.items():
        assert text.because.startswith("Because "), rule
        assert text.sources, rule


@pytest.mark.parametrize(
    "rule", [rule for rule in RULES if rule.outcome is not Outcome.E], ids=lambda r: r.id
)
def test_the_longest_outcome_and_its_explanation_fit_one_message(
    knowledge: Knowledge, rule: RuleOfTriage
) -> None:
    verdict = Verdict(rule.outcome, rule.id)
    longest = {
        "flags": ["B1", "B3", "B4", "B6", "C1", "C2", "C3", "C4"],
        "soreness": 10,
        "q4b": False,
        "location": "sitbone",
        "onset": "sudden",
        "days": "2-3",
        "form": "little",
        "walking": "uncomfortable",
        "trend": "worse",
        "risk": ["u18", "preg", "thin", "prev"],
    }
    day = MONDAY_NOON.date()
    triage = Triage(1, 1, day, longest, verdict.outcome.value, verdict.rule, RULESET, MONDAY_NOON)
    outcome = to_html(compose(knowledge.triage, verdict, longest), breaks=True)
    assert len(plain(outcome)) + len(plain(triage_html(knowledge, triage))) < 3800
