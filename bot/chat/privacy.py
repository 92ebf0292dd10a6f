"""/privacy, /export and /delete: what is stored, all of it as a file, all of it gone."""

import json

from bot.chat.screen import Button, Screen
from bot.chat.turn import Turn


async def on_privacy(turn: Turn) -> None:
    label = turn.messages.label
    rows = (
        (
            Button(label("privacy.export_label"), "p:export"),
            Button(label("privacy.delete_label"), "p:delete"),
        ),
    )
    await turn.send(Screen(turn.messages.text("privacy.text"), rows))


async def on_export(turn: Turn) -> None:
    """Everything about this runner as one JSON file that a person can read."""
    async with turn.store.read() as tx:
        data = await tx.export(turn.chat_id)
    document = {
        "about": turn.messages.label("privacy.about_export"),
        "exported_at": turn.now.isoformat(timespec="seconds"),
        "tables": data,
    }
    content = json.dumps(document, ensure_ascii=False, indent=2).encode()
    counts = ", ".join(f"{table} {len(rows)}" for table, rows in data.items() if rows)
    caption = turn.messages.text("privacy.exported", counts=counts or "0")
    await turn.coach.out.document(turn.chat_id, content, "hamstring-coach-export.json", caption)


async def on_delete(turn: Turn) -> None:
    await turn.send(_ask(turn))


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    match args:
        case ("export",):
            await turn.toast()
            await on_export(turn)
        case ("delete",):
            await turn.toast()
            await turn.show(_ask(turn))
        case ("sure",):
            async with turn.store.begin() as tx:
                await tx.delete(turn.chat_id)
            await turn.toast()
            await turn.show(Screen(turn.messages.text("privacy.deleted")))
        case _:
            await turn.toast()
            await turn.show(Screen(turn.messages.text("privacy.kept")))


def _ask(turn: Turn) -> Screen:
    label = turn.messages.label
    rows = ((Button(label("privacy.sure"), "p:sure"),), (Button(label("privacy.keep"), "p:keep"),))
    return Screen(turn.messages.text("privacy.ask_delete"), rows)
