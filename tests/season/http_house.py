"""The same season over the practice Telegram: the whole program, and every message over HTTP."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from bot.answering.matcher import Matcher
from bot.app import App
from bot.content.knowledge import Knowledge
from bot.practice import TOKEN, Practice
from bot.reminders.pace import Pace
from bot.storage.store import Store

from . import audit
from .house import UNKNOWN, SeasonClock, Shown
from .log import Act, Kill, Said

LOOKED_AT = 40
"""So many of the newest messages are read after each step; no step makes more."""


class HttpHouse:
    """The program as `bot run` has it in practice mode; only its clock stands."""

    def __init__(self, folder: Path, knowledge: Knowledge, matcher: Matcher, start: datetime) -> None:
        self._folder = folder
        self._knowledge = knowledge
        self._matcher = matcher
        self.clock = SeasonClock(start)
        self.acts: list[Act] = []
        self.kills: list[Kill] = []
        self.said: list[Said] = []
        self.due: datetime | None = UNKNOWN
        self._chats: list[int] = []
        self._known: dict[int, Shown] = {}
        self.store: Store
        self._app: App
        self._practice: Practice
        self._client: httpx.AsyncClient

    async def open(self) -> None:
        self._practice = Practice(self._folder / "telegram.sqlite3")
        await self._practice.start(0)
        self.store = await Store.open(f"sqlite:///{self._folder / 'coach.sqlite3'}")
        await audit.attend(self.store, self.clock.now)
        self._app = App.build(
            token=TOKEN,
            api_url=self._practice.server.base_url,
            knowledge=self._knowledge,
            matcher=self._matcher,
            store=self.store,
            clock=self.clock,
            pace=Pace(rate=1000),
        )
        self._practice.clock.drive(self._app)
        await self._app.start()
        api = f"{self._practice.server.base_url}/practice/api"
        self._client = httpx.AsyncClient(base_url=api, timeout=60)

    async def close(self) -> None:
        await self._client.aclose()
        await self._app.stop()
        await self._practice.stop()

    async def restart(self) -> None:
        await self.close()
        await self.open()

    async def join(self, count: int) -> list[int]:
        for number in range(count):
            joined = await self._post("runners", {"first_name": f"Runner {number}"})
            self._chats.append(joined["id"])
        return self._chats

    async def shown(self, chat: int, last: int) -> list[Shown]:
        return [
            Shown(message["message_id"], message["text"], _buttons(message))
            for message in (await self._newest(chat))[-last:]
        ]

    async def write(self, chat: int, text: str) -> None:
        self.acts.append(Act(chat, self.clock.now(), "write", text))
        await self._act(chat, f"chats/{chat}/messages", {"runner": chat, "text": text})

    async def tap(self, chat: int, message_id: int, data: str) -> None:
        self.acts.append(Act(chat, self.clock.now(), "tap", data))
        await self._act(chat, f"chats/{chat}/messages/{message_id}/taps", {"runner": chat, "data": data})

    async def block(self, chat: int, blocked: bool) -> None:
        self.acts.append(Act(chat, self.clock.now(), "block", str(blocked)))
        await self._act(chat, f"runners/{chat}/blocked", {"blocked": blocked})

    async def deliver(self) -> None:
        self.due = UNKNOWN
        await self._app.deliver()
        for chat in self._chats:
            await self._hear(chat, "tick")

    async def _act(self, chat: int, path: str, body: dict[str, Any]) -> None:
        self.due = UNKNOWN
        await self._post(path, body)
        while self._practice.sandbox.updates.pending():  # noqa: ASYNC110 (nothing tells when it is empty)
            await asyncio.sleep(0.002)
        await self._app.settled()
        await self._hear(chat, "act")

    async def _hear(self, chat: int, by: Any) -> None:
        """What is new in a chat, and what was edited."""
        for shown in await self.shown(chat, LOOKED_AT):
            number, before = shown.message_id, self._known.get(shown.message_id)
            if shown != before:
                text = before.text if before else ""
                new = Said(chat, number, self.clock.now(), shown.text, shown.buttons, by, bool(before), text)
                self.said.append(new)
            self._known[number] = shown

    async def _newest(self, chat: int) -> list[dict[str, Any]]:
        answer = await self._client.get(f"chats/{chat}/messages", params={"limit": LOOKED_AT})
        messages = answer.raise_for_status().json()["messages"]
        return [_with_text(message) for message in messages if message["from"]["is_bot"]]

    async def _post(self, path: str, body: dict[str, Any]) -> dict[str, Any]:
        answer = (await self._client.post(path, json=body)).raise_for_status()
        return dict(answer.json())


def _with_text(message: dict[str, Any]) -> dict[str, Any]:
    return {**message, "text": message.get("text", message.get("caption", ""))}


def _buttons(message: dict[str, Any]) -> tuple[tuple[str, str], ...]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return tuple((button["text"], button["callback_data"]) for row in rows for button in row)
