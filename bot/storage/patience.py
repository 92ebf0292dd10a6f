"""Waiting for a store that is away."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from bot.storage.unavailable import StoreUnavailable

log = logging.getLogger(__name__)
T = TypeVar("T")


async def patiently(do: Callable[[], Awaitable[T]], *, first: float, longest: float) -> T:
    """Do it, as soon as the store is there. `first`, `longest`: seconds between tries, doubled each time."""
    wait = first
    while True:
        try:
            return await do()
        except StoreUnavailable as error:
            log.warning("%s; trying again in %.0f s", error, wait)
            await asyncio.sleep(wait)
            wait = min(wait * 2, longest)
