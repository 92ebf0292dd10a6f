"""Each promise in docs/guarantees.md names tests, and each of them exists."""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
TEXT = (ROOT / "docs" / "guarantees.md").read_text(encoding="utf-8")
ROWS = [
    line for line in TEXT.splitlines() if line.startswith("|") and not line.startswith(("|---", "| promise"))
]
NAMED = sorted(set(re.findall(r"`(tests/[^`]+)`", TEXT)))


@cache
def _tests(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


@pytest.mark.parametrize("row", ROWS, ids=[row.split("|")[1].strip()[:60] for row in ROWS])
def test_every_promise_names_the_test_that_shows_it(row: str) -> None:
    promise, _, shown = row.strip("|").split("|")
    assert promise.strip()
    assert re.fullmatch(r"( ?`tests/\S+\.py::test_\w+`,?)+ ?", shown), shown


@pytest.mark.parametrize("named", NAMED)
def test_every_test_that_is_named_exists(named: str) -> None:
    path, _, name = named.partition("::")
    assert name in _tests(ROOT / path)


def test_the_page_is_read_as_a_whole() -> None:
    assert len(ROWS) > 25
    assert len(NAMED) > 25
