from io import StringIO

import pytest
from rich.console import Console

from bot.cli.tables import draw, plain
from bot.evaluation.report import Table

TABLE = Table(
    "Pairs", ("cases", "meant", "taken for"), "rll", (("12", "warm-up", "routine"), ("3", "x", "[red]y"))
)


def test_plain_text_is_aligned_and_ends_no_line_with_blanks() -> None:
    assert plain(TABLE) == (
        "Pairs\ncases  meant    taken for\n   12  warm-up  routine\n    3  x        [red]y\n\n"
    )


def test_a_terminal_gets_drawn_tables_with_every_bracket_in_place() -> None:
    screen = StringIO()
    draw([TABLE], Console(file=screen, force_terminal=True, color_system=None, width=80))
    assert "[red]y" in screen.getvalue()
    assert "──" in screen.getvalue()


def test_a_file_gets_plain_text(capsys: pytest.CaptureFixture[str]) -> None:
    draw([TABLE], Console(file=StringIO()))
    assert capsys.readouterr().out == plain(TABLE)
