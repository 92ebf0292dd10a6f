"""`db upgrade` and `db current`: the schema of the database, for operators.

The database's libraries are slow to import, so each is imported where it is used: other commands do without.
"""

import asyncio
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from bot.storage.migrate import Revisions

app = typer.Typer(no_args_is_help=True, help="Look at the schema of the database, or bring it up to date.")

Database = Annotated[
    str | None,
    typer.Option(
        "--database",
        help="Address such as sqlite:///coach.db or postgresql://user@host/coach; without it, the settings'.",
    ),
]


@app.command()
def upgrade(database: Database = None) -> None:
    """Run the migrations that are missing. Safe to run twice."""
    before, after = _run(database, migrate=True)
    if before.current == after.current:
        typer.echo(f"up to date at {after.current}")
    else:
        typer.echo(f"upgraded from {before.current or 'an empty database'} to {after.current}")


@app.command()
def current(database: Database = None) -> None:
    """Show the version of the schema; exit status 1 when migrations are missing."""
    _, found = _run(database, migrate=False)
    if found.current == found.head:
        typer.echo(f"{found.current} (newest)")
        return
    typer.echo(
        f"{found.current or 'no schema yet'}; newest is {found.head}: run `hamstring-coach db upgrade`"
    )
    raise typer.Exit(1)


def _run(database: str | None, *, migrate: bool) -> "tuple[Revisions, Revisions]":
    from sqlalchemy.exc import SQLAlchemyError  # noqa: PLC0415

    try:
        return asyncio.run(_revisions(database or _from_settings(), migrate=migrate))
    except (ValueError, OSError, SQLAlchemyError) as error:
        typer.echo(f"database: {str(error).splitlines()[0]}", err=True)
        raise typer.Exit(1) from error


async def _revisions(url: str, *, migrate: bool) -> "tuple[Revisions, Revisions]":
    """Before and after; the same twice when nothing is to be migrated."""
    from bot.storage.store import Store  # noqa: PLC0415

    store = await Store.open(url, migrate=False)
    try:
        before = await store.revisions()
        if migrate:
            await store.upgrade()
        return before, await store.revisions()
    finally:
        await store.close()


def _from_settings() -> str:
    from bot.settings import SettingsError, read_settings  # noqa: PLC0415

    try:
        return read_settings().database()
    except SettingsError as error:
        raise ValueError(str(error)) from error
