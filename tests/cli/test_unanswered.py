"""The curator's list on the command line."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

from typer.testing import CliRunner

from bot.cli.main import app
from bot.storage.store import Store

NOW = datetime(2030, 1, 7, tzinfo=UTC)


async def _fill(url: str) -> None:
    store = await Store.open(url)
    async with store.begin() as tx:
        near = [{"topic": "frequency", "entry": "how-often", "score": 0.4}]
        for question in ("copenhagen planks?", "Copenhagen planks", "sleds"):
            await tx.misses.add(question, "declined", near, NOW)
    await store.close()


def test_unanswered_lists_groups_with_count_and_nearest_entries(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'coach.sqlite3'}"
    asyncio.run(_fill(url))
    done = CliRunner().invoke(app, ["knowledge", "unanswered", "--database", url])
    assert done.exit_code == 0
    lines = done.output.splitlines()
    assert lines[0] == "3 questions, 2 groups"
    assert lines[1].split(maxsplit=1)[0] == "2"
    assert "nearest: how-often 0.40" in lines[2]
