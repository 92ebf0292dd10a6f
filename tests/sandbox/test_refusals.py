"""Each refusal in Telegram's own words, as python-telegram-bot hears it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import httpx
import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, Forbidden, InvalidToken

from bot.sandbox import methods, runner_actions
from bot.sandbox.server import SandboxServer
from bot.sandbox.state import Sandbox

from .conftest import TOKEN, bot_at
from .people import started_runner

GONE = 999_999
Act = Callable[[Bot, int], Awaitable[Any]]


def keyboard(data: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton("tap", callback_data=data)]])


SENDING: dict[str, tuple[Act, str]] = {
    "an unknown chat": (lambda b, c: b.send_message(GONE, "hi"), "Chat not found"),
    "a chat by an unknown name": (lambda b, c: b.send_message("@nobody", "hi"), "Chat not found"),
    "no text": (lambda b, c: b.send_message(c, ""), "Message text is empty"),
    "blank text": (lambda b, c: b.send_message(c, " \n\t "), "Message text is empty"),
    "tags around nothing": (
        lambda b, c: b.send_message(c, "<b> </b>", parse_mode="HTML"),
        "Message text is empty",
    ),
    "4097 letters": (lambda b, c: b.send_message(c, "a" * 4097), "Message is too long"),
    "2049 emoji, two units each": (lambda b, c: b.send_message(c, "💪" * 2049), "Message is too long"),
    "an unclosed tag": (
        lambda b, c: b.send_message(c, "<b>bold", parse_mode="HTML"),
        "Can't parse entities: can't find end tag corresponding to start tag",
    ),
    "an unknown tag": (
        lambda b, c: b.send_message(c, "<p>text</p>", parse_mode="HTML"),
        'Can\'t parse entities: unsupported start tag "p"',
    ),
    "Markdown": (
        lambda b, c: b.send_message(c, "*a*", parse_mode="MarkdownV2"),
        "Can't parse entities: the practice Telegram reads parse_mode HTML only",
    ),
    "an unknown parse mode": (
        lambda b, c: b.send_message(c, "a", parse_mode="bbcode"),
        "Unsupported parse_mode",
    ),
    "65 bytes of callback data": (
        lambda b, c: b.send_message(c, "a", reply_markup=keyboard("é" * 32 + "x")),
        "Button_data_invalid",
    ),
    "a button that does nothing": (
        lambda b, c: b.send_message(c, "a", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x")]])),
        "Text buttons are unallowed in the inline keyboard",
    ),
    "a button with a broken link": (
        lambda b, c: b.send_message(
            c, "a", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("go", url="javascript:1")]])
        ),
        "Wrong HTTP URL",
    ),
    "101 buttons": (
        lambda b, c: b.send_message(
            c, "a", reply_markup=InlineKeyboardMarkup([[InlineKeyboardButton("x", callback_data="x")]] * 101)
        ),
        "Reply_markup_too_long",
    ),
    "a reply to nothing": (
        lambda b, c: b.send_message(c, "a", reply_to_message_id=GONE),
        "Message to be replied not found",
    ),
    "an unknown action": (lambda b, c: b.send_chat_action(c, "dancing"), "Wrong parameter action"),
    "a picture that is none": (lambda b, c: b.send_photo(c, b"not a picture"), "Image_process_failed"),
    "a picture from the network": (
        lambda b, c: b.send_photo(c, "https://example.org/a.png"),
        "Failed to get HTTP URL content",
    ),
    "an unknown file": (lambda b, c: b.send_document(c, "AgAC"), "Wrong file identifier"),
    "an empty file": (lambda b, c: b.send_document(c, b"", filename="a.txt"), "File must be non-empty"),
    "1025 letters of caption": (
        lambda b, c: b.send_document(c, b"x", filename="a.txt", caption="a" * 1025),
        "Message caption is too long",
    ),
    "editing nothing": (
        lambda b, c: b.edit_message_text("x", chat_id=c, message_id=GONE),
        "Message to edit not found",
    ),
    "deleting nothing": (lambda b, c: b.delete_message(c, GONE), "Message to delete not found"),
    "answering nothing": (lambda b, c: b.answer_callback_query("77"), "Query is too old"),
    "answering nonsense": (lambda b, c: b.answer_callback_query("no number"), "Query is too old"),
    "an unknown file to read": (lambda b, c: b.get_file("nothing"), "Wrong file_id"),
    "a command with a space": (
        lambda b, c: b.set_my_commands([BotCommand("check in", "today")]),
        "Bot_command_invalid",
    ),
    "a command without a word about it": (
        lambda b, c: b.set_my_commands([BotCommand("checkin", " ")]),
        "Bot_command_description_invalid",
    ),
    "101 commands": (
        lambda b, c: b.set_my_commands([BotCommand(f"c{n}", "x") for n in range(101)]),
        "Bot_commands_too_much",
    ),
    "513 letters of description": (lambda b, c: b.set_my_description("a" * 513), "Description is too long"),
    "a webhook without https": (lambda b, c: b.set_webhook("http://a.b/c"), "An HTTPS URL must be provided"),
}


@pytest.mark.parametrize("name", SENDING)
async def test_telegram_refuses(name: str, bot: Bot, sandbox: Sandbox):
    act, words = SENDING[name]
    runner_id = started_runner(sandbox)
    before = len(sandbox.store.history(runner_id, None, 100))
    with pytest.raises(BadRequest) as refused:
        await act(bot, runner_id)
    assert words.lower() in refused.value.message.lower()
    assert len(sandbox.store.history(runner_id, None, 100)) == before


async def test_a_runner_who_has_not_started_cannot_be_written_to(bot: Bot, sandbox: Sandbox):
    stranger = sandbox.store.runners()[1].id
    with pytest.raises(Forbidden, match="can't initiate conversation with a user"):
        await bot.send_message(stranger, "hi")


async def test_a_runner_who_blocked_the_bot_cannot_be_written_to(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    runner_actions.set_blocked(sandbox, runner_id, True)
    for act in (bot.send_message(runner_id, "hi"), bot.send_chat_action(runner_id, "typing")):
        with pytest.raises(Forbidden, match="bot was blocked by the user"):
            await act
    runner_actions.set_blocked(sandbox, runner_id, False)
    assert (await bot.send_message(runner_id, "welcome back")).text == "welcome back"


@pytest.mark.parametrize("token", ["practice", "4242:", "4242:with space", ":abc"])
async def test_a_token_of_the_wrong_shape_is_unauthorized(token: str, server: SandboxServer):
    async with httpx.AsyncClient() as client:
        answer = await client.get(f"{server.base_url}/bot{token}/getMe")
    assert answer.status_code == 401
    assert answer.json() == {"ok": False, "error_code": 401, "description": "Unauthorized"}


async def test_python_telegram_bot_hears_of_a_wrong_token(server: SandboxServer):
    with pytest.raises(InvalidToken):
        async with bot_at(server, "wrong"):
            pass


async def test_an_unknown_method_is_not_found(server: SandboxServer):
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server.base_url}/bot{TOKEN}/sendCarrierPigeon")
    assert (answer.status_code, answer.json()["error_code"]) == (404, 404)


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": "hi"}, "chat_id is empty"),
        (
            {"chat_id": "CHAT", "text": "hi", "reply_markup": "{broken"},
            "can't parse reply_markup JSON object",
        ),
        ({"chat_id": "CHAT", "text": "hi", "reply_markup": "[1]"}, "expected an Object"),
        ({"chat_id": "CHAT", "text": "hi", "entities": '[{"type": "bold"}]'}, "every MessageEntity needs"),
        (
            {"chat_id": "CHAT", "text": "hi", "reply_markup": '{"keyboard": [["a", 1]]}'},
            "can't parse keyboard button",
        ),
    ],
)
async def test_malformed_parameters_are_told_apart(
    body: dict[str, str], words: str, server: SandboxServer, sandbox: Sandbox
):
    runner_id = started_runner(sandbox)
    filled = {key: value.replace("CHAT", str(runner_id)) for key, value in body.items()}
    async with httpx.AsyncClient() as client:
        answer = await client.post(f"{server.base_url}/bot{TOKEN}/sendMessage", data=filled)
    assert answer.status_code == 400
    assert words in answer.json()["description"]


async def test_a_tap_cannot_be_answered_for_ever(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    message = await bot.send_message(runner_id, "ready?")
    tapped = runner_actions.tap(sandbox, runner_id, message.message_id, "yes")
    wall = sandbox.wall
    sandbox.wall = lambda: wall() + methods.CALLBACK_LIFETIME + timedelta(seconds=1)
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(tapped["callback_id"])
    sandbox.wall = wall
    assert await bot.answer_callback_query(tapped["callback_id"])
    with pytest.raises(BadRequest, match="Query is too old"):
        await bot.answer_callback_query(tapped["callback_id"])
