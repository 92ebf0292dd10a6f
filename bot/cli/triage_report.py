"""What `triage report` does: read, count, write the page."""

from datetime import datetime
from pathlib import Path
from typing import NoReturn

import typer

from bot import __version__
from bot.coaching.space import count
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load
from bot.review.page import render
from bot.review.report import report
from bot.review.views import Report


def main(out: Path, folder: Path | None, made: datetime) -> None:
    """Write the page to `out` and say so. Raises typer.Exit(1) when it cannot be made or written."""
    knowledge = _knowledge(folder or default_folder())
    page = report(knowledge, count(), made, __version__)
    _write(out, render(page, knowledge.emergency))
    typer.echo(_summary(out, page))


def _knowledge(folder: Path) -> Knowledge:
    if not folder.is_dir():
        _stop(f"{folder}: there is no such folder - name the knowledge folder with --folder")
    try:
        return load(folder, with_model=False)
    except KnowledgeError as error:
        _stop(str(error))


def _write(out: Path, page: str) -> None:
    try:
        out.write_text(page, encoding="utf-8")
    except OSError as error:
        _stop(f"{out}: {error.strerror or 'cannot be written'} - name another file with --out")


def _summary(out: Path, page: Report) -> str:
    return (
        f"{out}: {len(page.rules)} rules, {page.total:,} combinations, "
        f"{page.agreeing} of {len(page.cases)} worked cases as the protocol says"
    )


def _stop(what: str) -> NoReturn:
    typer.echo(what, err=True)
    raise typer.Exit(1)
