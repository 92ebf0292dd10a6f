"""What every conversation needs, tied together once by the composition root."""

from dataclasses import dataclass

from bot.answering.matcher import Matcher
from bot.chat.telegram_out import TelegramOut
from bot.clock import Clock
from bot.content.knowledge import Knowledge
from bot.storage.store import Store


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
