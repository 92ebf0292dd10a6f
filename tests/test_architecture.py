"""Imports run one way, and no room grows past what one reads in a sitting."""

import ast
from pathlib import Path

import pytest

BOT = Path(__file__).parent.parent / "bot"
ALLOWED = {
    "content": set(),
    "answering": {"content"},
    "coaching": {"content"},
    "storage": {"content"},
    "reminders": {"coaching", "answering", "storage", "content", "clock"},
    "chat": {"reminders", "coaching", "answering", "curating", "storage", "content", "clock"},
    "curating": set(),
    "evaluation": {"answering", "content"},
    "fitting": {"answering", "content"},
    "review": {"coaching", "content"},
    "sandbox": {"content", "serving"},
    "web": {"chat", "storage", "serving"},
}
FORBIDDEN_IN_CORE = {"telegram", "sqlalchemy", "sqlite3", "starlette", "httpx", "asyncio"}


def _imports(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _files(room: str) -> list[Path]:
    return sorted((BOT / room).rglob("*.py"))


@pytest.mark.parametrize("room", ALLOWED)
def test_imports_between_rooms_run_one_way(room: str) -> None:
    allowed = ALLOWED[room] | {room}
    wrong = {
        (str(path.relative_to(BOT)), name)
        for path in _files(room)
        for name in _imports(path)
        if name.startswith("bot.") and name.split(".")[1] not in allowed
    }
    assert wrong == set()


@pytest.mark.parametrize("room", ["answering", "coaching"])
def test_the_core_knows_no_telegram_no_database_and_no_clock(room: str) -> None:
    for path in _files(room):
        roots = {name.split(".")[0] for name in _imports(path)}
        assert not roots & FORBIDDEN_IN_CORE, path
        assert ".now(" not in path.read_text(encoding="utf-8"), path


@pytest.mark.parametrize("path", sorted(BOT.rglob("*.py")), ids=lambda path: str(path.relative_to(BOT)))
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 300
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or node.lineno) - node.lineno < 60, node.name
