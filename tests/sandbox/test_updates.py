import asyncio
import time
from pathlib import Path

import pytest
from telegram import Bot, Update
from telegram.error import Conflict

from bot.sandbox import runner_actions
from bot.sandbox.state import Sandbox

from .conftest import Serve, bot_at
from .people import first_runner, started_runner


def say(sandbox: Sandbox, text: str) -> int:
    return runner_actions.send_text(sandbox, first_runner(sandbox).id, text)["message_id"]


async def test_a_poll_without_updates_is_held_for_its_timeout(bot: Bot):
    began = time.monotonic()
    assert await bot.get_updates(timeout=1) == ()
    assert 0.9 < time.monotonic() - began < 3


async def test_a_held_poll_is_released_by_a_message(bot: Bot, sandbox: Sandbox):
    held = asyncio.create_task(bot.get_updates(timeout=30))
    await asyncio.sleep(0.2)
    assert not held.done()
    began = time.monotonic()
    say(sandbox, "hello")
    (update,) = await held
    assert update.message.text == "hello"
    assert time.monotonic() - began < 1


async def test_only_an_offset_confirms(bot: Bot, sandbox: Sandbox):
    for text in ("one", "two", "three"):
        say(sandbox, text)
    first = await bot.get_updates()
    assert [u.message.text for u in first] == ["one", "two", "three"]
    assert await bot.get_updates() == first
    assert [u.message.text for u in await bot.get_updates(offset=first[1].update_id)] == ["two", "three"]
    assert await bot.get_updates(offset=first[2].update_id + 1) == ()
    assert await bot.get_updates() == ()


async def test_a_negative_offset_keeps_the_newest(bot: Bot, sandbox: Sandbox):
    for text in ("one", "two", "three"):
        say(sandbox, text)
    assert [u.message.text for u in await bot.get_updates(offset=-1)] == ["three"]
    assert [u.message.text for u in await bot.get_updates()] == ["three"]


async def test_a_limit_cuts_the_batch(bot: Bot, sandbox: Sandbox):
    for text in ("one", "two", "three"):
        say(sandbox, text)
    assert len(await bot.get_updates(limit=2)) == 2


async def test_update_ids_are_not_used_again(bot: Bot, sandbox: Sandbox):
    say(sandbox, "one")
    (first,) = await bot.get_updates()
    await bot.get_updates(offset=first.update_id + 1)
    say(sandbox, "two")
    (second,) = await bot.get_updates()
    assert second.update_id > first.update_id


async def test_kinds_that_were_not_asked_for_are_not_kept(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    await bot.get_updates(allowed_updates=["callback_query"])
    message = await bot.send_message(runner_id, "ready?")
    say(sandbox, "not asked for")
    runner_actions.tap(sandbox, runner_id, message.message_id, "yes")
    (update,) = await bot.get_updates()
    assert update.callback_query.data == "yes"
    await bot.get_updates(allowed_updates=[])
    say(sandbox, "asked for again")
    assert len(await bot.get_updates()) == 2


async def test_of_two_pollers_the_older_one_gets_a_conflict(bot: Bot, server, sandbox: Sandbox):
    async with bot_at(server) as second:
        older = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        newer = asyncio.create_task(second.get_updates(timeout=20))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        say(sandbox, "for the newer one")
        assert (await newer)[0].message.text == "for the newer one"


async def test_polling_and_a_webhook_exclude_each_other(bot: Bot):
    await bot.set_webhook("https://coach.example/hook", allowed_updates=["message"])
    info = await bot.get_webhook_info()
    assert (info.url, info.allowed_updates) == ("https://coach.example/hook", ("message",))
    with pytest.raises(Conflict, match="webhook is active"):
        await bot.get_updates()
    await bot.delete_webhook()
    assert await bot.get_updates() == ()


async def test_setting_a_webhook_ends_a_held_poll(bot: Bot, server):
    async with bot_at(server) as operator:
        held = asyncio.create_task(bot.get_updates(timeout=20))
        await asyncio.sleep(0.2)
        await operator.set_webhook("https://coach.example/hook")
        with pytest.raises(Conflict, match="terminated by setWebhook"):
            await held


async def test_pending_updates_can_be_dropped(bot: Bot, sandbox: Sandbox):
    say(sandbox, "before the bot came")
    assert (await bot.get_webhook_info()).pending_update_count == 1
    await bot.delete_webhook(drop_pending_updates=True)
    assert await bot.get_updates() == ()


async def test_unconfirmed_updates_come_again_after_a_restart(database: Path, serve: Serve):
    before = Sandbox.open(database)
    server = await serve(before)
    async with bot_at(server) as bot:
        say(before, "confirmed")
        (seen,) = await bot.get_updates()
        await bot.get_updates(offset=seen.update_id + 1)
        say(before, "seen but never confirmed")
        (unconfirmed,) = await bot.get_updates()
    await server.stop()
    before.close()

    after = Sandbox.open(database)
    async with bot_at(await serve(after)) as bot:
        assert await bot.get_updates() == (unconfirmed,)
    after.close()


async def test_every_kind_of_update_parses(bot: Bot, sandbox: Sandbox):
    runner_id = first_runner(sandbox).id
    written = say(sandbox, "/start sprinting")
    message = await bot.send_message(runner_id, "welcome")
    runner_actions.edit_text(sandbox, runner_id, written, "/start frequency")
    runner_actions.tap(sandbox, runner_id, message.message_id, "go")
    runner_actions.set_blocked(sandbox, runner_id, True)
    runner_actions.set_blocked(sandbox, runner_id, False)
    updates = await bot.get_updates()
    assert all(isinstance(update, Update) and not update.api_kwargs for update in updates)
    start, edited, tapped, blocked, unblocked = updates
    assert start.message.entities[0].type == "bot_command"
    assert start.message.entities[0].length == len("/start")
    assert edited.edited_message.message_id == written
    assert edited.edited_message.edit_date is not None
    assert tapped.callback_query.message.text == "welcome"
    assert tapped.callback_query.from_user.id == runner_id
    assert tapped.callback_query.chat_instance
    assert blocked.my_chat_member.new_chat_member.status == "kicked"
    assert unblocked.my_chat_member.new_chat_member.status == "member"
    assert unblocked.my_chat_member.new_chat_member.user.id == bot.id
