"""`reminders preview`: the next dates of a weekly rule, in local time and in UTC."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time
from itertools import islice
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from bot.cli.jsonl import JsonObject, process
from bot.coaching.calendar import Slot, Weekday, WeeklyRule, slots
from bot.coaching.zones import known_zones

MOST = 10_000
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?", re.ASCII)
_REQUIRED = ("days", "at", "zone", "from", "count")

app = typer.Typer(no_args_is_help=True, help="Look at when reminders fire.")


@dataclass(frozen=True, slots=True)
class Preview:
    """What is asked: the first `count` slots of a rule at or after `start`."""

    rule: WeeklyRule
    start: datetime
    count: int

    def slots(self) -> list[Slot]:
        """Raises ValueError if the calendar ends first."""
        try:
            found = list(islice(slots(self.rule, self.start), self.count))
        except OverflowError:
            found = []
        if len(found) < self.count:
            raise ValueError(f"from: the calendar ends (year 9999) before {self.count} dates")
        return found


@app.callback()
def reminders() -> None:
    """Look at when reminders fire."""


@app.command()
def preview(
    days: Annotated[str | None, typer.Option(help="Weekdays, e.g. tue,fri.")] = None,
    at: Annotated[str | None, typer.Option(help="Local time, e.g. 07:00.")] = None,
    zone: Annotated[str | None, typer.Option(help="IANA time zone, e.g. Europe/Berlin.")] = None,
    start: Annotated[
        str | None, typer.Option("--from", help="First instant, e.g. 2026-10-20T00:00:00Z; default: now.")
    ] = None,
    count: Annotated[str, typer.Option(metavar="N", help=f"How many dates, 1 to {MOST:,}.")] = "5",
    jsonl: Annotated[
        bool,
        typer.Option("--jsonl", help='Read {"days","at","zone","from","count"} lines from standard input.'),
    ] = False,
) -> None:
    """Show the next dates of a weekly reminder; exit status 1 when a value is wrong."""
    if jsonl:
        # A byte that cannot be read spoils its own line, never the run.
        lines = typer.get_text_stream("stdin", encoding="utf-8", errors="replace")
        out = typer.get_text_stream("stdout", encoding="utf-8", errors="backslashreplace")
        raise typer.Exit(process(lines, out, instants))
    given = {
        "days": days,
        "at": at,
        "zone": zone,
        "from": start or _text(datetime.now(UTC)),
        "count": int(count) if re.fullmatch("[0-9]{1,9}", count) else count,
    }
    try:
        asked = parse({name: value for name, value in given.items() if value is not None})
        _show(asked, asked.slots())
    except ValueError as error:
        typer.echo(f"reminders preview: {error}", err=True)
        raise typer.Exit(1) from error


def instants(given: JsonObject) -> JsonObject:
    """One line of JSON answered; raises ValueError naming the field that is wrong."""
    return {"instants": [_text(slot.instant) for slot in parse(given).slots()]}


def parse(given: JsonObject) -> Preview:
    """Raises ValueError naming the field that is missing or wrong, and how to write it."""
    missing = [name for name in _REQUIRED if name not in given]
    if missing:
        raise ValueError(f"missing: {', '.join(missing)}")
    rule = WeeklyRule(_days(given["days"]), _time(given["at"]), _zone(given["zone"]))
    return Preview(rule, _start(given["from"]), _count(given["count"]))


def _days(value: object) -> frozenset[Weekday]:
    words = value.split(",") if isinstance(value, str) else value
    if not isinstance(words, list) or not words:
        raise ValueError('days: expected weekdays, e.g. "tue,fri" or ["tue", "fri"]')
    return frozenset(_weekday(word) for word in words)


def _weekday(word: object) -> Weekday:
    try:
        return Weekday(str(word).strip().lower())
    except ValueError as error:
        raise ValueError(f"days: no such weekday {word!r}; use {', '.join(Weekday)}") from error


def _time(value: object) -> time:
    match = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f"at: expected a time like 07:00, got {value!r}")
    try:
        hour, minute, second = (int(part or 0) for part in match.groups())
        return time(hour, minute, second)
    except ValueError as error:
        raise ValueError(f"at: no such time {value!r}; hours are 0 to 23, minutes 0 to 59") from error


def _zone(value: object) -> ZoneInfo:
    if not isinstance(value, str) or value not in known_zones():
        raise ValueError(f"zone: no such time zone {value!r}; use an IANA name, e.g. Europe/Berlin")
    return ZoneInfo(value)


def _start(value: object) -> datetime:
    try:
        start = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        start = None
    if start is None:
        raise ValueError(f"from: expected an instant like 2026-10-20T00:00:00Z, got {value!r}")
    if start.utcoffset() is None:
        raise ValueError(f"from: {value!r} has no zone; add Z for UTC or an offset such as +02:00")
    return start


def _count(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= MOST:
        raise ValueError(f"count: expected a whole number from 1 to {MOST:,}, got {value!r}")
    return value


def _show(asked: Preview, found: list[Slot]) -> None:
    # Imported here: the coach itself, which this command line starts too, does without.
    from rich.console import Console  # noqa: PLC0415
    from rich.table import Table  # noqa: PLC0415

    zone = asked.rule.zone
    rows = [(f"{slot.instant.astimezone(zone):%a %Y-%m-%d %H:%M}", _text(slot.instant)) for slot in found]
    console = Console()
    if not console.is_terminal:
        for local, instant in rows:
            typer.echo(f"{local} {zone.key}\t{instant}")
        return
    table = Table(f"Local time, {zone.key}", "UTC")
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _text(instant: datetime) -> str:
    return instant.isoformat(timespec="seconds").replace("+00:00", "Z")
