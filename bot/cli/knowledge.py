"""`knowledge check` and `knowledge facts`: for curators.

The knowledge's libraries are slow to import, so each is imported where it is used: other commands do without.
"""

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.build import build, curve
from bot.cli.evaluate import evaluate

if TYPE_CHECKING:
    from bot.content.draft import Draft
    from bot.content.finding import Finding

app = typer.Typer(no_args_is_help=True, help="Check what the coach knows, and see where each fact is told.")

app.command("build")(build)
app.command("curve")(curve)
app.command("eval")(evaluate)

Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="The knowledge folder; without it, the one the coach uses."),
]


@app.command()
def check(folder: Folder = None) -> None:
    """Print what is wrong as `file:line: what - how to mend it`; exit status 1 when anything is."""
    from bot.content.check import findings_of  # noqa: PLC0415
    from bot.content.topic_model import stale  # noqa: PLC0415

    where, draft = _draft(folder)
    _refuse(where, findings_of(draft))
    typer.echo(_summary(draft))
    # No finding: what was added since is matched by its phrasings, and the coach starts.
    if age := stale(where):
        typer.echo(f"note: {age}: run `knowledge build` when you are done")


@app.command()
def facts(
    folder: Folder = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", help="Refresh the table in this page, such as docs/knowledge.md."),
    ] = None,
) -> None:
    """Show which entries tell each fact of the article; exit status 1 when a fact is told by none."""
    from bot.cli.fact_table import table, tellers  # noqa: PLC0415

    where, draft = _draft(folder)
    _refuse(
        where, [finding for finding in draft.reader.findings if finding.file.startswith(("entries", "facts"))]
    )
    known = draft.facts or {}
    told = tellers(known, draft.entries.values())
    shown = table(known, told)
    if write:
        _refresh(write, shown)
    else:
        typer.echo(shown)
    missing = [key for key, ids in told.items() if not ids]
    if missing:
        typer.echo(f"told by no entry: {', '.join(missing)} - tell them and add them to `sources`", err=True)
        raise typer.Exit(1)


def _draft(folder: Path | None) -> "tuple[Path, Draft]":
    from bot.content.draft import read_draft  # noqa: PLC0415
    from bot.content.knowledge import default_folder  # noqa: PLC0415

    where = folder or default_folder()
    if not where.is_dir():
        typer.echo(f"{where}: there is no such folder - name the knowledge folder with --folder", err=True)
        raise typer.Exit(1)
    return where, read_draft(where)


def _refuse(where: Path, findings: "Iterable[Finding]") -> None:
    """Findings with paths an editor can open; then the exit."""
    shown = _from_here(where)
    lines = [str(replace(finding, file=str(shown / finding.file))) for finding in findings]
    if not lines:
        return
    for line in lines:
        typer.echo(line)
    typer.echo(f"{len(lines)} finding{'s' if len(lines) > 1 else ''}", err=True)
    raise typer.Exit(1)


def _from_here(path: Path) -> Path:
    resolved, here = path.resolve(), Path.cwd()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else resolved


def _summary(draft: "Draft") -> str:
    phrasings = sum(len(entry.phrasings) for entry in draft.entries.values())
    counts = {
        "entries": len(draft.entries),
        "phrasings": phrasings,
        "facts": len(draft.facts or {}),
        "exercises": len(draft.exercises or {}),
        "messages": len(draft.messages.by_key),
    }
    return ", ".join(f"{count} {name}" for name, count in counts.items()) + ", no findings"


def _refresh(page: Path, shown: str) -> None:
    from bot.cli.fact_table import refresh  # noqa: PLC0415

    try:
        page.write_text(refresh(page.read_text(encoding="utf-8"), shown), encoding="utf-8")
    except (OSError, ValueError) as error:
        what = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        typer.echo(f"{page}: {what}", err=True)
        raise typer.Exit(1) from error
    typer.echo(f"{page}: the table is up to date")
