"""python-telegram-bot's Bot, and beside its methods a shorter way for the calls that every answer takes."""

from dataclasses import dataclass
from typing import Any, cast

from telegram import Bot
from telegram.request import RequestData


@dataclass(frozen=True, slots=True)
class _Arguments:
    """What TelegramRequest reads of a `RequestData`, which only the library can fill."""

    parameters: dict[str, object]
    contains_files: bool = False


class TelegramBot(Bot):
    """Its errors are the library's, whichever way a call takes. Its request has to be a TelegramRequest."""

    async def call(self, method: str, **arguments: object) -> Any:  # noqa: ANN401 (what each method gives)
        """The result as Telegram gives it. `arguments`: in the Bot API's own form; None is not sent.

        The library's own methods take each argument apart and make an object of the message that comes
        back, of which nobody needs more than its number: a tenth of all the work of a reminder.
        Raises telegram.error.TelegramError.
        """
        given = {name: value for name, value in arguments.items() if value is not None}
        return await self.request.post(f"{self.base_url}/{method}", cast("RequestData", _Arguments(given)))
