"""Hands updates to the bot's webhook as Telegram does: each chat in order, again until answered 2xx."""

import asyncio
from collections.abc import Iterable
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from bot.sandbox.records import Json
from bot.sandbox.state import Sandbox

ANSWER_WITHIN: Final = 60.0
FIRST_WAIT: Final = 0.2
LONGEST_WAIT: Final = 5.0
"""Seconds before an update is handed over again; doubled each time. Telegram's own waits grow much longer."""
LOOK_AHEAD: Final = 1000
SECRET_HEADER: Final = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 (a header's name)
_HERE: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def is_here(url: str) -> bool:
    """Whether the address is on this machine: the practice Telegram calls nobody else."""
    return urlsplit(url).hostname in _HERE


class Deliveries:
    """While started, sees to it that what waits for a webhook on this machine gets there."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._client: httpx.AsyncClient
        self._running: asyncio.Task[None] | None = None
        self._under_way: dict[int, asyncio.Task[None]] = {}

    def start(self) -> None:
        # Certificates take most of the time to make a client, and plain HTTP needs none.
        self._client = httpx.AsyncClient(timeout=ANSWER_WITHIN, verify=False, trust_env=False)  # noqa: S501
        self._running = asyncio.create_task(self._run())

    async def stop(self) -> None:
        running, self._running = self._running, None
        if running is None:
            return
        tasks = [running, *self._under_way.values()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._under_way.clear()
        await self._client.aclose()

    async def _run(self) -> None:
        changed = self._sandbox.updates.changed
        while True:
            changed.clear()
            self._hand_out()
            await changed.wait()

    def _hand_out(self) -> None:
        """At most one update of a chat is under way, and `max_connections` in all."""
        updates = self._sandbox.updates
        webhook = updates.webhook
        if not webhook or not is_here(webhook["url"]):
            return
        for chat, update in _heads(updates.waiting(LOOK_AHEAD)):
            if len(self._under_way) >= webhook["max_connections"]:
                return
            if chat not in self._under_way:
                self._under_way[chat] = asyncio.create_task(self._deliver(chat, update))

    async def _deliver(self, chat: int, update: Json) -> None:
        try:
            wait = FIRST_WAIT
            while (webhook := self._sandbox.updates.webhook) and not await self._arrives(webhook, update):
                await asyncio.sleep(wait)
                wait = min(wait * 2, LONGEST_WAIT)
            if webhook:
                self._sandbox.updates.forget(update["update_id"])
        finally:
            self._under_way.pop(chat, None)
            self._sandbox.updates.changed.set()

    async def _arrives(self, webhook: Json, update: Json) -> bool:
        secret = {SECRET_HEADER: webhook["secret"]} if webhook["secret"] else {}
        try:
            answer = await self._client.post(webhook["url"], json=update, headers=secret)
        except httpx.TransportError as error:
            self._sandbox.updates.failed(f"Connection failed: {type(error).__name__}")
            return False
        if not answer.is_success:
            self._sandbox.updates.failed(f"Wrong response from the webhook: {answer.status_code}")
        return answer.is_success


def _heads(updates: Iterable[Json]) -> list[tuple[int, Json]]:
    """The oldest update of each chat."""
    heads: dict[int, Json] = {}
    for update in updates:
        heads.setdefault(_chat(update), update)
    return list(heads.items())


def _chat(update: Json) -> int:
    content: Any = next(value for key, value in update.items() if key != "update_id")
    message = content.get("message", content)
    return int(message["chat"]["id"])
