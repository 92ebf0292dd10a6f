"""The door of a coach on a free port, over a real store."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from telegram import Bot, Update

from bot.serving import Address
from bot.storage.store import Store
from bot.web.door import Door
from bot.web.health import Health
from bot.web.webhook import SECRET_HEADER, Webhook

SECRET = "right-Secret_1"
HEADERS = {SECRET_HEADER: SECRET, "content-type": "application/json"}
MESSAGE = {
    "message_id": 1,
    "date": int(datetime(2030, 1, 1, tzinfo=UTC).timestamp()),
    "chat": {"id": 7, "type": "private"},
    "from": {"id": 7, "is_bot": False, "first_name": "A"},
    "text": "hi",
}


def update(number: int = 1, **more: Any) -> bytes:
    return json.dumps({"update_id": number, "message": MESSAGE, **more}).encode()


class Keeper:
    """Keeps what it is given, or fails as told."""

    def __init__(self) -> None:
        self.kept: list[Update] = []
        self.failing = False

    async def __call__(self, given: Update) -> None:
        if self.failing:
            raise OSError("no store")
        self.kept.append(given)


@pytest.fixture
def keeper() -> Keeper:
    return Keeper()


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    opened = await Store.open(f"sqlite:///{tmp_path / 'coach.sqlite3'}")
    yield opened
    await opened.close()


@pytest.fixture
def parts() -> dict[str, bool]:
    return {"inbox": True}


@pytest.fixture
async def door(store: Store, keeper: Keeper, parts: dict[str, bool]) -> AsyncIterator[Door]:
    health = Health(store, {"inbox": lambda: parts["inbox"]})
    webhook = Webhook("https://coach.example/hook", SECRET)
    opened = Door(Address("127.0.0.1", 0), health, webhook, Bot("1:x"), keeper)
    await opened.open()
    opened.admit()
    yield opened
    await opened.close()


@pytest.fixture
async def client(door: Door) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{door.port}") as opened:
        yield opened
