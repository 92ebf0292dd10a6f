"""`python -m benchmarks.bot_api`: a bare Bot API server that hands out work and keeps the time of each call.

Each token is a bot of its own with its own work. The one who measures talks to `/control/<token>/<what>`.
"""

import asyncio
import json
import time
from collections import defaultdict, deque
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any, Final
from urllib.parse import parse_qsl

from benchmarks.connection import Connection, Request

AT_ONCE: Final = 100
"""Updates in one answer to getUpdates, as at Telegram."""
ANSWERS: Final = ("sendMessage", "editMessageText")
ME: Final = {"id": 1, "is_bot": True, "first_name": "Coach", "username": "coach_bot"}

Json = dict[str, Any]


@dataclass
class Bot:
    """One token's waiting updates, and what it did since the last `reset`."""

    pending: deque[Json] = field(default_factory=deque)
    came: asyncio.Event = field(default_factory=asyncio.Event)
    queued: dict[int, float] = field(default_factory=dict)
    """When the update of a chat was there to be fetched."""
    answered: dict[int, float] = field(default_factory=dict)
    """When the first answer to a chat arrived."""
    calls: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def reset(self) -> None:
        self.queued.clear()
        self.answered.clear()
        self.calls.clear()

    def report(self) -> Json:
        """Seconds; `queued` and `last` on the clock that all processes of a machine share."""
        sent = [at for method in ANSWERS for at in self.calls[method]]
        return {
            "waiting": len(self.queued.keys() - self.answered.keys()),
            "queued": min(self.queued.values(), default=0.0),
            "last": max(self.answered.values(), default=0.0),
            "latencies": [
                self.answered[chat] - at for chat, at in self.queued.items() if chat in self.answered
            ],
            "sent": len(sent),
            "first_sent": min(sent, default=0.0),
            "last_sent": max(sent, default=0.0),
        }


class BotApi:
    def __init__(self) -> None:
        self._bots: dict[str, Bot] = defaultdict(Bot)
        self._numbers = count(1)
        self._pacing: set[asyncio.Task[None]] = set()

    async def answer(self, request: Request) -> bytes:
        first, second, *rest = request.path.strip("/").split("/")
        if first == "control":
            return json.dumps(self._control(self._bots[second], rest[0], request.body)).encode()
        result = await self._call(self._bots[first.removeprefix("bot")], second, request.body)
        return b'{"ok":true,"result":%b}' % json.dumps(result).encode()

    def _control(self, bot: Bot, what: str, body: bytes) -> Json:
        if what == "queue":
            work = json.loads(body)
            if every := work["every"]:
                task = asyncio.get_running_loop().create_task(self._paced(bot, work["updates"], every))
                self._pacing.add(task)
                task.add_done_callback(self._pacing.discard)
            else:
                self._queue(bot, work["updates"])
        elif what == "reset":
            bot.reset()
        return bot.report()

    def _queue(self, bot: Bot, updates: list[Json]) -> None:
        now = time.monotonic()
        for update in updates:
            bot.pending.append({**update, "update_id": next(self._numbers)})
            bot.queued[_chat_of(update)] = now
        bot.came.set()

    async def _paced(self, bot: Bot, updates: list[Json], every: float) -> None:
        """One after the other at even distances, whether or not the bot keeps up."""
        loop = asyncio.get_running_loop()
        start = loop.time()
        for number, update in enumerate(updates):
            await asyncio.sleep(start + number * every - loop.time())
            self._queue(bot, [update])

    async def _call(self, bot: Bot, method: str, body: bytes) -> Any:
        now = time.monotonic()
        bot.calls[method].append(now)
        if method == "getUpdates":
            return await self._updates(bot, _arguments(body))
        if method == "getMe":
            return ME
        if method not in ANSWERS:
            return True
        args = _arguments(body)
        chat = int(args["chat_id"])
        bot.answered.setdefault(chat, now)
        return _message(next(self._numbers), chat, args)

    async def _updates(self, bot: Bot, args: Json) -> list[Json]:
        offset = int(args.get("offset", 0))
        while bot.pending and bot.pending[0]["update_id"] < offset:
            bot.pending.popleft()
        if not bot.pending:
            bot.came.clear()
            try:
                async with asyncio.timeout(int(args.get("timeout", 0))):
                    await bot.came.wait()
            except TimeoutError:
                return []
        return [bot.pending[n] for n in range(min(AT_ONCE, len(bot.pending)))]


def _arguments(body: bytes) -> Json:
    """As JSON or as a form: Telegram takes both."""
    if body.startswith(b"{"):
        arguments: Json = json.loads(body)
        return arguments
    return dict(parse_qsl(body.decode()))


def _chat_of(update: Json) -> int:
    message = update.get("message") or update["callback_query"]["message"]
    return int(message["chat"]["id"])


def _message(number: int, chat: int, args: Json) -> Json:
    """As Telegram gives it back, whole: what a bot makes of a long text is a cost of its own."""
    message: Json = {
        "message_id": number,
        "date": int(time.time()),
        "chat": {"id": chat, "type": "private", "first_name": "Runner"},
        "from": ME,
        "text": args["text"],
    }
    if "reply_markup" in args:
        markup = args["reply_markup"]
        message["reply_markup"] = json.loads(markup) if isinstance(markup, str) else markup
    return message


async def _serve() -> None:
    api = BotApi()
    server = await asyncio.get_running_loop().create_server(partial(Connection, api.answer), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(_serve())
