"""The practice Telegram itself: who is there, what was said, what time it is."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.sandbox.cast import Cast, RunnerRole, default_cast
from bot.sandbox.hub import Hub
from bot.sandbox.records import Json, Runner
from bot.sandbox.store import Store
from bot.sandbox.updates import UpdateQueue


class Sandbox:
    """One bot, its runners and one group. Everything is in the store; nothing here outlives it."""

    def __init__(self, store: Store, cast: Cast, wall: Callable[[], datetime]) -> None:
        self.store = store
        self.cast = cast
        self.hub = Hub()
        self.updates = UpdateQueue(store)
        self.wall = wall
        self._now: Callable[[], datetime] | None = None

    @classmethod
    def open(
        cls,
        path: Path | None = None,
        cast: Cast | None = None,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> "Sandbox":
        """The sandbox kept at `path`, or one in memory. A new one gets the ready-made runners of the cast."""
        sandbox = cls(Store(path), cast or default_cast(), wall)
        with sandbox.transaction():
            if not sandbox.store.runners():
                for role in sandbox.cast.runners:
                    sandbox.add_runner(role)
        return sandbox

    def close(self) -> None:
        self.release()
        self.store.close()

    def release(self) -> None:
        """End every held poll and every live stream, so that a server can stop."""
        self.updates.close()
        self.hub.close()

    def resume(self) -> None:
        """Hold polls and streams again."""
        self.updates.reopen()
        self.hub.reopen()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        with self.store.transaction():
            yield

    @property
    def clock_offset(self) -> timedelta:
        return timedelta(seconds=self.store.fact("clock_offset", 0.0))

    def set_clock_offset(self, offset: timedelta) -> None:
        self.store.set_fact("clock_offset", offset.total_seconds())

    def use_clock(self, now: Callable[[], datetime]) -> None:
        """Date messages by this clock rather than by the wall clock and the offset."""
        self._now = now

    def now(self) -> datetime:
        return self._now() if self._now else self.wall() + self.clock_offset

    def add_runner(self, role: RunnerRole) -> Runner:
        return self.store.add_runner(role.first_name, role.username, role.language_code)

    def bot_user(self) -> Json:
        role = self.cast.bot
        return {
            "id": self.store.fact("bot_id", 1),
            "is_bot": True,
            "first_name": self.store.fact("bot_name", role.first_name),
            "username": role.username,
        }

    def know_bot(self, bot_id: int) -> Json:
        """The bot as it names itself; its id is the number in its token."""
        bot = self.bot_user()
        if bot["id"] != bot_id:
            self.store.set_fact("bot_id", bot_id)
            bot["id"] = bot_id
        return bot

    def group_chat(self) -> Json:
        return {"id": self.cast.group.id, "type": "supergroup", "title": self.cast.group.title}

    def chat(self, chat_id: int) -> Json | None:
        if chat_id == self.cast.group.id:
            return self.group_chat()
        runner = self.store.runner(chat_id)
        return runner.as_chat() if runner else None

    def add_message(
        self,
        chat: Json,
        sender: Json,
        content: Json,
        reply_to: Json | None = None,
        keyboard: Json | None = None,
    ) -> Json:
        """Put a message into a chat. `content` are Message fields; `keyboard` is for the page alone."""
        replied = {"reply_to_message": _without_reply(reply_to)} if reply_to else {}
        body = {"from": sender, "chat": chat, "date": int(self.now().timestamp()), **replied, **content}
        message_id = self.store.add_message(chat["id"], body, keyboard)
        message = {"message_id": message_id, **body}
        shown = {"reply_keyboard": keyboard} if keyboard else {}
        self.hub.publish({"type": "message", "chat_id": chat["id"], "message": {**message, **shown}})
        return message

    def change_message(self, message: Json, changes: dict[str, Any]) -> Json:
        """Change fields of a message; a field set to None goes."""
        changed = {**message, "edit_date": int(self.now().timestamp()), **changes}
        changed = {key: value for key, value in changed.items() if value is not None}
        self.store.replace_message(changed)
        self.hub.publish({"type": "edit", "chat_id": message["chat"]["id"], "message": changed})
        return changed

    def remove_message(self, message: Json) -> None:
        self.store.delete_message(message["message_id"])
        self.hub.publish(
            {"type": "delete", "chat_id": message["chat"]["id"], "message_id": message["message_id"]}
        )


def _without_reply(message: Json) -> Json:
    """Telegram quotes one message deep."""
    return {key: value for key, value in message.items() if key not in ("reply_to_message", "reply_markup")}
