"""Many callers, one transaction: what is asked for while one is under way is done together in the next."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from bot.storage.unavailable import StoreUnavailable

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")

MOST: Final = 200
"""Done at once: a transaction shall not keep the others waiting for long."""


class Together(Generic[Asked, Answer]):
    """Calls `do` with what has gathered; it returns one answer for each, in order.

    When it fails although the store is there, each is done alone, so that one bad one spoils only itself.
    """

    def __init__(
        self, do: Callable[[Sequence[Asked]], Awaitable[Sequence[Answer]]], *, gather: float = 0.0
    ) -> None:
        """`gather`: seconds for which the first of a group waits for others."""
        self._do = do
        self._gather = gather
        self._waiting: list[tuple[Asked, asyncio.Future[Answer]]] = []
        self._running: asyncio.Task[None] | None = None

    async def __call__(self, asked: Asked) -> Answer:
        """Raises what `do` raised. Who is cancelled while waiting does not stop it."""
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._waiting.append((asked, future))
        if self._running is None:
            self._running = asyncio.create_task(self._run())
        return await future

    async def finish(self) -> None:
        """Return when nothing is under way."""
        if self._running is not None:
            await asyncio.wait({self._running})

    async def _run(self) -> None:
        try:
            while self._waiting:
                await asyncio.sleep(self._gather)
                batch, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._answer([asked for asked, _ in batch], [future for _, future in batch])
        finally:
            self._running = None

    async def _answer(self, asked: Sequence[Asked], futures: Sequence[asyncio.Future[Answer]]) -> None:
        try:
            answers = await self._do(asked)
        except Exception as error:
            if len(asked) > 1 and not isinstance(error, StoreUnavailable):
                for one, future in zip(asked, futures, strict=True):
                    await self._answer([one], [future])
                return
            for future in futures:
                if not future.done():
                    future.set_exception(error)
        else:
            for future, answer in zip(futures, answers, strict=True):
                if not future.done():
                    future.set_result(answer)
