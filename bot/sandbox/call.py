"""One call of a Bot API method: who calls, with what, on which sandbox."""

from dataclasses import dataclass
from typing import Any

from bot.sandbox.params import Params
from bot.sandbox.records import Json
from bot.sandbox.refusal import bad_request, forbidden
from bot.sandbox.state import Sandbox


@dataclass(frozen=True)
class Call:
    sandbox: Sandbox
    bot: Json
    params: Params

    def chat(self) -> Json:
        """The chat named by chat_id. Raises Refusal when the bot cannot know it."""
        chat_id = self._chat_id()
        chat = self.sandbox.chat(chat_id) if chat_id is not None else None
        if chat is None:
            raise bad_request("chat not found")
        return chat

    def writable_chat(self) -> Json:
        """The chat named by chat_id, if the bot may write there now."""
        chat = self.chat()
        runner = self.sandbox.store.runner(chat["id"]) if chat["type"] == "private" else None
        if runner and not runner.started:
            raise forbidden("bot can't initiate conversation with a user")
        if runner and runner.blocked:
            raise forbidden("bot was blocked by the user")
        return chat

    def message(self, chat: Json, doing: str) -> Json:
        """The message named by message_id; `doing` completes Telegram's sentence "message ... not found"."""
        message_id = self.params.integer("message_id")
        if message_id is None:
            raise bad_request("message identifier is not specified")
        message = self.sandbox.store.message(chat["id"], message_id)
        if message is None:
            raise bad_request(f"message {doing} not found")
        return message

    def replied_message(self, chat: Json) -> Json | None:
        reply = self.params.mapping("reply_parameters") or {}
        message_id = reply.get("message_id", self.params.integer("reply_to_message_id"))
        if message_id is None:
            return None
        message = self.sandbox.store.message(chat["id"], int(message_id))
        allowed: Any = reply.get("allow_sending_without_reply") or self.params.flag(
            "allow_sending_without_reply"
        )
        if message is None and not allowed:
            raise bad_request("message to be replied not found")
        return message

    def _chat_id(self) -> int | None:
        given = self.params.text("chat_id")
        if not given:
            raise bad_request("chat_id is empty")
        try:
            return int(given)
        except ValueError:
            return None
