"""Starts the coach again and again: `python -m tests.faults.nursery`, one life for each line on its input.

A life is a fork of this process, which has everything imported and the knowledge loaded, and then does what
`python -m bot run` does: on the way to three hundred starts that saves an hour of processor time. A line is
a JSON object: `env`, `point`, `pass`, `clock`. Told on its output: `born <pid>`, `gone <exit code>`.
"""

import json
import os
import sys
import warnings
from pathlib import Path
from typing import Any

import bot.cli.run
from bot.answering.matcher import Matcher
from bot.role import Role

from .points import arm, replace


def _live(life: dict[str, Any]) -> None:
    os.environ.update(life["env"])
    arm(life["point"], life["pass"], Path(life["clock"]))
    sys.stdout = sys.stderr
    bot.cli.run.run(Role(life["role"]))


def main() -> None:
    knowledge = bot.cli.run._knowledge()
    matcher = Matcher(knowledge)
    replace(bot.cli.run, "_knowledge", lambda: knowledge)
    replace(bot.cli.run, "Matcher", lambda _: matcher)
    warnings.simplefilter("ignore")
    for line in sys.stdin:
        life = json.loads(line)
        pid = os.fork()
        if pid == 0:
            try:
                _live(life)
            finally:
                sys.stderr.flush()
                os._exit(0)
        print("born", pid, flush=True)  # noqa: T201 (the test reads it)
        _, status = os.waitpid(pid, 0)
        print("gone", os.waitstatus_to_exitcode(status), flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
