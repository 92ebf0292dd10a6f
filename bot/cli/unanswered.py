"""`knowledge unanswered`: what the coach could not answer, grouped, without anybody's name."""

import asyncio
from collections.abc import Sequence
from typing import Annotated

import typer

from bot.curating.unanswered import Group, Missed, group

READ = 10_000


def unanswered(
    database: Annotated[
        str | None, typer.Option(help="Address of the database; without it, the settings' one.")
    ] = None,
) -> None:
    """List the declined and thumbed-down questions, most frequent first, with the nearest entries."""
    from bot.settings import read_settings  # noqa: PLC0415 (this command alone needs settings and a database)

    missed = asyncio.run(_read(database or read_settings().database()))
    groups = group(missed)
    typer.echo(f"{len(missed)} questions, {len(groups)} groups")
    for one in groups:
        typer.echo(_line(one))


async def _read(url: str) -> Sequence[Missed]:
    from bot.storage.store import Store  # noqa: PLC0415

    store = await Store.open(url)
    try:
        async with store.read() as tx:
            misses = await tx.misses.all(READ)
    finally:
        await store.close()
    return [Missed(miss.question, miss.reason, miss.candidates) for miss in misses]


def _line(one: Group) -> str:
    nearest = ", ".join(f"{entry} {score:.2f}" for entry, score in one.best())
    reasons = ", ".join(f"{reason} {count}" for reason, count in one.reasons.most_common())
    return f"{one.count:5}  {one.example}\n       {reasons}; nearest: {nearest or 'none'}"
