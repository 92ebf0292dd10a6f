"""`python -m benchmarks [--quick] [part ...]`: the figures of docs/performance.md."""

import argparse
import os
import platform
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from benchmarks import answers, claims, command_line, lateness, load, plot, postgres, reminders, starts
from benchmarks.bench import QUICK, Bench, Sizes
from benchmarks.figures import HEAD, Row

MEASURED: Final[dict[str, Callable[[Bench], list[Row]]]] = {
    "answers": answers.measure,
    "reminders": reminders.measure,
    "claims": claims.measure,
    "starts": starts.measure,
    "load": load.measure,
}
OTHERS: Final = ("lateness", "command-line")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="part", help=f"of {', '.join((*MEASURED, *OTHERS))}")
    parser.add_argument("--quick", action="store_true", help="small sizes: whether it runs, not how fast")
    parser.add_argument("--plot", type=Path, help="write the lateness to this SVG file")
    asked = parser.parse_args()
    if unknown := set(asked.parts) - {*MEASURED, *OTHERS}:
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    sizes = QUICK if asked.quick else Sizes()
    parts = asked.parts or [*MEASURED, *OTHERS]
    print(_where(), flush=True)
    if any(part in MEASURED for part in parts):
        _measure(parts, sizes)
    if "lateness" in parts:
        _simulate(sizes, asked.plot)
    if "command-line" in parts:
        print()
        command_line.main()


def _where() -> str:
    """Date, machine and what else it was doing."""
    busy = os.getloadavg()[0]
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, Python {platform.python_version()}, "
        f"{os.cpu_count()} cores, load {busy:.1f} before the start\n"
    )


def _measure(parts: list[str], sizes: Sizes) -> None:
    """The folder with the logs stays when something goes wrong."""
    folder = Path(tempfile.mkdtemp(prefix="hamstring-bench-"))
    with postgres.running() as new_database:
        bench = Bench(folder, sizes, new_database)
        print(HEAD, flush=True)
        for name, measure in MEASURED.items():
            if name in parts:
                begun = time.monotonic()
                for row in measure(bench):
                    print(row)
                print(f"| ({name} took {time.monotonic() - begun:.0f} s) | | | |", flush=True)
    for path in folder.iterdir():
        path.unlink()
    folder.rmdir()


def _simulate(sizes: Sizes, drawing: Path | None) -> None:
    found = lateness.table(sizes.crowds)
    print(f"\n{lateness.HEAD}")
    for one in found:
        print(lateness.line(*one))
    if drawing is not None:
        drawing.write_text(plot.svg(found), encoding="utf-8")


if __name__ == "__main__":
    main()
