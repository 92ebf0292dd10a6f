"""A runner's phone in the tests: types and taps through the practice API, and sees what the chat shows."""

import asyncio
import base64
import html
from dataclasses import dataclass
from typing import Any

import httpx

from bot.app import App
from bot.practice import Practice
from bot.sandbox import runner_actions

Message = dict[str, Any]
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""


@dataclass
class Phone:
    """One runner's chat with the coach, over real HTTP."""

    client: httpx.AsyncClient
    practice: Practice
    app: App
    runner: int
    chat: int

    async def send(self, text: str) -> list[Message]:
        """Write, wait for the coach, and return what it wrote since."""
        return await self._act("messages", {"runner": self.runner, "text": text})

    async def send_at_once(self, *texts: str) -> list[Message]:
        """Write all of them before the coach can answer the first, and return what it wrote since."""
        before = {message["message_id"] for message in await self.from_coach()}
        for text in texts:
            runner_actions.send_text(self.practice.sandbox, self.runner, text, self.chat)
        return await self._since(before)

    async def tap(self, label: str, message: Message | None = None) -> list[Message]:
        """Tap the first button whose label starts so (of the newest message that has it)."""
        target = message or await self._with_button(label)
        data = next(b["callback_data"] for b in buttons(target) if b["text"].startswith(label))
        return await self.tap_data(data, target)

    async def tap_data(self, data: str, message: Message) -> list[Message]:
        """A tap with any callback data: stale, forged, double."""
        return await self._act(
            f"messages/{message['message_id']}/taps", {"runner": self.runner, "data": data}
        )

    async def edit(self, message_id: int, text: str) -> list[Message]:
        return await self._act(f"messages/{message_id}/text", {"runner": self.runner, "text": text})

    async def attach(self, kind: str, content: bytes = PIXEL, mime: str = "image/png") -> list[Message]:
        query = {"runner": self.runner, "kind": kind, "name": "file"}
        return await self._post("files", params=query, content=content, headers={"content-type": mime})

    async def shown(self) -> list[Message]:
        """The chat, oldest first."""
        answer = await self.client.get(f"chats/{self.chat}/messages", params={"limit": 500})
        return list(answer.raise_for_status().json()["messages"])

    async def from_coach(self) -> list[Message]:
        return [message for message in await self.shown() if message["from"]["is_bot"]]

    async def last(self) -> Message:
        return (await self.from_coach())[-1]

    async def jump(self, to: str = "next-due") -> list[Message]:
        """Move the practice clock."""
        before = {message["message_id"] for message in await self.from_coach()}
        (await self.client.post("clock", json={"to": to}, timeout=60)).raise_for_status()
        return [message for message in await self.from_coach() if message["message_id"] not in before]

    async def settle(self) -> None:
        """Until the coach has taken in and handled all that was sent."""
        while self.practice.sandbox.updates.pending():  # noqa: ASYNC110 (nothing tells when it is empty)
            await asyncio.sleep(0.002)
        await self.app.settled()

    async def _act(self, path: str, body: dict[str, Any]) -> list[Message]:
        return await self._post(path, json=body)

    async def _post(self, path: str, **request: Any) -> list[Message]:
        before = {message["message_id"] for message in await self.from_coach()}
        (await self.client.post(f"chats/{self.chat}/{path}", **request)).raise_for_status()
        return await self._since(before)

    async def _since(self, before: set[int]) -> list[Message]:
        await self.settle()
        return [message for message in await self.from_coach() if message["message_id"] not in before]

    async def _with_button(self, label: str) -> Message:
        for message in reversed(await self.from_coach()):
            if any(button["text"].startswith(label) for button in buttons(message)):
                return message
        raise LookupError(f"no button {label!r}; the last message is {await self.last()}")


def buttons(message: Message) -> list[dict[str, str]]:
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button for row in rows for button in row]


def labels(message: Message) -> list[str]:
    return [button["text"] for button in buttons(message)]


def plain(text: str) -> str:
    """Telegram HTML as the chat shows it."""
    from bot.content.telegram_html import parse  # noqa: PLC0415

    return html.unescape(parse(text).text)
