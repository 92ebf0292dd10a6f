"""Bot API methods about the bot itself: its name, its commands, its descriptions, its webhook."""

import json
import re
from typing import Final

from bot.sandbox.call import Call
from bot.sandbox.records import Json
from bot.sandbox.refusal import bad_request
from bot.sandbox.updates import allowed_kinds
from bot.sandbox.webhook import is_here

MOST_COMMANDS: Final = 100
_COMMAND: Final = re.compile(r"/?([a-z0-9_]{1,32})")
_SECRET: Final = re.compile(r"[A-Za-z0-9_-]{0,256}")
_SCOPES: Final = frozenset(
    {"default", "all_private_chats", "all_group_chats", "all_chat_administrators"}
    | {"chat", "chat_administrators", "chat_member"}
)


def get_me(call: Call) -> Json:
    abilities = {
        "can_join_groups": True,
        # The coach has to keep quiet in a group by itself, so the practice group shows it everything.
        "can_read_all_group_messages": True,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return {**call.bot, **abilities}


def get_chat(call: Call) -> Json:
    accepts_none = dict.fromkeys(
        ("unlimited_gifts", "limited_gifts", "unique_gifts", "premium_subscription", "gifts_from_channels"),
        False,
    )
    return {
        **call.chat(),
        "accent_color_id": 0,
        "max_reaction_count": 11,
        "accepted_gift_types": accepts_none,
    }


def set_my_name(call: Call) -> bool:
    name = call.params.text("name") or call.sandbox.cast.bot.first_name
    return _keep_text(call, "bot_name", name, 64)


def get_my_name(call: Call) -> Json:
    return {"name": call.bot["first_name"]}


def set_my_description(call: Call) -> bool:
    return _keep_text(call, "description", call.params.text("description") or "", 512)


def get_my_description(call: Call) -> Json:
    return {"description": call.sandbox.store.fact("description", "")}


def set_my_short_description(call: Call) -> bool:
    return _keep_text(call, "short_description", call.params.text("short_description") or "", 120)


def get_my_short_description(call: Call) -> Json:
    return {"short_description": call.sandbox.store.fact("short_description", "")}


def set_my_commands(call: Call) -> bool:
    commands = call.params.sequence("commands")
    if commands is None:
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    if len(commands) > MOST_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    _keep_commands(call, [_command(given) for given in commands])
    return True


def get_my_commands(call: Call) -> list[Json]:
    kept: dict[str, list[Json]] = call.sandbox.store.fact("commands", {})
    return kept.get(_audience(call), [])


def delete_my_commands(call: Call) -> bool:
    _keep_commands(call, [])
    return True


def set_webhook(call: Call) -> bool:
    url = call.params.text("url") or ""
    # A Bot API server of one's own takes plain HTTP too; this one only from where it delivers at all.
    if url and not url.startswith("https://") and not is_here(url):
        raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
    secret = call.params.text("secret_token") or ""
    if not _SECRET.fullmatch(secret):
        raise bad_request("secret token contains illegal characters")
    call.sandbox.updates.allow(allowed_kinds(call.params.sequence("allowed_updates")))
    most = min(max(call.params.integer("max_connections") or 40, 1), 100)
    return _switch_webhook(call, {"url": url, "secret": secret, "max_connections": most} if url else {})


def delete_webhook(call: Call) -> bool:
    return _switch_webhook(call, {})


def get_webhook_info(call: Call) -> Json:
    updates = call.sandbox.updates
    kinds = {"allowed_updates": updates.allowed} if updates.allowed else {}
    failure = {"last_error_message": updates.failure} if updates.failure else {}
    most = {"max_connections": updates.webhook["max_connections"]} if updates.webhook else {}
    return {
        "url": updates.webhook.get("url", ""),
        "has_custom_certificate": False,
        "pending_update_count": updates.pending(),
        **most,
        **kinds,
        **failure,
    }


def _switch_webhook(call: Call, webhook: Json) -> bool:
    if call.params.flag("drop_pending_updates"):
        call.sandbox.updates.forget_all()
    call.sandbox.updates.set_webhook(webhook)
    return True


def _keep_text(call: Call, key: str, text: str, longest: int) -> bool:
    if len(text) > longest:
        raise bad_request(f"{key.removeprefix('bot_')} is too long")
    call.sandbox.store.set_fact(key, text)
    call.sandbox.hub.publish({"type": "profile"})
    return True


def _keep_commands(call: Call, commands: list[Json]) -> None:
    kept: dict[str, list[Json]] = call.sandbox.store.fact("commands", {})
    kept[_audience(call)] = commands
    call.sandbox.store.set_fact("commands", {key: value for key, value in kept.items() if value})
    call.sandbox.hub.publish({"type": "profile"})


def _audience(call: Call) -> str:
    """Scope and language as one key."""
    scope = call.params.mapping("scope") or {"type": "default"}
    if scope.get("type") not in _SCOPES:
        raise bad_request("can't parse BotCommandScope: Unsupported type specified")
    return audience(scope, call.params.text("language_code") or "")


def audience(scope: Json, language: str) -> str:
    return json.dumps([scope, language], sort_keys=True)


def _command(given: object) -> Json:
    if not isinstance(given, dict):
        raise bad_request("can't parse commands: expected an Array of BotCommand")
    name = _COMMAND.fullmatch(str(given.get("command", "")))
    if name is None:
        raise bad_request("BOT_COMMAND_INVALID")
    description = str(given.get("description", "")).strip()
    if not 1 <= len(description) <= 256:
        raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    return {"command": name[1], "description": description}
