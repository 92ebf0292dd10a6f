"""The command line: run, ask, triage, reminders, knowledge, db. Each command loads only what it needs."""

import gc
import os
import sys
from typing import Annotated

import typer

from bot import __version__
from bot.cli import ask, db, knowledge, reminders, triage, unanswered
from bot.role import Role

app = typer.Typer(
    name="hamstring-coach",
    help="A Telegram coach for runners who train their hamstrings.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.command("run")
def run(
    role: Annotated[
        Role, typer.Option(help="Only answer (web), only send what is due (sender), or both.")
    ] = Role.ALL,
) -> None:
    """Start the coach: on Telegram with BOT_TOKEN, else practice mode in your browser."""
    # Nothing that a start builds is garbage; collecting meanwhile makes it a sixth slower.
    gc.disable()
    # What numpy multiplies for an answer is small; its threads would only burn a tenth of a second waiting.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # A command line that nobody sees here: with it come 7 MB of pygments and rich.
    sys.modules["httpx._main"] = None  # type: ignore[assignment]
    from bot.cli.run import run as start  # noqa: PLC0415 (Telegram's library takes half a second to load)

    start(role)


app.command("ask")(ask.ask)
app.add_typer(triage.app, name="triage")
app.add_typer(reminders.app, name="reminders")
knowledge.app.command("unanswered")(unanswered.unanswered)
app.add_typer(knowledge.app, name="knowledge")
app.add_typer(db.app, name="db")


@app.command("version")
def version() -> None:
    """Print the version."""
    typer.echo(__version__)
