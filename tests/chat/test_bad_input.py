"""Whatever arrives gets a fitting answer; nothing is lost and no traceback reaches anyone."""

import pytest

from .conftest import House, SetUp
from .phone import Phone, buttons

ODD = [
    "x" * 4096,
    "how often " * 400,
    "😀😀😀🏃",
    "Wie oft soll ich trainieren?",
    "как часто тренировать",
    "今日は何を食べますか",
    "<b>how often</b> <script>alert(1)</script> & <",
    "\x00\x07 how\u202e often\u0000",
    "\u202e\u200f\u200b\u200d",
    "{0} {now} %s %(x)s ${y} {{z}}",
    "/nonsense",
    "/",
    "/start@somebody_else",
    "🙂" * 2048,
    "a\n" * 2000,
    "?",
    ".",
    "/HELP",
    "/help@",
]


@pytest.mark.parametrize("text", ODD, ids=range(len(ODD)))
async def test_odd_text_gets_an_answer(phone: Phone, text: str, caplog: pytest.LogCaptureFixture) -> None:
    answers = await phone.send(text)
    if text != "/start@somebody_else":
        assert answers
    assert "Traceback" not in caplog.text
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


@pytest.mark.parametrize("kind", ["photo", "voice", "document", "sticker"])
async def test_what_cannot_be_read_gets_a_fitting_line(phone: Phone, kind: str) -> None:
    (answer,) = await phone.attach(kind)
    assert "something went wrong" not in answer["text"]
    if kind in {"photo", "voice"}:
        assert "Call the emergency number" in answer["text"]


FORGED = [
    "",
    ":",
    "zz",
    "e",
    "e:",
    "e:nothing:s",
    "e:how-often:q",
    "v:how-often",
    "v:how-often:sideways",
    "g:::",
    "g:abc:level",
    "g:000000:level:beginner",
    "q:x",
    "q:000000:q1:A1+",
    "q:000000:q4:99",
    "c:20300107:11",
    "c:99999999:3",
    "c:20300107",
    "c:20990101:4",
    "o:1:done",
    "o:x:done",
    "o:99999999999999999999:done",
    "o:-1:done",
    "m:set:xyz",
    "m:set:",
    "m:at:99:99",
    "m:pause:4",
    "s:zone:Mars/Olympus",
    "s:level:god",
    "w:x:nothing",
    "w:cleared",
    "x:yes",
    "x",
    "p",
    "t:nothing",
    "y:nothing",
    "n:x:y:z",
    "a" * 64,
]


@pytest.mark.parametrize("data", FORGED)
async def test_a_forged_tap_changes_nothing_and_fails_nothing(
    phone: Phone, data: str, caplog: pytest.LogCaptureFixture
) -> None:
    await phone.send("/help")
    await phone.tap_data(data, await phone.last())
    assert not [record for record in caplog.records if record.levelname in {"ERROR", "WARNING"}]


async def test_a_burst_of_messages_is_answered_in_full_and_told_once(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.chat.pace.BURST", 20)
    monkeypatch.setattr("bot.chat.pace.PER_SECOND", 8.0)
    phone = await house.phone(0)
    for number in range(60):
        body = {"runner": phone.runner, "text": f"how often should i train {number}"}
        await phone.client.post(f"chats/{phone.chat}/messages", json=body)
    other = await house.phone(1)
    (answer,) = await other.send("how often should i train my hamstrings")
    assert answer["text"]
    await phone.settle()
    texts = [message["text"] for message in await phone.from_coach()]
    assert len([text for text in texts if "You're fast" in text]) == 1
    assert len(texts) == 61


async def test_a_group_is_left_alone_until_the_coach_is_spoken_to(house: House) -> None:
    group = await house.group_phone()
    name = house.app.coach.username
    assert await group.send("how often should i train my hamstrings") == []
    assert await group.send("/soreness") == []
    (answer,) = await group.send(f"@{name} how often should i train my hamstrings")
    assert "times a week" in answer["text"]
    (private,) = await group.send(f"/soreness@{name}")
    assert "private chat" in private["text"]


async def test_cancel_leads_back_to_the_start_from_anywhere(phone: Phone) -> None:
    for start in ("/start", "/soreness"):
        await phone.send(start)
        await phone.send("/cancel")
        assert "Stopped" in (await phone.last())["text"]
        async with phone.app.coach.store.read() as tx:
            assert await tx.conversations.get(phone.chat) is None
    await phone.send("/cancel")
    assert "nothing to stop" in (await phone.last())["text"]


async def test_an_unknown_error_is_told_kindly_and_logged_with_the_update(
    phone: Phone, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(text: str, after: str | None) -> None:
        raise RuntimeError(f"cannot read {text} after {after}")

    monkeypatch.setattr(phone.app.coach.matcher, "decide", broken)
    (answer,) = await phone.send("how often")
    assert "went wrong on my side" in answer["text"]
    assert "RuntimeError" not in answer["text"]
    assert any("update" in record.message and record.levelname == "ERROR" for record in caplog.records)


async def test_everything_is_exported_and_everything_is_deleted(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    await phone.tap("3")
    (file,) = await phone.send("/export")
    assert file["document"]["file_name"] == "hamstring-coach-export.json"
    await phone.send("/delete")
    await phone.tap("Yes, delete everything")
    async with phone.app.coach.store.read() as tx:
        left = {table: rows for table, rows in (await tx.export(phone.chat)).items() if rows}
    assert left == {}
    assert await phone.jump("one-day") == []


async def test_a_tap_on_a_message_of_before_the_deletion_is_polite(phone: Phone, set_up: SetUp) -> None:
    await set_up(phone)
    await phone.send("/checkin")
    question = await phone.last()
    await phone.send("/delete")
    await phone.tap("Yes, delete everything")
    await phone.tap_data(buttons(question)[0]["callback_data"], question)
    assert (await phone.last())["text"]
