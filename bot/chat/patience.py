"""How often what fails is tried again, and when it is given up."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from typing import Final, TypeVar

from telegram import Update
from telegram.error import NetworkError

from bot.storage.patience import patiently

log = logging.getLogger(__name__)

Handle = Callable[[Update], Awaitable[None]]
Result = TypeVar("Result")

TRIES: Final = 9
"""Two minutes in all, and the time that Telegram takes not to answer: a silent minute costs no answer."""
FIRST_WAIT: Final = 1.0
"""Seconds before an update whose answer did not get through is handled again; doubled each time."""
LONGEST_WAIT: Final = 30.0
"""Seconds between two tries. While the store is away no try is the last: nobody can be answered then."""


async def try_hard(handle: Handle, update: Update) -> None:
    """Handle it, again while there is no way through to Telegram; what fails for good is logged."""
    for attempt in range(TRIES):
        try:
            await until_there(partial(handle, update))
            return
        except NetworkError as error:
            log.warning("update %s: no way through to Telegram (%s)", update.update_id, error)
            await asyncio.sleep(min(FIRST_WAIT * 2**attempt, LONGEST_WAIT))
        except Exception:
            log.exception("update %s: handling failed", update.update_id)
            return
    log.error("update %s: given up after %s tries", update.update_id, TRIES)


async def until_there(do: Callable[[], Awaitable[Result]]) -> Result:
    """Do it, as soon as the store is there."""
    return await patiently(do, first=FIRST_WAIT, longest=LONGEST_WAIT)
