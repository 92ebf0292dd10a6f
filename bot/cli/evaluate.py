"""`knowledge eval`: its options. What it does is imported when it runs: other commands do without."""

from pathlib import Path
from typing import Annotated, Literal

import typer

# The same as bot.evaluation.reading.Assumed, which takes long to load for a line of --help.
Assumed = Literal["inside", "near", "far", "safety"]


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE]...", help="JSON lines; without any, knowledge/evaluation/*.jsonl."),
    ] = None,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="The knowledge folder; without it, the one the coach uses."),
    ] = None,
    assumed: Annotated[
        Assumed | None, typer.Option("--as", help="What lines are whose keys do not tell.")
    ] = None,
    typos: Annotated[
        int, typer.Option(min=0, help="Ask again with a random typo every so many characters; 0 for not.")
    ] = 12,
    seed: Annotated[int, typer.Option(help="Another seed makes other typos.")] = 0,
    misses: Annotated[int, typer.Option(min=0, help="How many of the worst misses to show.")] = 10,
    compare: Annotated[
        bool, typer.Option("--compare", help="Show rapidfuzz's scorers on the same questions.")
    ] = False,
    time: Annotated[
        bool, typer.Option("--time", help="Show what deciding costs, measured on one core.")
    ] = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help="Write one JSON object a figure and a case instead.")
    ] = False,
) -> None:
    """Measure how well the coach understands; exit status 1 when a line cannot be read."""
    from bot.cli.evaluation import Wanted, main  # noqa: PLC0415

    main(Wanted(files or [], folder, assumed, typos, seed, misses, compare, time, jsonl))
