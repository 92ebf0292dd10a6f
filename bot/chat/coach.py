"""What every conversation needs, tied together once by the composition root."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from bot.answering.matcher import Matcher
from bot.chat.seen import SeenReader
from bot.chat.shown import ShownKeeper
from bot.chat.telegram_out import TelegramOut
from bot.clock import Clock
from bot.content.knowledge import Knowledge
from bot.storage.store import Store


async def no_reload() -> list[str]:
    """For a coach whose knowledge does not come from a folder."""
    return []


@dataclass(slots=True)
class Coach:
    """The knowledge, the store, the clock and the way out to Telegram."""

    knowledge: Knowledge
    matcher: Matcher
    store: Store
    clock: Clock
    out: TelegramOut
    username: str = ""
    admin_ids: frozenset[int] = frozenset()
    reload: Callable[[], Awaitable[list[str]]] = no_reload
    """Takes up changed knowledge; returns the findings that kept it from doing so."""
    seen: SeenReader = field(init=False)
    shown: ShownKeeper = field(init=False)

    def __post_init__(self) -> None:
        self.seen = SeenReader(self.store, self.clock)
        self.shown = ShownKeeper(self.store)
