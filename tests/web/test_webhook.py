"""The webhook takes what Telegram sends and nothing else, and says 200 only for what is kept."""

import asyncio
import json
from collections.abc import AsyncIterator

import httpx
import pytest
from telegram import Update

from bot.web.door import Door
from bot.web.webhook import LARGEST, SECRET_HEADER, Webhook

from .conftest import HEADERS, SECRET, Keeper, update


async def test_an_update_is_kept_and_then_accepted(client: httpx.AsyncClient, keeper: Keeper) -> None:
    answer = await client.post("/hook", content=update(41), headers=HEADERS)
    assert (answer.status_code, answer.content) == (200, b"")
    assert [kept.update_id for kept in keeper.kept] == [41]
    assert keeper.kept[0].message is not None
    assert keeper.kept[0].message.text == "hi"


@pytest.mark.parametrize(
    ("headers", "body", "status"),
    [
        ({SECRET_HEADER: "wrong"}, update(), 401),
        ({SECRET_HEADER: SECRET + "x"}, update(), 401),
        ({SECRET_HEADER: SECRET[:-1]}, update(), 401),
        ({SECRET_HEADER: ""}, update(), 401),
        ({SECRET_HEADER: "wörng"}, update(), 401),
        ({"content-type": "text/plain"}, update(), 415),
        ({"content-type": ""}, update(), 415),
        ({"content-type": "application/x-www-form-urlencoded"}, b"update_id=1", 415),
        ({}, b"{broken", 400),
        ({}, b"", 400),
        ({}, b"\xff\xfe", 400),
        ({}, b"[1]", 400),
        ({}, b"[" * 100_000, 400),
        ({}, b"{}", 400),
        ({}, json.dumps({"update_id": "1"}).encode(), 400),
        ({}, json.dumps({"update_id": -1}).encode(), 400),
        ({}, json.dumps({"update_id": 2**63}).encode(), 400),
        ({}, update(1, pad="x" * LARGEST), 413),
    ],
)
async def test_what_is_not_telegrams_is_refused_and_nothing_is_kept(
    client: httpx.AsyncClient, keeper: Keeper, headers: dict[str, str], body: bytes, status: int
) -> None:
    given = {name: value.encode() for name, value in {**HEADERS, **headers}.items()}
    answer = await client.post("/hook", content=body, headers=given)
    assert answer.status_code == status
    assert answer.content == b""
    assert keeper.kept == []


async def test_a_body_of_unknown_length_is_cut_off_at_the_limit(
    client: httpx.AsyncClient, keeper: Keeper
) -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        while sent < 50 * LARGEST:
            sent += 65_536
            yield b" " * 65_536

    try:
        answer = await client.post("/hook", content=endless(), headers=HEADERS)
        assert answer.status_code == 413
    except httpx.TransportError:
        pass  # the connection may be closed before all was sent
    assert sent < 50 * LARGEST
    assert keeper.kept == []


async def test_one_who_leaves_in_the_middle_of_a_body_leaves_no_fault_in_the_log(
    door: Door, client: httpx.AsyncClient, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    _, writer = await asyncio.open_connection("127.0.0.1", door.port)
    named = "".join(f"{name}: {value}\r\n" for name, value in HEADERS.items())
    writer.write(f"POST /hook HTTP/1.1\r\nhost: x\r\n{named}content-length: 99\r\n\r\n{{".encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert (await client.post("/hook", content=update(), headers=HEADERS)).status_code == 200
    await door.close()
    assert len(keeper.kept) == 1
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []


async def test_a_content_type_may_name_its_charset(client: httpx.AsyncClient, keeper: Keeper) -> None:
    headers = HEADERS | {"content-type": "Application/JSON; charset=utf-8"}
    assert (await client.post("/hook", content=update(), headers=headers)).status_code == 200
    assert len(keeper.kept) == 1


@pytest.mark.parametrize(("method", "path", "status"), [("GET", "/hook", 405), ("POST", "/other", 404)])
async def test_there_is_nothing_else_to_find(
    client: httpx.AsyncClient, method: str, path: str, status: int
) -> None:
    assert (await client.request(method, path, headers=HEADERS)).status_code == status


async def test_what_the_store_refuses_is_not_accepted(
    client: httpx.AsyncClient, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    keeper.failing = True
    assert (await client.post("/hook", content=update(), headers=HEADERS)).status_code == 503
    keeper.failing = False
    assert (await client.post("/hook", content=update(), headers=HEADERS)).status_code == 200
    assert "could not be stored" in caplog.text


async def test_an_update_that_cannot_be_read_is_laid_aside_and_not_sent_again_for_a_day(
    client: httpx.AsyncClient, keeper: Keeper, caplog: pytest.LogCaptureFixture
) -> None:
    body = json.dumps({"update_id": 5, "message": {"message_id": "?"}}).encode()
    assert (await client.post("/hook", content=body, headers=HEADERS)).status_code == 200
    assert keeper.kept == []
    assert "update 5 cannot be read" in caplog.text


async def test_nothing_is_accepted_before_the_coach_is_there(door: Door, keeper: Keeper) -> None:
    await door.close()
    await door.open()
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{door.port}") as client:
        assert (await client.post("/hook", content=update(), headers=HEADERS)).status_code == 503
        door.admit()
        assert (await client.post("/hook", content=update(), headers=HEADERS)).status_code == 200


async def test_what_came_in_before_the_stop_is_answered(
    door: Door, client: httpx.AsyncClient, keeper: Keeper, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go = asyncio.Event(), asyncio.Event()

    async def slowly(self: Keeper, given: Update) -> None:
        begun.set()
        await go.wait()
        self.kept.append(given)

    monkeypatch.setattr(Keeper, "__call__", slowly)
    under_way = asyncio.create_task(client.post("/hook", content=update(), headers=HEADERS))
    await begun.wait()
    closing = asyncio.create_task(door.close())
    await asyncio.sleep(0.05)
    assert keeper.kept == []
    go.set()
    assert (await under_way).status_code == 200
    await closing
    assert len(keeper.kept) == 1


def test_the_secret_is_not_told_by_accident() -> None:
    assert SECRET not in repr(Webhook("https://coach.example/hook", SECRET))


@pytest.mark.parametrize(
    ("url", "path"),
    [("https://a.b/hook", "/hook"), ("https://a.b", "/"), ("https://a.b:8443/x/y", "/x/y")],
)
def test_the_path_is_that_of_the_address(url: str, path: str) -> None:
    assert Webhook(url, SECRET).path == path
