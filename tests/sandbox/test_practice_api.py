import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from telegram import Bot, BotCommand, BotCommandScopeAllPrivateChats, BotCommandScopeChat

from bot.sandbox.clock import OffsetClock
from bot.sandbox.state import Sandbox

from .conftest import Serve, bot_at
from .people import first_runner, started_runner

Page = httpx.AsyncClient
START = datetime(2026, 3, 2, 7, 0, tzinfo=UTC)


class PlannedControls:
    """A clock of its own, and a list of due moments."""

    def __init__(self, *due: datetime) -> None:
        self.time = START
        self.due = list(due)
        self.jumps: list[datetime] = []

    def now(self) -> datetime:
        return self.time

    async def next_due(self) -> datetime | None:
        return self.due[0] if self.due else None

    async def jump(self, to: datetime) -> None:
        self.jumps.append(to)
        self.time = to
        self.due = [moment for moment in self.due if moment > to]


async def test_there_are_runners_to_begin_with(page: Page):
    state = (await page.get("/state")).json()
    names = [runner["first_name"] for runner in state["runners"]]
    assert len(set(names)) == len(names) >= 3
    assert not any(runner["started"] or runner["blocked"] for runner in state["runners"])


async def test_a_new_runner_has_an_empty_chat(page: Page):
    created = await page.post("/runners", json={"first_name": "Zoë <b>", "language_code": "de-AT"})
    runner = created.json()
    assert (created.status_code, runner["first_name"], runner["started"]) == (201, "Zoë <b>", False)
    assert (await page.get(f"/chats/{runner['id']}/messages")).json() == {"messages": [], "earlier": False}
    assert runner in (await page.get("/state")).json()["runners"]


async def test_text_from_the_page_reaches_the_bot(page: Page, bot: Bot, sandbox: Sandbox):
    runner = first_runner(sandbox)
    sent = await page.post(f"/chats/{runner.id}/messages", json={"runner": runner.id, "text": " /start now "})
    assert sent.status_code == 201
    (update,) = await bot.get_updates()
    assert (update.message.text, update.message.from_user.first_name) == ("/start now", runner.first_name)
    assert update.message.message_id == sent.json()["message_id"]


@pytest.mark.parametrize(
    "text",
    [
        "💪" * 2048,
        "<script>alert(1)</script> & <b>",
        "مرحبا \u202e reversed",
        "zero\u200bwidth e\u0301",
        "line\nbreak\n\n• item",
    ],
)
async def test_any_text_arrives_as_it_was_written(text: str, page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = first_runner(sandbox).id
    await page.post(f"/chats/{runner_id}/messages", json={"runner": runner_id, "text": text})
    (update,) = await bot.get_updates()
    assert update.message.text == text


async def test_broken_surrogates_and_control_characters_do_no_harm(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = first_runner(sandbox).id
    body = f'{{"runner": {runner_id}, "text": "a\\u0000b\\u0007c"}}'
    assert (await page.post(f"/chats/{runner_id}/messages", content=body)).status_code == 201
    lone = f'{{"runner": {runner_id}, "text": "lone \\ud800 half"}}'
    assert (await page.post(f"/chats/{runner_id}/messages", content=lone)).status_code in (201, 422)
    updates = await bot.get_updates()
    assert updates[0].message.text == "a b c"


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "   "}, 400),
        ({"text": "a" * 4097}, 400),
        ({"text": "💪" * 2049}, 400),
        ({"text": 7}, 422),
        ({"text": "a", "surprise": 1}, 422),
        ({"text": "a", "reply_to": 77}, 404),
        ({"text": "a", "runner": 1}, 404),
        ({}, 422),
    ],
)
async def test_a_wrong_message_is_refused_with_a_reason(body, status, page: Page, sandbox: Sandbox):
    runner_id = first_runner(sandbox).id
    answer = await page.post(f"/chats/{runner_id}/messages", json={"runner": runner_id, **body})
    assert answer.status_code == status
    assert answer.json()["error"]
    assert sandbox.updates.pending() == 0
    assert not sandbox.store.runner(runner_id).started


async def test_a_runner_cannot_write_in_another_ones_chat(page: Page, sandbox: Sandbox):
    ana, ben = sandbox.store.runners()[:2]
    answer = await page.post(f"/chats/{ana.id}/messages", json={"runner": ben.id, "text": "hi"})
    assert answer.status_code == 404


