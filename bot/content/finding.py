"""What is wrong with a knowledge file, said so that a curator can mend it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """`file` is relative to the knowledge folder; `line` counts from 1."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what} - {self.mend}"


class KnowledgeError(ValueError):
    """The knowledge folder cannot be used; `findings` name every place and its mending."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = tuple(findings)
