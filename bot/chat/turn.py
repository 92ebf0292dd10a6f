"""One update being answered."""

import logging
from dataclasses import dataclass
from datetime import datetime

from telegram import CallbackQuery, Message, Update

from bot.chat.coach import Coach
from bot.chat.screen import Screen
from bot.chat.seen import Seen
from bot.content.knowledge import Knowledge
from bot.content.messages import Messages
from bot.storage.records import Runner
from bot.storage.store import Store

log = logging.getLogger(__name__)


@dataclass(slots=True)
class Turn:
    """An update, the moment it is handled at, and the ways to answer it."""

    coach: Coach
    update: Update
    chat_id: int
    now: datetime
    answered_tap: bool = False
    _seen: Seen | None = None

    @property
    def knowledge(self) -> Knowledge:
        return self.coach.knowledge

    @property
    def messages(self) -> Messages:
        return self.coach.knowledge.messages

    @property
    def store(self) -> Store:
        return self.coach.store

    @property
    def message(self) -> Message | None:
        """The message a person wrote or edited; None for a tap."""
        return self.update.message or self.update.edited_message

    @property
    def query(self) -> CallbackQuery | None:
        return self.update.callback_query

    @property
    def words(self) -> str:
        """What a person wrote: the text, or the caption of a photo."""
        return (self.message.text or self.message.caption or "") if self.message else ""

    @property
    def is_private(self) -> bool:
        chat = self.update.effective_chat
        return chat is not None and chat.type == "private"

    @property
    def tapped_message_id(self) -> int | None:
        """The message whose button was tapped."""
        query = self.query
        return query.message.message_id if query and query.message else None

    async def seen(self) -> Seen:
        """The chat as it was before anything was done."""
        if self._seen is None:
            self._seen = await self.coach.seen.of(self.chat_id)
        return self._seen

    async def whose(self) -> Runner | None:
        """The runner of a private chat. A store that fails must not hold back a safety message: then None."""
        if not self.is_private:
            return None
        try:
            async with self.store.read() as tx:
                return await tx.runners.get(self.chat_id)
        except Exception:
            log.exception("the runner could not be read")
            return None

    async def send(self, screen: Screen, *, reply_to: int | None = None) -> int:
        """A new message; returns its id."""
        return await self.coach.out.send(self.chat_id, screen, reply_to=reply_to)

    async def show(self, screen: Screen) -> int:
        """Edit the tapped message in place; without one, or when it is gone, send a new one."""
        tapped = self.tapped_message_id
        if tapped is not None and await self.coach.out.edit(self.chat_id, tapped, screen):
            return tapped
        return await self.send(screen)

    async def say(self, key: str, **values: object) -> int:
        """A new message with one text of the knowledge."""
        return await self.send(Screen(self.messages.text(key, **values)))

    async def toast(self, key: str | None = None, *, alert: bool = False, **values: object) -> None:
        """Answer the tap, once; a later call is a no-op."""
        if self.query is None or self.answered_tap:
            return
        self.answered_tap = True
        text = self.messages.label(key, **values) if key else None
        await self.coach.out.answer_tap(self.query.id, text, alert=alert)
