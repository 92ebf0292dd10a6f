"""What the extra questions share: their buttons' prefix, and when they may be asked."""

from datetime import date
from typing import Final

from bot.coaching.state import PAUSED
from bot.storage.records import Runner

PREFIX: Final = "j"


def may_ask(runner: Runner) -> bool:
    """Not against the runner's wish, and not while a professional's word is awaited."""
    return runner.extras_on and runner.state not in PAUSED


def read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
