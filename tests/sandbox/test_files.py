import struct
import zlib

import pytest
from telegram import Bot
from telegram.error import BadRequest

from bot.sandbox import runner_actions
from bot.sandbox.media import image_size
from bot.sandbox.params import Upload
from bot.sandbox.runner_actions import Attachment
from bot.sandbox.state import Sandbox

from .people import started_runner


def png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


JPEG = b"\xff\xd8\xff\xe0\x00\x04JF\xff\xc0\x00\x11\x08\x00\x20\x00\x40\x03" + bytes(9) + b"\xff\xd9"
GIF = b"GIF89a" + struct.pack("<HH", 5, 7) + bytes(8)


@pytest.mark.parametrize(
    ("data", "size"),
    [
        (png(30, 20), (30, 20)),
        (JPEG, (64, 32)),
        (GIF, (5, 7)),
        (b"", None),
        (b"\xff\xd8", None),
        (b"\x89PNG\r\n\x1a\n", None),
        (b"<svg/>", None),
    ],
)
def test_the_size_of_a_picture_is_read_from_its_head(data: bytes, size: tuple[int, int] | None):
    assert image_size(data) == size


async def test_a_photo_goes_out_and_its_bytes_come_back(bot: Bot, sandbox: Sandbox):
    picture = png(80, 45)
    message = await bot.send_photo(
        started_runner(sandbox), picture, caption="<b>14 days</b>", parse_mode="HTML"
    )
    assert (message.photo[-1].width, message.photo[-1].height) == (80, 45)
    assert (message.caption, message.caption_entities[0].type) == ("14 days", "bold")
    kept = await bot.get_file(message.photo[-1].file_id)
    assert kept.file_size == len(picture)
    assert bytes(await kept.download_as_bytearray()) == picture


async def test_a_document_keeps_its_name(bot: Bot, sandbox: Sandbox):
    message = await bot.send_document(
        started_runner(sandbox), b'{"a": 1}', filename="my data.json", caption="all of it"
    )
    assert (message.document.file_name, message.document.mime_type) == ("my data.json", "application/json")
    kept = await bot.get_file(message.document.file_id)
    assert bytes(await kept.download_as_bytearray()) == b'{"a": 1}'


async def test_a_file_is_sent_again_by_its_id(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    first = await bot.send_document(runner_id, b"data", filename="a.txt")
    second = await bot.send_document(runner_id, first.document.file_id)
    assert second.document == first.document


async def test_a_caption_is_edited_and_text_is_not(bot: Bot, sandbox: Sandbox):
    message = await bot.send_photo(started_runner(sandbox), png(9, 9), caption="before")
    where = {"chat_id": message.chat.id, "message_id": message.message_id}
    assert (await bot.edit_message_caption(**where, caption="after")).caption == "after"
    with pytest.raises(BadRequest, match="no text in the message to edit"):
        await bot.edit_message_text("text", **where)


@pytest.mark.parametrize(("width", "height"), [(9000, 1001), (21, 1)])
async def test_a_photo_out_of_proportion_is_refused(width: int, height: int, bot: Bot, sandbox: Sandbox):
    head = png(1, 1)
    picture = head[:16] + struct.pack(">II", width, height) + head[24:]
    with pytest.raises(BadRequest, match="Photo_invalid_dimensions"):
        await bot.send_photo(started_runner(sandbox), picture)


async def test_what_a_runner_sends_parses_and_downloads(bot: Bot, sandbox: Sandbox):
    runner_id = started_runner(sandbox)
    picture = Upload("leg.png", "image/png", png(8, 8))
    sound = Upload("note.wav", "audio/wav", b"RIFF....WAVE")
    for kind, upload in (("photo", picture), ("voice", sound), ("document", sound), ("sticker", picture)):
        runner_actions.send_file(sandbox, runner_id, Attachment(kind, upload, "🙂"))
    runner_actions.send_location(sandbox, runner_id, 56.95, 24.1)
    photo, voice, document, sticker, location = [u.message for u in await bot.get_updates()]
    assert (photo.caption, photo.photo[0].width) == ("🙂", 8)
    assert voice.voice.to_dict()["duration"] == 1
    assert document.document.file_name == "note.wav"
    assert sticker.sticker.emoji == "🙂"
    assert location.location.latitude == 56.95
    kept = await bot.get_file(voice.voice.file_id)
    assert bytes(await kept.download_as_bytearray()) == sound.data


async def test_a_file_name_cannot_leave_its_folder(bot: Bot, sandbox: Sandbox):
    message = await bot.send_document(started_runner(sandbox), b"x", filename="..\\..\\evil.sh/../a.b c")
    kept = await bot.get_file(message.document.file_id)
    assert "/.." not in kept.file_path
    assert message.document.file_name == "a.b c"
