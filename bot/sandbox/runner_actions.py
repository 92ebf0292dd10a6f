"""What a runner does in the chat: each act becomes a message and an update for the bot."""

from dataclasses import dataclass
from typing import Any

from bot.content.telegram_html import utf16_length
from bot.sandbox import media
from bot.sandbox.params import Upload
from bot.sandbox.records import Json, Runner
from bot.sandbox.refusal import Refusal
from bot.sandbox.state import Sandbox
from bot.sandbox.text import LONGEST_CAPTION, LONGEST_TEXT, clean, with_found


@dataclass(frozen=True)
class Place:
    """A runner in a chat: the private one, or the group."""

    runner: Runner
    chat: Json


@dataclass(frozen=True)
class Attachment:
    """A file on its way: `kind` is photo, voice, document or sticker; a sticker's caption is its emoji."""

    kind: str
    upload: Upload
    caption: str = ""


def find_runner(sandbox: Sandbox, runner_id: int) -> Runner:
    runner = sandbox.store.runner(runner_id)
    if runner is None:
        raise Refusal(404, f"runner {runner_id} is not known")
    return runner


def find_place(sandbox: Sandbox, runner_id: int, chat_id: int | None = None) -> Place:
    """Raises Refusal for a runner or a chat that is not there, or a private chat of somebody else."""
    runner = find_runner(sandbox, runner_id)
    if chat_id is None or chat_id == runner_id:
        return Place(runner, runner.as_chat())
    if chat_id == sandbox.cast.group.id:
        return Place(runner, sandbox.group_chat())
    raise Refusal(404, f"runner {runner_id} has no chat {chat_id}")


def send_text(
    sandbox: Sandbox, runner_id: int, text: str, chat_id: int | None = None, reply_to: int | None = None
) -> Json:
    """A runner writes. Raises Refusal for blank or overlong text."""
    with sandbox.transaction():
        return _send(sandbox, find_place(sandbox, runner_id, chat_id), _text(text), reply_to)


def edit_text(
    sandbox: Sandbox, runner_id: int, message_id: int, text: str, chat_id: int | None = None
) -> Json:
    """A runner corrects an own message; nothing happens when it says the same as before."""
    with sandbox.transaction():
        place = find_place(sandbox, runner_id, chat_id)
        message = _message(sandbox, place, message_id)
        if message["from"]["id"] != runner_id or "text" not in message:
            raise Refusal(403, "only a runner's own text can be edited")
        changes = {"entities": None, **_text(text)}
        if changes["text"] == message["text"]:
            return message
        edited = sandbox.change_message(message, changes)
        sandbox.updates.put("edited_message", edited)
        return edited


def tap(sandbox: Sandbox, runner_id: int, message_id: int, data: str, chat_id: int | None = None) -> Json:
    """A runner taps a button. Whether the button is still shown is not asked: a tap can be late or double."""
    with sandbox.transaction():
        place = find_place(sandbox, runner_id, chat_id)
        message = _message(sandbox, place, message_id)
        if message["from"]["id"] != sandbox.bot_user()["id"]:
            raise Refusal(400, "only the bot's messages have buttons")
        asked_at = sandbox.wall().timestamp()
        callback_id = sandbox.store.add_callback(place.chat["id"], message_id, runner_id, asked_at)
        query = {
            "id": str(callback_id),
            "from": place.runner.as_user(),
            "message": message,
            "chat_instance": f"{place.chat['id']}",
            "data": data,
        }
        sandbox.updates.put("callback_query", query)
        return {"callback_id": str(callback_id)}


def send_file(sandbox: Sandbox, runner_id: int, sent: Attachment, chat_id: int | None = None) -> Json:
    """A runner sends a file. Raises Refusal for an unknown kind, or a photo that is no picture."""
    with sandbox.transaction():
        place = find_place(sandbox, runner_id, chat_id)
        return _send(sandbox, place, _file(sandbox, sent), None)


def send_location(
    sandbox: Sandbox, runner_id: int, latitude: float, longitude: float, chat_id: int | None = None
) -> Json:
    if not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        raise Refusal(400, "latitude is -90 to 90 and longitude -180 to 180 degrees")
    with sandbox.transaction():
        place = find_place(sandbox, runner_id, chat_id)
        return _send(sandbox, place, {"location": {"latitude": latitude, "longitude": longitude}}, None)


def set_blocked(sandbox: Sandbox, runner_id: int, blocked: bool) -> bool:
    """Block or unblock the bot; True when this changed something, and then the bot is told."""
    with sandbox.transaction():
        runner = find_runner(sandbox, runner_id)
        changed = sandbox.store.set_blocked(runner_id, blocked)
        if changed:
            sandbox.updates.put("my_chat_member", _membership(sandbox, runner, blocked))
            sandbox.hub.publish({"type": "runner", "runner_id": runner_id})
        return changed


def _send(sandbox: Sandbox, place: Place, content: Json, reply_to: int | None) -> Json:
    if place.runner.blocked:
        raise Refusal(409, "this runner has blocked the bot; unblock it first")
    if not place.runner.started and place.chat["id"] == place.runner.id:
        sandbox.store.start_runner(place.runner.id)
        sandbox.hub.publish({"type": "runner", "runner_id": place.runner.id})
    replied = _message(sandbox, place, reply_to) if reply_to is not None else None
    message = sandbox.add_message(place.chat, place.runner.as_user(), content, replied)
    sandbox.updates.put("message", message)
    return message


def _message(sandbox: Sandbox, place: Place, message_id: int) -> Json:
    message = sandbox.store.message(place.chat["id"], message_id)
    if message is None:
        raise Refusal(404, f"message {message_id} is not in this chat")
    return message


def _text(raw: str) -> Json:
    text = clean(raw)
    if not text:
        raise Refusal(400, "the text is empty")
    if utf16_length(text) > LONGEST_TEXT:
        raise Refusal(400, f"the text is longer than {LONGEST_TEXT} UTF-16 units")
    entities = with_found(text, [])
    return {"text": text, **({"entities": entities} if entities else {})}


def _caption(raw: str) -> Json:
    caption = clean(raw)
    if utf16_length(caption) > LONGEST_CAPTION:
        raise Refusal(400, f"the caption is longer than {LONGEST_CAPTION} UTF-16 units")
    return {"caption": caption} if caption else {}


def _file(sandbox: Sandbox, sent: Attachment) -> Json:
    store, upload = sandbox.store, sent.upload
    match sent.kind:
        case "photo":
            return {"photo": media.photo_sizes(media.keep_photo(store, upload)), **_caption(sent.caption)}
        case "voice":
            return {"voice": media.voice(media.keep_file(store, upload, "voice"), seconds=1)}
        case "document":
            kept = media.keep_file(store, upload, "documents")
            return {"document": media.document(kept), **_caption(sent.caption)}
        case "sticker":
            return {"sticker": media.sticker(media.keep_file(store, upload, "stickers"), sent.caption)}
    raise Refusal(422, "kind: expected photo, voice, document or sticker")


def _membership(sandbox: Sandbox, runner: Runner, blocked: bool) -> Json:
    bot = sandbox.bot_user()
    member: Json = {"status": "member", "user": bot}
    banned: Json = {"status": "kicked", "user": bot, "until_date": 0}
    old, new = (member, banned) if blocked else (banned, member)
    sides: dict[str, Any] = {"old_chat_member": old, "new_chat_member": new}
    date = int(sandbox.now().timestamp())
    return {"chat": runner.as_chat(), "from": runner.as_user(), "date": date, **sides}
