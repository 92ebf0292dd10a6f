"""A process under measurement, and the memory that it holds."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self


class Process:
    """A Python process that ends with the `with` block; what it prints goes into a log, except its pipe."""

    def __init__(self, arguments: list[str], *, log: Path, **environment: str) -> None:
        self._log = log.open("ab")
        self.started = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, *arguments],
            env=os.environ | environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._log,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(15)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.communicate()
        self._log.close()

    def read(self) -> str:
        """The next line that it prints."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise SystemExit(f"a process ended early: see {self._log.name}")
        return line.strip()

    def write(self, line: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()

    def memory(self) -> float:
        """Resident, in MB."""
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) / 1024

    def cpu(self) -> float:
        """Seconds of CPU that it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
