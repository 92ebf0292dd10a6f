"""The Bot API by name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Final

from bot.sandbox import bot_messages, bot_profile, media
from bot.sandbox.call import Call
from bot.sandbox.params import Params
from bot.sandbox.records import Json, JsonValue
from bot.sandbox.refusal import Refusal, bad_request
from bot.sandbox.state import Sandbox
from bot.sandbox.updates import allowed_kinds

CALLBACK_LIFETIME: Final = timedelta(seconds=60)
"""How long a tap can be answered. Telegram promises no figure."""
LONGEST_CALLBACK_ANSWER: Final = 200

_TOO_OLD: Final = "query is too old and response timeout expired or query ID is invalid"


async def call_method(sandbox: Sandbox, bot_id: int, name: str, params: Params) -> JsonValue:
    """The result of one Bot API method. Raises Refusal in Telegram's words."""
    if name.lower() == "getupdates":
        return await _get_updates(sandbox, params)
    method = _METHODS.get(name.lower())
    if method is None:
        raise Refusal(404, "Not Found: method not found")
    with sandbox.transaction():
        return method(Call(sandbox, sandbox.know_bot(bot_id), params))


async def _get_updates(sandbox: Sandbox, params: Params) -> list[Json]:
    sandbox.updates.allow(allowed_kinds(params.sequence("allowed_updates")))
    limit = min(max(params.integer("limit") or 100, 1), 100)
    timeout = params.integer("timeout") or 0
    return await sandbox.updates.poll(params.integer("offset") or 0, limit, timeout)


def _answer_callback_query(call: Call) -> bool:
    text = call.params.text("text") or ""
    if len(text) > LONGEST_CALLBACK_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    given = call.params.text("callback_query_id") or ""
    since = call.sandbox.wall() - CALLBACK_LIFETIME
    known = given.isascii() and given.isdecimal() and len(given) < 19
    callback = call.sandbox.store.answer_callback(int(given), since.timestamp()) if known else None
    if callback is None:
        raise bad_request(_TOO_OLD)
    event = {
        "type": "answer",
        "chat_id": callback.chat_id,
        "message_id": callback.message_id,
        "runner_id": callback.runner_id,
        "callback_id": str(callback.id),
        "text": text,
        "show_alert": call.params.flag("show_alert"),
        "url": call.params.text("url"),
    }
    call.sandbox.hub.publish(event)
    return True


def _get_file(call: Call) -> Json:
    kept = call.sandbox.store.file_by_id(call.params.text("file_id") or "")
    if kept is None:
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    return media.file_record(kept)


_METHODS: Final[dict[str, Callable[[Call], JsonValue]]] = {
    "getme": bot_profile.get_me,
    "getchat": bot_profile.get_chat,
    "setmyname": bot_profile.set_my_name,
    "getmyname": bot_profile.get_my_name,
    "setmydescription": bot_profile.set_my_description,
    "getmydescription": bot_profile.get_my_description,
    "setmyshortdescription": bot_profile.set_my_short_description,
    "getmyshortdescription": bot_profile.get_my_short_description,
    "setmycommands": bot_profile.set_my_commands,
    "getmycommands": bot_profile.get_my_commands,
    "deletemycommands": bot_profile.delete_my_commands,
    "setwebhook": bot_profile.set_webhook,
    "deletewebhook": bot_profile.delete_webhook,
    "getwebhookinfo": bot_profile.get_webhook_info,
    "sendmessage": bot_messages.send_message,
    "sendphoto": bot_messages.send_photo,
    "senddocument": bot_messages.send_document,
    "editmessagetext": bot_messages.edit_message_text,
    "editmessagecaption": bot_messages.edit_message_caption,
    "editmessagereplymarkup": bot_messages.edit_message_reply_markup,
    "deletemessage": bot_messages.delete_message,
    "sendchataction": bot_messages.send_chat_action,
    "answercallbackquery": _answer_callback_query,
    "getfile": _get_file,
}
