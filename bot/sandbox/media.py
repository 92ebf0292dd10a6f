"""Pictures, voice notes and documents: kept as bytes, described as Telegram describes them."""

import mimetypes
import re
import struct
from pathlib import PurePath
from typing import Final

from bot.sandbox.params import Upload
from bot.sandbox.records import Json, StoredFile
from bot.sandbox.refusal import bad_request
from bot.sandbox.store import Store

LARGEST_PHOTO: Final = 10_000_000
MOST_PHOTO_SIDES: Final = 10_000
_SUFFIX: Final = re.compile(r"\.[A-Za-z0-9]{1,10}")
_JPEG_FRAMES: Final = frozenset(
    {0xC0, 0xC1, 0xC2, 0xC3, 0xC5, 0xC6, 0xC7, 0xC9, 0xCA, 0xCB, 0xCD, 0xCE, 0xCF}
)


def image_size(data: bytes) -> tuple[int, int] | None:
    """Width and height in pixels of a PNG, GIF or JPEG; None for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        return struct.unpack(">II", data[16:24])
    if data[:6] in (b"GIF87a", b"GIF89a") and len(data) >= 10:
        return struct.unpack("<HH", data[6:10])
    return _jpeg_size(data) if data[:2] == b"\xff\xd8" else None


def _jpeg_size(data: bytes) -> tuple[int, int] | None:
    at = 2
    while at + 9 <= len(data) and data[at] == 0xFF:
        marker = data[at + 1]
        if marker in _JPEG_FRAMES:
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return width, height
        at += 2 + struct.unpack(">H", data[at + 2 : at + 4])[0]
    return None


def keep_photo(store: Store, upload: Upload) -> StoredFile:
    """Raises Refusal for what Telegram would not take as a photo."""
    size = image_size(upload.data)
    if size is None or not all(size):
        raise bad_request("IMAGE_PROCESS_FAILED")
    if len(upload.data) > LARGEST_PHOTO:
        raise bad_request("file is too big for a photo; the largest photo has 10000000 bytes")
    if sum(size) > MOST_PHOTO_SIDES or max(size) > 20 * min(size):
        raise bad_request("PHOTO_INVALID_DIMENSIONS")
    suffix = {b"\x89P": ".png", b"GI": ".gif"}.get(upload.data[:2], ".jpg")
    mime = mimetypes.types_map[suffix]
    return store.add_file("photos", suffix, upload.name, mime, upload.data)


def keep_file(store: Store, upload: Upload, folder: str) -> StoredFile:
    if not upload.data:
        raise bad_request("file must be non-empty")
    name = PurePath(upload.name.replace("\\", "/")).name or "file"
    suffix = PurePath(name).suffix
    return store.add_file(folder, suffix if _SUFFIX.fullmatch(suffix) else "", name, upload.mime, upload.data)


def photo_sizes(kept: StoredFile) -> list[Json]:
    width, height = image_size(kept.data) or (0, 0)
    return [{**_identity(kept), "width": width, "height": height}]


def document(kept: StoredFile) -> Json:
    return {**_identity(kept), "file_name": kept.name, "mime_type": kept.mime}


def voice(kept: StoredFile, seconds: int) -> Json:
    return {**_identity(kept), "duration": seconds, "mime_type": kept.mime}


def sticker(kept: StoredFile, emoji: str) -> Json:
    side = {"width": 512, "height": 512, "is_animated": False, "is_video": False}
    return {**_identity(kept), "type": "regular", "emoji": emoji, **side}


def file_record(kept: StoredFile) -> Json:
    return {**_identity(kept), "file_path": kept.path}


def _identity(kept: StoredFile) -> Json:
    return {"file_id": kept.file_id, "file_unique_id": kept.unique_id, "file_size": len(kept.data)}