async def test_editing_sends_the_new_text_once(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = first_runner(sandbox).id
    chat = f"/chats/{runner_id}/messages"
    sent = (await page.post(chat, json={"runner": runner_id, "text": "how oftne"})).json()
    for _ in range(2):
        await page.post(f"{chat}/{sent['message_id']}/text", json={"runner": runner_id, "text": "how often"})
    _, edited = await bot.get_updates()
    assert edited.edited_message.text == "how often"
    assert edited.edited_message.edit_date >= edited.edited_message.date


async def test_only_own_text_is_edited(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    message = await bot.send_message(runner_id, "the bot's")
    answer = await page.post(
        f"/chats/{runner_id}/messages/{message.message_id}/text", json={"runner": runner_id, "text": "x"}
    )
    assert answer.status_code == 403


async def test_a_tap_from_the_page_is_a_callback_query(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    message = await bot.send_message(runner_id, "soreness?")
    taps = f"/chats/{runner_id}/messages/{message.message_id}/taps"
    tapped = await page.post(taps, json={"runner": runner_id, "data": "sore:4"})
    (update,) = await bot.get_updates()
    assert (update.callback_query.id, update.callback_query.data) == (tapped.json()["callback_id"], "sore:4")
    own = sandbox.store.history(runner_id, None, 9)[0]["message_id"]
    refused = await page.post(
        f"/chats/{runner_id}/messages/{own}/taps", json={"runner": runner_id, "data": "x"}
    )
    assert refused.status_code == 400


async def test_files_go_up_and_come_down(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = first_runner(sandbox).id
    query = {"runner": runner_id, "kind": "document", "name": "Läufe.html", "caption": "mine"}
    page_of_ours = b"<script>alert(1)</script>"
    headers = {"content-type": "text/html"}
    sent = await page.post(f"/chats/{runner_id}/files", params=query, content=page_of_ours, headers=headers)
    assert sent.status_code == 201
    (update,) = await bot.get_updates()
    assert (update.message.document.file_name, update.message.caption) == ("Läufe.html", "mine")
    down = await page.get(f"/files/{update.message.document.file_unique_id}")
    assert down.content == page_of_ours
    assert down.headers["content-type"] == "application/octet-stream"
    assert down.headers["content-disposition"].startswith("attachment")
    assert (await page.get("/files/nothing")).status_code == 404


@pytest.mark.parametrize("query", [{}, {"kind": "film"}, {"kind": "photo"}, {"kind": "voice", "runner": "x"}])
async def test_a_wrong_upload_is_refused(query: dict[str, str], page: Page, sandbox: Sandbox):
    runner_id = first_runner(sandbox).id
    params = {"runner": runner_id, **query}
    answer = await page.post(f"/chats/{runner_id}/files", params=params, content=b"data")
    assert 400 <= answer.status_code < 500
    assert answer.json()["error"]


async def test_blocking_and_unblocking_tell_the_bot(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    for blocked in (True, True, False):
        shown = (await page.post(f"/runners/{runner_id}/blocked", json={"blocked": blocked})).json()
        assert shown["blocked"] is blocked
    statuses = [u.my_chat_member.new_chat_member.status for u in await bot.get_updates()]
    assert statuses == ["kicked", "member"]


async def test_a_runner_who_blocked_the_bot_cannot_write(page: Page, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    await page.post(f"/runners/{runner_id}/blocked", json={"blocked": True})
    answer = await page.post(f"/chats/{runner_id}/messages", json={"runner": runner_id, "text": "hi"})
    assert answer.status_code == 409


async def test_the_group_carries_mentions_and_replies(page: Page, bot: Bot, sandbox: Sandbox):
    group, runner_id = sandbox.cast.group.id, first_runner(sandbox).id
    chat = f"/chats/{group}/messages"
    await page.post(chat, json={"runner": runner_id, "text": f"@{bot.username} how often?"})
    said = await bot.send_message(group, "twice a week")
    await page.post(chat, json={"runner": runner_id, "text": "why?", "reply_to": said.message_id})
    mention, reply = [u.message for u in await bot.get_updates()]
    assert (mention.chat.type, mention.entities[0].type) == ("supergroup", "mention")
    assert reply.reply_to_message.from_user.id == bot.id
    shown = (await page.get(chat)).json()["messages"]
    assert [message["text"] for message in shown][1:] == ["twice a week", "why?"]
    assert not sandbox.store.runner(runner_id).started


async def test_history_comes_in_pages(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    for number in range(4):
        await bot.send_message(runner_id, f"message {number}")
    newest = (await page.get(f"/chats/{runner_id}/messages", params={"limit": 3})).json()
    assert [m["text"] for m in newest["messages"]] == ["message 1", "message 2", "message 3"]
    before = newest["messages"][0]["message_id"]
    rest = (await page.get(f"/chats/{runner_id}/messages", params={"limit": 3, "before": before})).json()
    assert [m["text"] for m in rest["messages"]] == ["/start", "message 0"]
    assert (newest["earlier"], rest["earlier"]) == (True, False)


async def test_the_command_menu_follows_scope_and_language(page: Page, bot: Bot, sandbox: Sandbox):
    first, second = sandbox.store.runners()[:2]

    async def menu(runner_id: int) -> list[str]:
        return [
            c["description"] for c in (await page.get(f"/runners/{runner_id}/commands")).json()["commands"]
        ]

    assert await menu(first.id) == []
    await bot.set_my_commands([BotCommand("help", "for all")])
    await bot.set_my_commands([BotCommand("help", "in private")], scope=BotCommandScopeAllPrivateChats())
    await bot.set_my_commands([BotCommand("help", "for one")], scope=BotCommandScopeChat(first.id))
    await bot.set_my_commands([BotCommand("help", "in German")], BotCommandScopeChat(first.id), "de")
    assert (await menu(first.id), await menu(second.id)) == (["for one"], ["in private"])
    await bot.delete_my_commands(scope=BotCommandScopeAllPrivateChats())
    assert await menu(second.id) == ["for all"]


async def test_the_clock_jumps_to_what_is_due(sandbox: Sandbox, serve: Serve):
    controls = PlannedControls(START + timedelta(hours=5))
    server = await serve(sandbox, controls)
    async with httpx.AsyncClient(base_url=f"{server.base_url}/practice/api") as page:
        due = START + timedelta(hours=5)
        assert (await page.get("/clock")).json() == {"now": START.isoformat(), "next_due": due.isoformat()}
        assert (await page.post("/clock", json={"to": "next-due"})).json()["next_due"] is None
        assert (await page.post("/clock", json={"to": "next-due"})).status_code == 409
        await page.post("/clock", json={"to": "one-day"})
    assert controls.jumps == [due, due + timedelta(days=1)]


async def test_messages_carry_the_practice_time(sandbox: Sandbox, serve: Serve):
    server = await serve(sandbox, PlannedControls())
    async with bot_at(server) as bot:
        message = await bot.send_message(started_runner(sandbox), "good morning")
        assert message.date == START


async def test_without_controls_the_clock_moves_and_is_kept(page: Page, sandbox: Sandbox):
    before = datetime.fromisoformat((await page.get("/clock")).json()["now"])
    after = datetime.fromisoformat((await page.post("/clock", json={"to": "one-day"})).json()["now"])
    assert timedelta(days=1) <= after - before < timedelta(days=1, seconds=10)
    assert abs(sandbox.clock_offset - timedelta(days=1)) < timedelta(seconds=10)
    assert (await page.post("/clock", json={"to": "next-due"})).status_code == 409
    assert (await page.post("/clock", json={"to": "yesterday"})).status_code == 422


async def test_a_jump_into_the_past_changes_nothing(sandbox: Sandbox):
    clock = OffsetClock(sandbox, lambda: START)
    await clock.jump(START + timedelta(days=2))
    await clock.jump(START + timedelta(days=1))
    assert clock.now() == START + timedelta(days=2)


async def heard(stream: httpx.Response) -> AsyncIterator[dict]:
    async for line in stream.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def test_the_page_hears_of_everything_as_it_happens(page: Page, bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    async with asyncio.timeout(10), page.stream("GET", "/events") as stream:
        events = heard(stream)
        assert await anext(events) == {"type": "hello"}
        await bot.send_chat_action(runner_id, "typing")
        assert await anext(events) == {"type": "action", "chat_id": runner_id, "action": "typing"}
        message = await bot.send_message(runner_id, "one")
        assert (await anext(events))["message"]["text"] == "one"
        await bot.edit_message_text("two", chat_id=runner_id, message_id=message.message_id)
        edit = await anext(events)
        assert (edit["type"], edit["message"]["text"]) == ("edit", "two")
        await bot.delete_message(runner_id, message.message_id)
        assert (await anext(events))["message_id"] == message.message_id
        await page.post("/clock", json={"to": "one-day"})
        assert (await anext(events))["type"] == "clock"
        await page.post(f"/runners/{runner_id}/blocked", json={"blocked": True})
        assert await anext(events) == {"type": "runner", "runner_id": runner_id}


async def test_a_page_that_falls_behind_is_told_to_read_anew():
    sandbox = Sandbox.open()
    sandbox.hub._backlog = 3
    async with sandbox.hub.subscribe() as events:
        for number in range(5):
            sandbox.hub.publish({"type": "message", "number": number})
        assert [(await anext(events)) for _ in range(2)] == [
            {"type": "resync"},
            {"type": "message", "number": 4},
        ]
    sandbox.close()
