"""What the coach cannot read: photos, voice, files, places. Each gets a fitting line."""

from typing import Final

from bot.chat import check_start, soreness
from bot.chat.safety_text import red_flags_html
from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn

KINDS: Final = (
    ("photo", "photo"),
    ("voice", "voice"),
    ("audio", "voice"),
    ("video_note", "voice"),
    ("video", "photo"),
    ("animation", "sticker"),
    ("sticker", "sticker"),
    ("document", "document"),
    ("location", "location"),
    ("venue", "location"),
    ("contact", "contact"),
)


async def on_unreadable(turn: Turn) -> None:
    message = turn.message
    kind = next((name for field, name in KINDS if message and getattr(message, field, None)), "other")
    if kind == "document" and _is_picture(turn):
        kind = "photo"
    parts = [turn.messages.text(f"fallback.{kind}")]
    if kind in {"photo", "voice"}:
        # A picture of a bruise or a spoken "I heard a pop" must not end in silence (protocol 8.7).
        parts.append(red_flags_html(turn.knowledge, await turn.whose()))
    checking = await check_start.is_open(turn)
    offered = len(parts) > 1 and not checking
    rows = ((Button(turn.messages.label("safety.start_check"), "q:start"),),) if offered else ()
    await turn.send(Screen("\n\n".join(parts), rows))
    # A caption is read as an answer after this, and brings the next question itself.
    if checking and not turn.words:
        await soreness.show_again(turn)


def _is_picture(turn: Turn) -> bool:
    """A picture or film that was sent as a file."""
    document = turn.message.document if turn.message else None
    return ((document is not None and document.mime_type) or "").startswith(("image/", "video/"))
