"""`knowledge build`: learn the topics from the sentences and write knowledge/model/topics.npz."""

from pathlib import Path
from typing import Annotated

import typer


def build(
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="The knowledge folder; without it, the one the coach uses."),
    ] = None,
) -> None:
    """Learn the topics from knowledge/training and all phrasings; takes some minutes."""
    # Slow to import, and scikit-learn may be missing.
    from bot.content.finding import KnowledgeError  # noqa: PLC0415
    from bot.content.knowledge import default_folder  # noqa: PLC0415
    from bot.content.topic_model import write_model  # noqa: PLC0415

    try:
        from bot.fitting.build import build as fit  # noqa: PLC0415
    except ModuleNotFoundError as error:
        typer.echo(f"{error.name} is not installed - install the extra: pip install '.[build]'", err=True)
        raise typer.Exit(1) from error
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
