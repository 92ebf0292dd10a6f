"""`ask`: what the coach makes of a question. Needs neither token nor database."""

from pathlib import Path
from typing import Annotated

import typer

from bot.answering.decide import Decision
from bot.answering.matcher import Matcher
from bot.cli.jsonl import JsonObject, process
from bot.coaching.emergency import with_number
from bot.content.finding import KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load


def ask(
    text: Annotated[list[str] | None, typer.Argument(help="The question, with or without quotes.")] = None,
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read {"q": ...} lines from standard input, write one decision a line.'),
    ] = False,
    knowledge: Annotated[Path | None, typer.Option(help="Another knowledge folder.")] = None,
) -> None:
    """Show what the coach would answer to a question, and why."""
    if not jsonl and not text:
        raise typer.BadParameter('give a question, such as: ask "how often should I train?", or --jsonl')
    try:
        known = load(knowledge or default_folder())
    except KnowledgeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    matcher = Matcher(known)
    if jsonl:
        # A byte or a character that cannot be read or written spoils its own line, never the run.
        lines = typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
        out = typer.get_text_stream("stdout", encoding="utf-8", errors="backslashreplace")
        raise typer.Exit(process(lines, out, lambda line: answer_line(matcher, line)))
    _show(known, matcher, " ".join(text or ()))


def answer_line(matcher: Matcher, line: JsonObject) -> JsonObject:
    """Return the decision on `line["q"]` as plain data. Raises ValueError when there is no text under "q"."""
    question = line.get("q")
    if not isinstance(question, str):
        raise ValueError('"q" is missing' if question is None else '"q" must be a text in quotes')
    decision = matcher.decide(question)
    topics = [
        {"topic": candidate.topic, "entry": candidate.entry, "score": round(candidate.score, 4)}
        for candidate in decision.candidates
    ]
    result: JsonObject = {"q": question, "decision": decision.kind, "topics": topics}
    if decision.safety:
        result["level"] = decision.safety.level
    return result


def _show(known: Knowledge, matcher: Matcher, question: str) -> None:
    # Imported here: a program that reads lines does not pay for the tables that people see.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    console = Console()
    decision = matcher.decide(question)
    console.print(f"[bold]{decision.kind}[/]  ({decision.reason})")
    for line in _said(known, decision):
        console.print(line, markup=False)
    table = Table("entry", "topic", "score", "title")
    for near in matcher.nearest(question, 5):
        table.add_row(near.entry, near.topic, f"{near.score:.3f}", known.entries[near.entry].title)
    if table.row_count:
        console.print(table)


def _said(known: Knowledge, decision: Decision) -> list[str]:
    """Return what the runner would read first, as Markdown."""
    if decision.safety:
        text = known.safety.messages[decision.safety.message].text
        return [f"level: {decision.safety.level}", with_number(text, known.emergency)]
    if decision.smalltalk:
        return [known.smalltalk[decision.smalltalk].replies[0]]
    if decision.entry:
        return [known.entries[decision.entry].lead]
    return [f"- {known.entries[entry].title}" for entry in decision.suggestions]
