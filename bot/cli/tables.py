"""Tables on the screen: drawn by Rich on a terminal, else aligned plain text that a diff can read."""

from collections.abc import Iterable
from typing import Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table as Drawn
from rich.text import Text

from bot.evaluation.report import Table

_GAP: Final = "  "


def draw(tables: Iterable[Table], console: Console) -> None:
    """Print the tables, one below the other; plain ones go to standard output."""
    out = typer.get_text_stream("stdout", errors="backslashreplace")
    for table in tables:
        if console.is_terminal:
            console.print(_drawn(table))
        else:
            out.write(plain(table))
    out.flush()


def plain(table: Table) -> str:
    """Return the title, then one line a row, then an empty line."""
    lines = [table.columns, *table.rows]
    widths = [max(len(row[at]) for row in lines) for at in range(len(table.columns))]
    text = [table.title]
    for row in lines:
        cells = zip(row, widths, table.align, strict=True)
        text.append(_GAP.join(_padded(*cell) for cell in cells).rstrip())
    return "\n".join(text) + "\n\n"


def _padded(cell: str, width: int, align: str) -> str:
    return cell.rjust(width) if align == "r" else cell.ljust(width)


def _drawn(table: Table) -> Drawn:
    drawn = Drawn(title=table.title, title_justify="left", box=box.SIMPLE_HEAD)
    for name, align in zip(table.columns, table.align, strict=True):
        drawn.add_column(name, justify="right" if align == "r" else "left", overflow="fold")
    for row in table.rows:
        # As text: a question may hold what Rich takes for markup.
        drawn.add_row(*map(Text, row))
    return drawn
