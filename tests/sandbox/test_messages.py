from datetime import timedelta

import pytest
from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    MessageEntity,
    ReplyKeyboardMarkup,
    ReplyKeyboardRemove,
)
from telegram.error import BadRequest

from bot.sandbox import runner_actions
from bot.sandbox.state import Sandbox

from .people import started_runner


def keyboard(*labels: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup([[InlineKeyboardButton(label, callback_data=label) for label in labels]])


@pytest.mark.parametrize(
    ("html", "text", "entities"),
    [
        ("plain", "plain", []),
        ("<b>bold</b> and <i>italic</i>", "bold and italic", [("bold", 0, 4), ("italic", 9, 6)]),
        ("<b>all <i>in</i></b>", "all in", [("bold", 0, 6), ("italic", 4, 2)]),
        ("💪 <b>strong</b>", "💪 strong", [("bold", 3, 6)]),
        ('see <a href="https://example.org/">this</a>', "see this", [("text_link", 4, 4)]),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2", []),
        ("• one\n• <u>two</u>", "• one\n• two", [("underline", 8, 3)]),
        ("<code>3 x 8</code>", "3 x 8", [("code", 0, 5)]),
        ("<blockquote>said</blockquote>", "said", [("blockquote", 0, 4)]),
        ("  <b>trimmed</b>  ", "trimmed", [("bold", 0, 7)]),
        ("try /checkin now", "try /checkin now", [("bot_command", 4, 8)]),
        ("<code>/checkin</code>", "/checkin", [("code", 0, 8)]),
        ("https://example.org/a, 3/4 of it", "https://example.org/a, 3/4 of it", [("url", 0, 21)]),
    ],
)
async def test_html_becomes_text_and_entities(html, text, entities, bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    message = await bot.send_message(runner_id, html, parse_mode="HTML")
    assert message.text == text
    assert [(e.type, e.offset, e.length) for e in message.entities] == entities


async def test_without_a_parse_mode_tags_are_text(bot: Bot, sandbox: Sandbox):
    message = await bot.send_message(started_runner(sandbox), "<b>1</b> & 2")
    assert (message.text, message.entities) == ("<b>1</b> & 2", ())


async def test_entities_can_be_given_outright(bot: Bot, sandbox: Sandbox):
    given = [MessageEntity("text_link", 3, 4, url="https://example.org/")]
    message = await bot.send_message(started_runner(sandbox), "💪 link", entities=given)
    assert list(message.entities) == given


async def test_a_text_of_4096_units_after_parsing_is_taken(bot: Bot, sandbox: Sandbox):
    message = await bot.send_message(started_runner(sandbox), f"<b>{'💪' * 2048}</b>", parse_mode="HTML")
    assert message.text == "💪" * 2048


async def test_a_sent_message_has_all_that_a_bot_reads(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    message = await bot.send_message(runner_id, "0 to 10?", reply_markup=keyboard("0", "10"))
    assert (message.chat.id, message.chat.type, message.from_user.id) == (runner_id, "private", bot.id)
    assert message.from_user.is_bot
    assert abs(message.date - sandbox.now()) < timedelta(seconds=5)
    assert [b.text for b in message.reply_markup.inline_keyboard[0]] == ["0", "10"]
    assert not message.api_kwargs


async def test_message_ids_grow_across_chats(bot: Bot, sandbox: Sandbox):
    first = await bot.send_message(started_runner(sandbox), "one")
    second = await bot.send_message(sandbox.cast.group.id, "two")
    await bot.delete_message(second.chat.id, second.message_id)
    third = await bot.send_message(first.chat.id, "three")
    assert first.message_id < second.message_id < third.message_id


async def test_an_edit_gives_the_message_and_drops_the_keyboard(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    sent = await bot.send_message(runner_id, "0 to 10?", reply_markup=keyboard("0", "10"))
    edited = await bot.edit_message_text(
        "<b>Noted</b>", chat_id=runner_id, message_id=sent.message_id, parse_mode="HTML"
    )
    assert (edited.text, edited.message_id, edited.reply_markup) == ("Noted", sent.message_id, None)
    assert edited.entities[0].type == "bold"
    assert edited.edit_date is not None
    assert edited.date == sent.date


@pytest.mark.parametrize("again", ["same text and keyboard", "same without a keyboard"])
async def test_an_edit_that_changes_nothing_is_refused(again: str, bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    buttons = keyboard("yes") if again == "same text and keyboard" else None
    sent = await bot.send_message(runner_id, "<b>ready?</b>", parse_mode="HTML", reply_markup=buttons)
    with pytest.raises(BadRequest, match="Message is not modified"):
        await bot.edit_message_text(
            "<b>ready?</b>",
            chat_id=runner_id,
            message_id=sent.message_id,
            parse_mode="HTML",
            reply_markup=buttons,
        )


async def test_dropping_the_formatting_is_a_change(bot: Bot, sandbox: Sandbox):
    sent = await bot.send_message(started_runner(sandbox), "<b>ready?</b>", parse_mode="HTML")
    edited = await bot.edit_message_text("ready?", chat_id=sent.chat.id, message_id=sent.message_id)
    assert edited.entities == ()


async def test_only_the_keyboard_can_be_changed(bot: Bot, sandbox: Sandbox):
    sent = await bot.send_message(started_runner(sandbox), "ready?", reply_markup=keyboard("yes"))
    where = {"chat_id": sent.chat.id, "message_id": sent.message_id}
    edited = await bot.edit_message_reply_markup(**where, reply_markup=keyboard("no"))
    assert edited.text == "ready?"
    assert edited.reply_markup.inline_keyboard[0][0].text == "no"
    with pytest.raises(BadRequest, match="not modified"):
        await bot.edit_message_reply_markup(**where, reply_markup=keyboard("no"))
    assert (await bot.edit_message_reply_markup(**where)).reply_markup is None


async def test_an_edit_that_is_too_long_is_refused(bot: Bot, sandbox: Sandbox):
    sent = await bot.send_message(started_runner(sandbox), "short")
    with pytest.raises(BadRequest, match="Message_too_long"):
        await bot.edit_message_text("a" * 4097, chat_id=sent.chat.id, message_id=sent.message_id)


async def test_a_bot_edits_its_own_messages_only(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    own = runner_actions.send_text(sandbox, runner_id, "mine")
    with pytest.raises(BadRequest, match="Message can't be edited"):
        await bot.edit_message_text("yours", chat_id=runner_id, message_id=own["message_id"])


async def test_a_message_is_deleted_once(bot: Bot, sandbox: Sandbox):
    sent = await bot.send_message(started_runner(sandbox), "gone soon")
    assert await bot.delete_message(sent.chat.id, sent.message_id)
    with pytest.raises(BadRequest, match="Message to delete not found"):
        await bot.delete_message(sent.chat.id, sent.message_id)


async def test_a_message_of_last_week_stays(bot: Bot, sandbox: Sandbox):
    sent = await bot.send_message(started_runner(sandbox), "old")
    sandbox.set_clock_offset(timedelta(days=3))
    with pytest.raises(BadRequest, match="Message can't be deleted for everyone"):
        await bot.delete_message(sent.chat.id, sent.message_id)


async def test_a_reply_quotes_what_it_answers(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    asked = runner_actions.send_text(sandbox, runner_id, "how often?")
    answer = await bot.send_message(runner_id, "twice a week", reply_to_message_id=asked["message_id"])
    assert answer.reply_to_message.text == "how often?"
    loose = await bot.send_message(
        runner_id, "anyway", reply_to_message_id=99_999, allow_sending_without_reply=True
    )
    assert loose.reply_to_message is None


async def test_a_reply_keyboard_reaches_the_page_but_not_the_message(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    sent = await bot.send_message(runner_id, "where?", reply_markup=ReplyKeyboardMarkup([["Riga", "Skip"]]))
    await bot.send_message(runner_id, "thanks", reply_markup=ReplyKeyboardRemove())
    shown = sandbox.store.history(runner_id, None, 2)
    assert sent.reply_markup is None
    assert [button["text"] for button in shown[0]["reply_keyboard"]["keyboard"][0]] == ["Riga", "Skip"]
    assert shown[1]["reply_keyboard"] == {"remove_keyboard": True}


async def test_a_tap_comes_back_as_an_answer(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    sent = await bot.send_message(runner_id, "soreness?", reply_markup=keyboard("3", "4"))
    runner_actions.tap(sandbox, runner_id, sent.message_id, "4")
    (update,) = await bot.get_updates()
    query = update.callback_query
    assert (query.data, query.message.message_id) == ("4", sent.message_id)
    async with sandbox.hub.subscribe() as events:
        assert await query.answer("Noted", show_alert=True)
        event = await anext(events)
    assert (event["type"], event["text"], event["show_alert"]) == ("answer", "Noted", True)
    assert (event["runner_id"], event["message_id"]) == (runner_id, sent.message_id)


async def test_both_taps_of_a_double_tap_arrive(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    sent = await bot.send_message(runner_id, "soreness?", reply_markup=keyboard("4"))
    for _ in range(2):
        runner_actions.tap(sandbox, runner_id, sent.message_id, "4")
    first, second = await bot.get_updates()
    assert first.callback_query.id != second.callback_query.id
    assert first.callback_query.chat_instance == second.callback_query.chat_instance
