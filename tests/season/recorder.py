"""Telegram in memory: takes what `TelegramOut` calls, keeps the chats, makes real updates."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from itertools import count
from typing import Any, Literal

from telegram import (
    CallbackQuery,
    Chat,
    ChatMemberBanned,
    ChatMemberMember,
    ChatMemberUpdated,
    InlineKeyboardMarkup,
    Message,
    MessageEntity,
    Update,
    User,
)
from telegram.error import BadRequest, Forbidden

from bot.content.telegram_html import Parsed, parse, utf16_length

from .log import Said

BOT = User(id=1, first_name="Coach", is_bot=True, username="hamstring_coach_bot")
LONGEST_TEXT = 4096
NOT_MODIFIED = "Message is not modified"
read_html = lru_cache(maxsize=4096)(parse)


class Killed(BaseException):
    """The process is gone, at this call to Telegram."""


@dataclass
class Kept:
    """One message of a chat as it stands."""

    message_id: int
    at: datetime
    user: User
    text: str
    entities: tuple[MessageEntity, ...] = ()
    markup: InlineKeyboardMarkup | None = None

    def buttons(self) -> list[tuple[str, str]]:
        rows = self.markup.inline_keyboard if self.markup else ()
        return [(button.text, str(button.callback_data)) for row in rows for button in row]


@dataclass
class Recorder:
    """`kill`: die at the next message that is sent or edited, before or after it gets through."""

    now: Callable[[], datetime]
    chats: dict[int, dict[int, Kept]] = field(default_factory=dict)
    said: list[Said] = field(default_factory=list)
    blocked: set[int] = field(default_factory=set)
    by: Literal["tick", "act"] = "act"
    kill: Literal["", "before", "after"] = ""
    _ids: Any = field(default_factory=lambda: count(1))

    async def call(self, method: str, **arguments: Any) -> Any:
        return {
            "sendMessage": self._send_message,
            "editMessageText": self._edit_message_text,
            "editMessageReplyMarkup": self._edit_message_reply_markup,
            "answerCallbackQuery": self._answer_callback_query,
        }[method](**arguments)

    def _send_message(
        self, chat_id: int, text: str, *, reply_markup: dict[str, Any] | None = None, **_: object
    ) -> dict[str, Any]:
        if chat_id in self.blocked:
            raise Forbidden("Forbidden: bot was blocked by the user")
        self._die(chat_id, "before")
        kept = self._keep(chat_id, BOT, *self._read(text), _markup(reply_markup))
        self._hear(chat_id, kept, edited=False)
        self._die(chat_id, "after")
        return _message(chat_id, kept).to_dict()

    def _edit_message_text(
        self,
        chat_id: int,
        message_id: int,
        text: str,
        *,
        reply_markup: dict[str, Any] | None = None,
        **_: object,
    ) -> bool:
        kept = self._own(chat_id, message_id)
        self._die(chat_id, "before")
        plain, entities = self._read(text)
        markup = _markup(reply_markup)
        if (kept.text, kept.entities, kept.markup) == (plain, entities, markup):
            raise BadRequest(NOT_MODIFIED)
        before = kept.text
        kept.text, kept.entities, kept.markup = plain, entities, markup
        self._hear(chat_id, kept, edited=True, before=before)
        self._die(chat_id, "after")
        return True

    def _edit_message_reply_markup(self, chat_id: int, message_id: int) -> bool:
        kept = self._own(chat_id, message_id)
        if kept.markup is None:
            raise BadRequest(NOT_MODIFIED)
        kept.markup = None
        self._hear(chat_id, kept, edited=True, before=kept.text)
        return True

    def _answer_callback_query(self, **_: object) -> bool:
        return True

    async def send_document(self, chat_id: int, content: bytes, *, caption: str, **_: object) -> None:
        kept = self._keep(chat_id, BOT, *self._read(caption), None)
        self._hear(chat_id, kept, edited=False)

    def wrote(self, update_id: int, user: User, text: str) -> Update:
        kept = self._keep(user.id, user, text, (), None)
        return Update(update_id, message=_message(user.id, kept))

    def tapped(self, update_id: int, user: User, message_id: int, data: str) -> Update:
        message = _message(user.id, self.chats[user.id][message_id])
        query = CallbackQuery(str(update_id), user, str(user.id), message=message, data=data)
        return Update(update_id, callback_query=query)

    def moved(self, update_id: int, user: User, *, blocked: bool) -> Update:
        """Blocked or unblocked."""
        (self.blocked.add if blocked else self.blocked.discard)(user.id)
        member, banned = ChatMemberMember(BOT), ChatMemberBanned(BOT, self.now())
        old, new = (member, banned) if blocked else (banned, member)
        change = ChatMemberUpdated(_chat(user.id), user, self.now(), old, new)
        return Update(update_id, my_chat_member=change)

    def _keep(
        self,
        chat_id: int,
        user: User,
        text: str,
        entities: tuple[MessageEntity, ...],
        markup: InlineKeyboardMarkup | None,
    ) -> Kept:
        kept = Kept(next(self._ids), self.now(), user, text, entities, markup)
        self.chats.setdefault(chat_id, {})[kept.message_id] = kept
        return kept

    def _own(self, chat_id: int, message_id: int) -> Kept:
        kept = self.chats.get(chat_id, {}).get(message_id)
        if kept is None or not kept.user.is_bot:
            raise BadRequest("Message to edit not found")
        return kept

    def _read(self, html: str) -> tuple[str, tuple[MessageEntity, ...]]:
        """Raises BadRequest as Telegram does for what it does not take."""
        parsed: Parsed = read_html(html)
        if not parsed.text or utf16_length(parsed.text) > LONGEST_TEXT:
            raise BadRequest("Message is empty or too long")
        return parsed.text, tuple(MessageEntity(**entity) for entity in parsed.entities)

    def _hear(self, chat_id: int, kept: Kept, *, edited: bool, before: str = "") -> None:
        buttons = tuple(kept.buttons())
        self.said.append(
            Said(chat_id, kept.message_id, self.now(), kept.text, buttons, self.by, edited, before)
        )

    def _die(self, chat_id: int, when: Literal["before", "after"]) -> None:
        if self.kill == when:
            self.kill = ""
            raise Killed(when, chat_id)


def _chat(chat_id: int) -> Chat:
    return Chat(chat_id, "private")


def _message(chat_id: int, kept: Kept) -> Message:
    return Message(
        kept.message_id,
        kept.at,
        _chat(chat_id),
        from_user=kept.user,
        text=kept.text,
        entities=kept.entities,
        reply_markup=kept.markup,
    )


def _markup(sent: dict[str, Any] | None) -> InlineKeyboardMarkup | None:
    return InlineKeyboardMarkup.de_json(sent) if sent else None
