"""One transaction, its queries grouped by noun."""

from typing import Any

from bot.storage.answers import Answers
from bot.storage.chat_leases import ChatLeases
from bot.storage.checkins import Checkins
from bot.storage.connection import Querying
from bot.storage.conversations import Conversations
from bot.storage.events import Events
from bot.storage.inbox import Inbox
from bot.storage.kept_checks import KeptChecks
from bot.storage.misses import Misses
from bot.storage.moved import Moved
from bot.storage.occurrences import Occurrences
from bot.storage.privacy import Privacy
from bot.storage.runners import Runners
from bot.storage.send_budget import SendBudget
from bot.storage.sessions import Sessions
from bot.storage.stats import Figures
from bot.storage.triages import Triages
from bot.storage.weeks import Weeks


class Tx:
    """What can be asked and changed inside one transaction; of no use after its end."""

    def __init__(self, connection: Querying, *, writing: bool) -> None:
        self.runners = Runners(connection, writing=writing)
        self.conversations = Conversations(connection, writing=writing)
        self.kept_checks = KeptChecks(connection, writing=writing)
        self.checkins = Checkins(connection, writing=writing)
        self.triages = Triages(connection, writing=writing)
        self.occurrences = Occurrences(connection, writing=writing)
        self.sessions = Sessions(connection, writing=writing)
        self.weeks = Weeks(connection, writing=writing)
        self.events = Events(connection, writing=writing)
        self.answers = Answers(connection, writing=writing)
        self.misses = Misses(connection, writing=writing)
        self.inbox = Inbox(connection, writing=writing)
        self.send_budget = SendBudget(connection, writing=writing)
        self.figures = Figures(connection, writing=writing)
        self._moved = Moved(connection, writing=writing)
        self.chat_leases = ChatLeases(connection, writing=writing)
        self._privacy = Privacy(connection, writing=writing)

    async def export(self, chat_id: int) -> dict[str, list[dict[str, Any]]]:
        """Every row of that chat in every table, ready for JSON."""
        return await self._privacy.export(chat_id)

    async def delete(self, chat_id: int) -> int:
        """Remove every row of that chat from every table; returns how many."""
        return await self._privacy.delete(chat_id)

    async def move(self, old: int, new: int) -> int:
        """Give every row of chat `old` to chat `new`, which Telegram made of it; returns how many."""
        return await self._moved.move(old, new)
