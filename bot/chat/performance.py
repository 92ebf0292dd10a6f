"""How strong a session went: a second tap, offered once it was told how it felt (D7)."""

from datetime import date
from typing import Final

from bot.chat.choice import choice_row, shown, with_row
from bot.chat.extras_asked import PREFIX, read_day
from bot.chat.screen import Button, Row
from bot.chat.turn import Turn
from bot.coaching.series import WINDOW, Performance
from bot.coaching.session import DONE
from bot.content.messages import Messages
from bot.storage.tx import Tx

EVENT: Final = "performance"
"""The kind of event that an answer leaves; the newest of a day counts."""
EVENTS_READ: Final = 4 * WINDOW
OFFERED: Final = (Performance.USUAL, Performance.WORSE)
"""Better is none of D7's business: with "as usual" it shares a button."""


async def on_tap(turn: Turn, day: str, performance: str) -> None:
    """`j:went:<day>:<performance>`."""
    asked = read_day(day)
    if asked is None or performance not in set(OFFERED):
        await turn.toast("common.stale_gone")
        return
    async with turn.store.begin() as tx:
        sessions = await tx.sessions.recent(turn.chat_id, asked)
        stands = any(one.local_date == asked and one.kind == DONE for one in sessions)
        new = stands and (await told(tx, turn.chat_id)).get(asked) != performance
        if new:
            data = {"day": asked.isoformat(), "performance": performance}
            await tx.events.add(turn.chat_id, turn.now, EVENT, data)
    if not stands:
        await turn.toast("common.stale_gone")
        return
    await turn.toast("common.noted" if new else "common.already")
    if screen := shown(turn):
        await turn.show(with_row(screen, row(turn.messages, asked, Performance(performance))))


def row(messages: Messages, day: date, chosen: Performance | None) -> Row:
    """The two buttons for the session of that local day."""

    def data(performance: Performance) -> str:
        return f"{PREFIX}:went:{day:%Y%m%d}:{performance}"

    buttons = [Button(messages.label(f"extras.went.{one}"), data(one)) for one in OFFERED]
    return choice_row(messages, buttons, data(chosen) if chosen else None)


async def told(tx: Tx, chat_id: int) -> dict[date, Performance]:
    """What was told of the last sessions, by local day."""
    events = await tx.events.recent(chat_id, EVENTS_READ, kind=EVENT)
    return {
        date.fromisoformat(event.data["day"]): Performance(event.data["performance"])
        for event in reversed(events)
    }
