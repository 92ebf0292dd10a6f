"""`knowledge build`, `knowledge curve`: learn the topics from the sentences; see what more are worth."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

Folder = Annotated[
    Path | None,
    typer.Option("--folder", help="The knowledge folder; without it, the one the coach uses."),
]


def build(folder: Folder = None) -> None:
    """Learn the topics from knowledge/training and all phrasings; takes some minutes."""
    # Slow to import, and scikit-learn may be missing.
    from bot.content.finding import KnowledgeError  # noqa: PLC0415
    from bot.content.knowledge import default_folder  # noqa: PLC0415
    from bot.content.topic_model import write_model  # noqa: PLC0415

    with _needs_extra():
        from bot.fitting.build import build as fit  # noqa: PLC0415
    where = folder or default_folder()
    try:
        model = fit(where, lambda line: typer.echo(line, err=True))
        path = write_model(where, model)
    except (KnowledgeError, ValueError, OSError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    for name, size in model.figures.items():
        typer.echo(f"{name.replace('_', ' ')}: {size:g}")
    typer.echo(f"{path}: {path.stat().st_size / 1e6:.1f} MB")


def curve(folder: Folder = None) -> None:
    """Show how the topics are found with a part of the sentences and with all; takes some minutes."""
    from bot.content.finding import KnowledgeError  # noqa: PLC0415
    from bot.content.knowledge import default_folder  # noqa: PLC0415

    with _needs_extra():
        from bot.fitting.curve import curve as points  # noqa: PLC0415
    try:
        for point in points(folder or default_folder()):
            typer.echo(
                f"{point.sentences:6} sentences: topic first {point.first:.3f}, "
                f"among three {point.three:.3f}, inside from outside {point.area:.3f}"
            )
    except (KnowledgeError, ValueError) as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error


@contextmanager
def _needs_extra() -> Iterator[None]:
    try:
        yield
    except ModuleNotFoundError as error:
        typer.echo(f"{error.name} is not installed - install the extra: pip install '.[build]'", err=True)
        raise typer.Exit(1) from error
