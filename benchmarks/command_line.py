"""Time the command line's bulk forms as whole processes, several runs each."""

import json
import random
import statistics
import subprocess
import sys
import time

from benchmarks.updates import questions

RUNS = 3
SEED = 20261122


def _questions(count: int, dice: random.Random) -> list[str]:
    return [json.dumps({"q": text}) for text in questions(count, dice)]


def _triages(count: int, dice: random.Random) -> list[str]:
    return [
        json.dumps(
            {
                "flags": dice.choice([[], [], [], ["B1"], ["C2"]]),
                "q4b": dice.choice(["yes", "no"]),
                "soreness": dice.randrange(11),
                "location": dice.choice(["mid", "both", "sitbone", "knee", "groin", "calf", "other"]),
                "onset": dice.choice(["after", "sudden", "gradual", "noreason"]),
                "days": dice.choice(["0-1", "2-3", "4-6", "7-13", "14+"]),
                "form": dice.choice(["no", "little", "lot", "notrun"]),
                "walking": dice.choice(["fine", "uncomfortable", "limp"]),
                "trend": dice.choice(["better", "same", "worse", "new"]),
                "risk": dice.choice([[], [], ["prev"], ["u18"]]),
            }
        )
        for _ in range(count)
    ]


def _previews(count: int, dice: random.Random) -> list[str]:
    zones = ["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/Santiago"]
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
    return [
        json.dumps(
            {
                "days": dice.sample(days, dice.randint(1, 3)),
                "at": f"{dice.randrange(24):02}:{dice.randrange(60):02}",
                "zone": dice.choice(zones),
                "from": "2026-10-20T00:00:00Z",
                "count": 300,
            }
        )
        for _ in range(count)
    ]


def _time(arguments: list[str], lines: list[str]) -> float:
    """Seconds for one whole process; every line must come back without an error."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    seconds = time.perf_counter() - start
    if done.stdout.count("\n") != len(lines):
        raise SystemExit(f"{arguments}: {len(lines)} lines in, {done.stdout.count(chr(10))} out")
    return seconds


def main() -> None:
    dice = random.Random(SEED)
    table = [
        ("ask --jsonl, 10,000 lines", ["ask", "--jsonl"], _questions(10_000, dice)),
        ("triage --jsonl, 100,000 lines", ["triage", "--jsonl"], _triages(100_000, dice)),
        (
            "reminders preview --jsonl, 1,000 x 300",
            ["reminders", "preview", "--jsonl"],
            _previews(1_000, dice),
        ),
    ]
    print(f"{'whole process, seconds':45} {'min':>7} {'median':>7} {'max':>7}")
    for name, arguments, lines in table:
        seconds = [_time(arguments, lines) for _ in range(RUNS)]
        print(f"{name:45} {min(seconds):7.2f} {statistics.median(seconds):7.2f} {max(seconds):7.2f}")
