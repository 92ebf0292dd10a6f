"""The way to the Bot API: over aiohttp, which stays fast when many calls run side by side."""

from typing import Any, Final

import aiohttp
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

from bot.chat.raw_update import with_raw

_PATIENCE: Final = 30.0
"""Seconds that a call waits for one of the connections."""
_ANSWER_WITHIN: Final = 5.0
_UPLOAD_WITHIN: Final = 20.0
"""Seconds, as python-telegram-bot has them."""


class TelegramRequest(BaseRequest):
    """For python-telegram-bot, at most `connections` at once.

    Raises TimedOut and NetworkError with aiohttp's own error as their cause.
    """

    def __init__(self, connections: int, *, answer_within: float = _ANSWER_WITHIN) -> None:
        self._connections = connections
        self._answer_within = answer_within
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        return self._answer_within

    async def initialize(self) -> None:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        write_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,  # noqa: ANN401
    ) -> tuple[int, bytes]:
        if self._session is None:
            raise RuntimeError("not initialized, or shut down")
        uploads = request_data is not None and request_data.contains_files
        timeout = aiohttp.ClientTimeout(
            total=None,
            connect=_given(pool_timeout, _PATIENCE),
            sock_connect=_given(connect_timeout, _ANSWER_WITHIN),
            sock_read=_given(read_timeout, _UPLOAD_WITHIN if uploads else self._answer_within),
        )
        try:
            async with self._session.request(
                method,
                url,
                data=_form(request_data) if uploads else None,
                json=request_data.parameters if request_data and not uploads else None,
                timeout=timeout,
            ) as response:
                return response.status, await response.read()
        except TimeoutError as error:
            raise TimedOut from error
        except aiohttp.ClientError as error:
            raise NetworkError(f"{type(error).__name__}: {error}") from error


class UpdatesRequest(TelegramRequest):
    """For `get_updates`: each update comes with its own JSON (see raw_update.py)."""

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, object]:
        answer: dict[str, object] = BaseRequest.parse_json_payload(payload)
        result = answer.get("result")
        if isinstance(result, list):
            answer["result"] = [with_raw(update) for update in result]
        return answer


def _given(timeout: object, otherwise: float) -> float | None:
    return timeout if isinstance(timeout, int | float | None) else otherwise


def _form(request_data: RequestData | None) -> aiohttp.FormData:
    form = aiohttp.FormData()
    if request_data is not None:
        for name, value in request_data.json_parameters.items():
            form.add_field(name, value)
        for name, (filename, content, mime) in request_data.multipart_data.items():
            form.add_field(name, content, filename=filename, content_type=mime)
    return form
