"""Restarted between any two steps and after the last: nothing is lost, and nothing ends otherwise."""

from collections.abc import Sequence
from typing import Any

from bot.storage.records import Conversation, Runner

from .conftest import House
from .phone import Phone
from .test_half_way import _later
from .test_soreness import NONE, SHORTENED_STRIDE, _answer

Step = tuple[str, str]
"""What is done (tap or send), and with what."""
SET_UP: list[Step] = [
    ("send", "/start"),
    ("tap", "Let's go"),
    ("tap", "Advanced"),
    ("tap", "Monday and Thursday"),
    ("send", "6:45"),
    ("send", "berlin"),
    ("tap", "Berlin"),
    ("tap", "21:00"),
]
CHECK: list[Step] = [
    ("send", "/soreness"),
    ("tap", NONE),
    ("tap", "☐ A pop"),
    ("tap", "☑ A pop"),
    *(("tap", answer) for answer in [NONE, NONE, "8", "No", "Both thighs", "Hours", "2-3", "A little"]),
    ("send", "fine"),
    ("tap", "‹ Back"),
    *(("tap", answer) for answer in ["Uncomfortable", "The same", "☐ Same hamstring", "Done"]),
]


async def _restarted(house: House, number: int = 0) -> Phone:
    """The phone after a restart that changed nothing of what is stored."""
    before = await _stored(await house.phone(number))
    await house.restart()
    phone = await house.phone(number)
    assert await _stored(phone) == before
    return phone


async def _stored(phone: Phone) -> dict[str, Any]:
    async with phone.app.coach.store.read() as tx:
        stored = await tx.export(phone.chat)
    # Numbers of handled updates are tidied away; they are no answers.
    return {table: rows for table, rows in stored.items() if table != "inbox"}


async def _do(phone: Phone, step: Step) -> None:
    how, what = step
    await (phone.tap(what) if how == "tap" else phone.send(what))


async def _both_ways(house: House, steps: Sequence[Step]) -> tuple[Phone, Phone]:
    """One runner with a restart before each step and after the last, another without any."""
    for step in steps:
        await _do(await _restarted(house), step)
    restarted, undisturbed = await _restarted(house), await house.phone(1)
    for step in steps:
        await _do(undisturbed, step)
    return restarted, undisturbed


async def _ends(phone: Phone) -> tuple[str, Runner | None, Conversation | None]:
    async with phone.app.coach.store.read() as tx:
        runner = await tx.runners.get(phone.chat)
        talk = await tx.conversations.get(phone.chat)
    return (await phone.last())["text"], runner, talk


async def test_the_set_up(house: House) -> None:
    one, other = [await _ends(phone) for phone in await _both_ways(house, SET_UP)]
    assert "All set." in one[0]
    assert one[0] == other[0]
    assert one[1] is not None
    assert other[1] is not None
    chosen = [
        (
            runner.level,
            runner.strength_days,
            runner.strength_at,
            runner.zone,
            runner.checkin_at,
            runner.checkin_on,
        )
        for runner in (one[1], other[1])
    ]
    assert chosen[0] == chosen[1]


async def test_the_whole_soreness_check(house: House) -> None:
    phones = await _both_ways(house, CHECK)
    texts = [(await phone.last())["text"] for phone in phones]
    assert texts[0] == texts[1]
    async with phones[0].app.coach.store.read() as tx:
        one, other = [(await tx.triages.recent(phone.chat, 9)) for phone in phones]
        states = [(await tx.runners.get(phone.chat)) for phone in phones]
    assert [(triage.answers, triage.rule) for triage in one] == [(triage.answers, "R8") for triage in other]
    assert [runner.state for runner in states if runner] == ["stop", "stop"]


async def test_a_check_in_with_its_follow_up_question(house: House) -> None:
    phone = await house.phone()
    await phone.send("/soreness")
    await _answer(phone, SHORTENED_STRIDE)
    for _ in range(2):
        await phone.jump("one-day")
        for step in (("send", "/checkin"), ("tap", "1")):
            await _do(phone, step)
            phone = await _restarted(house)
    await phone.tap("Yes, all fine")
    phone = await _restarted(house)
    stored = await _stored(phone)
    assert stored["runners"][0]["state"] == "ease"
    assert [row["soreness"] for row in stored["checkins"]] == [1, 1]


async def test_a_check_left_half_way_and_its_question_two_hours_later(house: House) -> None:
    phone = await house.phone()
    await phone.send("/soreness")
    await _answer(phone, [NONE, NONE, NONE, "7"])
    phone = await _restarted(house)
    await phone.jump()
    phone = await _restarted(house)
    assert await _later(phone, minutes=30) == []
    await phone.tap("Continue")
    phone = await _restarted(house)
    await _answer(phone, SHORTENED_STRIDE[4:])
    stored = await _stored(await _restarted(house))
    assert [row["rule"] for row in stored["triages"]] == ["R20"]
    assert stored["kept_checks"] == []
