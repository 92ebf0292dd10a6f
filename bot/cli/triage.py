"""`triage --jsonl`: answers in, levels of care out, line by line. `triage report`: the rules as a page."""

from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from bot.cli.jsonl import JsonObject, process
from bot.clock import Clock
from bot.coaching.answers import Answers, PartialAnswers
from bot.coaching.triage import Verdict, decide, flagged

app = typer.Typer(add_completion=False)


@app.callback(invoke_without_command=True)
def triage(
    context: typer.Context,
    jsonl: Annotated[bool, typer.Option("--jsonl", help="Read one JSON object of answers a line.")] = False,
) -> None:
    """Answers from standard input to {"outcome", "rule"}; exit status 1 when any line was wrong."""
    if context.invoked_subcommand and not jsonl:
        return
    if context.invoked_subcommand or not jsonl:
        typer.echo(
            "triage reads answers from standard input: hamstring-coach triage --jsonl < answers.jsonl",
            err=True,
        )
        raise typer.Exit(2)
    # A byte or a character that cannot be read or written spoils its own line, never the run.
    lines = typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
    out = typer.get_text_stream("stdout", encoding="utf-8", errors="backslashreplace")
    raise typer.Exit(process(lines, out, _answer))


@app.command("report")
def report(
    out: Annotated[
        Path, typer.Option("--out", metavar="FILE", help="Where the page goes; an old one is replaced.")
    ] = Path("triage-report.html"),
    folder: Annotated[
        Path | None,
        typer.Option("--folder", help="The knowledge folder; without it, the one the coach uses."),
    ] = None,
) -> None:
    """Write one HTML page for the reviewing clinician: questions, rules, texts, worked cases, counts."""
    from bot.cli.triage_report import main  # noqa: PLC0415 (--jsonl does without the knowledge's libraries)

    main(out, folder, Clock().now())


def _answer(given: JsonObject) -> JsonObject:
    verdict = _decide(given)
    return {"outcome": verdict.outcome.value, "rule": verdict.rule}


def _decide(given: JsonObject) -> Verdict:
    """A ticked A or B flag is enough; any other missing answer is an error, never filled in."""
    try:
        return decide(Answers.model_validate(given))
    except ValidationError:
        verdict = _flagged(given)
        if verdict is None:
            raise
        return verdict


def _flagged(given: JsonObject) -> Verdict | None:
    try:
        return flagged(PartialAnswers.model_validate(given))
    except ValidationError:
        return None
