"""Bot API methods that put messages into a chat, change them and take them away."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

from bot.content.telegram_html import utf16_length
from bot.sandbox import media
from bot.sandbox.call import Call
from bot.sandbox.keyboards import read_markup
from bot.sandbox.params import Upload
from bot.sandbox.records import Json, StoredFile
from bot.sandbox.refusal import bad_request
from bot.sandbox.text import LONGEST_CAPTION, LONGEST_TEXT, written_text

DELETABLE_FOR: Final = timedelta(hours=48)
_ACTIONS: Final = frozenset(
    {"typing", "choose_sticker", "find_location", "upload_photo", "upload_document"}
    | {f"{act}_{what}" for act in ("record", "upload") for what in ("video", "voice", "audio", "video_note")}
)
_UNCHANGED: Final = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)


def send_message(call: Call) -> Json:
    chat = call.writable_chat()
    return _send(call, chat, _text(call, "message is too long"))


def send_photo(call: Call) -> Json:
    chat = call.writable_chat()
    caption = _caption(call)
    kept = _kept(call, "photo")
    return _send(call, chat, {"photo": media.photo_sizes(kept), **caption})


def send_document(call: Call) -> Json:
    chat = call.writable_chat()
    caption = _caption(call)
    kept = _kept(call, "document")
    return _send(call, chat, {"document": media.document(kept), **caption})


def edit_message_text(call: Call) -> Json:
    message = _own_message(call)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    return _edit(call, message, {"entities": None, **_text(call, "MESSAGE_TOO_LONG")})


def edit_message_caption(call: Call) -> Json:
    message = _own_message(call)
    if not message.keys() & {"photo", "document"}:
        raise bad_request("there is no caption in the message to edit")
    return _edit(call, message, {"caption": None, "caption_entities": None, **_caption(call)})


def edit_message_reply_markup(call: Call) -> Json:
    return _edit(call, _own_message(call), {})


def delete_message(call: Call) -> bool:
    message = call.message(call.chat(), "to delete")
    if message["chat"]["type"] != "private" and message["from"]["id"] != call.bot["id"]:
        raise bad_request("message can't be deleted")
    age = call.sandbox.now() - datetime.fromtimestamp(message["date"], UTC)
    if age > DELETABLE_FOR:
        raise bad_request("message can't be deleted for everyone")
    call.sandbox.remove_message(message)
    return True


def send_chat_action(call: Call) -> bool:
    chat = call.writable_chat()
    action = call.params.text("action")
    if action not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    call.sandbox.hub.publish({"type": "action", "chat_id": chat["id"], "action": action})
    return True


def _send(call: Call, chat: Json, content: Json) -> Json:
    inline, reply = read_markup(call.params)
    replied = call.replied_message(chat)
    markup = {"reply_markup": inline} if inline else {}
    return call.sandbox.add_message(chat, call.bot, {**content, **markup}, replied, reply)


def _edit(call: Call, message: Json, content: dict[str, Any]) -> Json:
    """Without reply_markup the keyboard goes, as Telegram has it."""
    inline, _ = read_markup(call.params)
    changes = {**content, "reply_markup": inline}
    if all(message.get(name) == value for name, value in changes.items()):
        raise bad_request(_UNCHANGED)
    return call.sandbox.change_message(message, changes)


def _own_message(call: Call) -> Json:
    message = call.message(call.chat(), "to edit")
    if message["from"]["id"] != call.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _text(call: Call, too_long: str) -> Json:
    text, entities = written_text(call.params, "text", LONGEST_TEXT)
    if not text:
        raise bad_request("message text is empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise bad_request(too_long)
    return {"text": text, **({"entities": entities} if entities else {})}


def _caption(call: Call) -> Json:
    caption, entities = written_text(call.params, "caption", LONGEST_CAPTION, "caption_entities")
    if utf16_length(caption) > LONGEST_CAPTION:
        raise bad_request("message caption is too long")
    found = {"caption": caption, "caption_entities": entities}
    return {name: value for name, value in found.items() if value}


def _kept(call: Call, name: str) -> StoredFile:
    """The file to send, put away. A file_id sends again what was sent before."""
    sent = call.params.file(name)
    store = call.sandbox.store
    if isinstance(sent, Upload):
        return media.keep_photo(store, sent) if name == "photo" else media.keep_file(store, sent, "documents")
    if sent is None:
        raise bad_request(f"there is no {name} in the request")
    if sent.startswith(("http://", "https://")):
        raise bad_request("failed to get HTTP URL content")
    kept = store.file_by_id(sent)
    if kept is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    return kept
