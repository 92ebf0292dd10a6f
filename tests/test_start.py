"""What a start does without: each of these costs time at every start and memory for as long as it runs."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import pytest

UNUSED = (
    *("alembic", "mako", "bot.sandbox", "bot.web", "starlette", "uvicorn", "rich", "pygments", "sklearn"),
    *("asyncpg", "sqlalchemy.dialects.postgresql"),
)
NOBODY = "http://127.0.0.1:9"


@pytest.fixture
async def imported(tmp_path: Path) -> set[str]:
    """All that the coach has imported when it is up and looks for Telegram."""
    database = f"sqlite:///{tmp_path / 'coach.sqlite3'}"
    telegram = {"BOT_TOKEN": "1:a", "BOT_API_URL": NOBODY, "DATABASE_URL": database}
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-X", "importtime", "-m", "bot", "run"),
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parent.parent), "PATH": os.environ["PATH"]} | telegram,
        stderr=asyncio.subprocess.PIPE,
    )
    assert process.stderr is not None
    names = set()
    async for line in process.stderr:
        words = line.decode().split("|")
        if words[0].startswith("import time:"):
            names.add(words[-1].strip())
        elif "does not answer" in words[0]:
            process.send_signal(signal.SIGTERM)
    assert await process.wait() == 0
    return names


async def test_a_start_on_a_new_database_imports_nothing_that_it_does_not_need(imported: set[str]) -> None:
    assert "bot.chat.router" in imported
    assert [name for name in sorted(imported) if name.startswith(tuple(UNUSED))] == []
