"""What `knowledge eval` does: read the files, run the matcher, print."""

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import NoReturn

import typer
from rich.console import Console

from bot.answering.matcher import Matcher
from bot.cli import tables
from bot.content.finding import Finding, KnowledgeError
from bot.content.knowledge import Knowledge, default_folder
from bot.content.load import load
from bot.evaluation import report, rivals, rows
from bot.evaluation.cases import Case, Cases, Names
from bot.evaluation.cost import Cost, cost
from bot.evaluation.reading import Assumed, read
from bot.evaluation.rivals import Rank
from bot.evaluation.run import Results, run
from bot.evaluation.typos import with_typos

EVALUATION = "evaluation"


@dataclass(frozen=True, slots=True)
class Wanted:
    """The options of one run."""

    files: list[Path]
    folder: Path | None
    assumed: Assumed | None
    typos: int
    seed: int
    misses: int
    compare: bool
    time: bool
    jsonl: bool


@dataclass(frozen=True, slots=True)
class Measured:
    """All that was found out, before it is printed."""

    results: Results
    typed: Results | None
    ranks: Sequence[Rank]
    cost: Cost | None


def main(wanted: Wanted) -> None:
    """Evaluate and print. Raises typer.Exit(1) after the rest when a line or the knowledge is bad."""
    folder = wanted.folder or default_folder()
    try:
        known = load(folder)
    except KnowledgeError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    cases, findings = _cases(_files(wanted, folder), Names.of(known), wanted.assumed)
    if cases:
        (_write_rows if wanted.jsonl else _print_tables)(_measure(wanted, known, cases), wanted)
    for finding in findings:
        typer.echo(str(finding), err=True)
    if findings:
        raise typer.Exit(1)
    if not cases:
        _stop("there are no cases in the files - write some, one JSON object a line")


def _files(wanted: Wanted, folder: Path) -> list[Path]:
    if wanted.files:
        return wanted.files
    found = sorted((folder / EVALUATION).glob("*.jsonl"))
    if not found:
        _stop(f"{folder / EVALUATION}: there is no .jsonl file - write one, or name a file")
    return found


def _stop(what: str) -> NoReturn:
    typer.echo(what, err=True)
    raise typer.Exit(1)


def _cases(files: Sequence[Path], names: Names, assumed: Assumed | None) -> tuple[Cases, list[Finding]]:
    cases: list[Case] = []
    findings: list[Finding] = []
    for file in files:
        shown = str(_from_here(file))
        try:
            # Split as bytes: text would also be split where a question holds a rare kind of line end.
            lines = file.read_bytes().splitlines()
        except OSError as error:
            findings.append(Finding(shown, 1, error.strerror or "it cannot be read", "name another file"))
            continue
        good, bad = read(shown, lines, names, assumed)
        cases += good
        findings += bad
    return Cases.of(cases), findings


def _from_here(path: Path) -> Path:
    resolved, here = path.resolve(), Path.cwd()
    return resolved.relative_to(here) if resolved.is_relative_to(here) else path


def _measure(wanted: Wanted, known: Knowledge, cases: Cases) -> Measured:
    names = Names.of(known)
    with _one_core(wanted.time):
        matcher, load_time, memory = _built(known)
        results = run(matcher, cases, names, perf_counter)
        # After the clean run: a typo must not fill caches that the clean questions are timed with.
        typed = run(matcher, cases, names, perf_counter, _garbling(wanted)) if wanted.typos else None
        ranks: tuple[Rank, ...] = ()
        if wanted.compare and results.inside:
            others = rivals.rivals(known.entries.values(), cases.inside, perf_counter)
            ranks = (*others, rivals.ours(results.inside))
    return Measured(results, typed, ranks, cost(results, load_time, memory) if wanted.time else None)


def _garbling(wanted: Wanted) -> Callable[[str], str]:
    return lambda text: with_typos(text, wanted.typos, wanted.seed)


def _built(known: Knowledge) -> tuple[Matcher, float, int | None]:
    before = _resident()
    start = perf_counter()
    matcher = Matcher(known)
    seconds = perf_counter() - start
    after = _resident()
    return matcher, seconds, None if before is None or after is None else after - before


def _resident() -> int | None:
    """Bytes of memory that this process holds, where the system has a file about it."""
    try:
        pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    except OSError:
        return None
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


@contextmanager
def _one_core(wanted: bool) -> Iterator[None]:
    """Keep the process to one of its cores meanwhile, where the system can."""
    if not wanted or not hasattr(os, "sched_setaffinity"):
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {max(before)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _print_tables(measured: Measured, wanted: Wanted) -> None:
    shown = list(report.tables(measured.results, measured.typed, wanted.misses))
    if measured.ranks:
        shown.append(report.ranks(measured.ranks))
    if measured.cost:
        shown.append(report.costs(measured.cost))
    tables.draw(shown, Console())


def _write_rows(measured: Measured, _wanted: Wanted) -> None:
    out = typer.get_text_stream("stdout", encoding="utf-8", errors="backslashreplace")
    found = [*rows.rows(measured.results, measured.typed), *rows.ranks(measured.ranks)]
    if measured.cost:
        found.append(rows.costs(measured.cost))
    for row in found:
        out.write(json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n")
    out.flush()
