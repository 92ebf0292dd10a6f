"""Reads one knowledge folder file by file: what is good comes out as models, what is not as findings."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final, TypeVar

from pydantic import TypeAdapter, ValidationError

from bot.content.finding import Finding
from bot.content.schema import explain
from bot.content.yaml_file import Document, FileError, Location, read_text, read_yaml

T = TypeVar("T")

_LOOK_ALIKES: Final = {".yml", ".txt", ".markdown", ".mdown", ".doc", ".docx", ".rtf", ".odt"}


class Reader:
    """Never raises for what stands in a file: every problem is added to `findings`."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        self._documents: dict[str, Document] = {}

    def line(self, file: str, location: Location = ()) -> int:
        """The line of a place in a file that was read."""
        document = self._documents.get(file)
        return document.line(location) if document else 1

    def find(self, file: str, location: Location, what: str, mend: str) -> None:
        self.findings.append(Finding(file, self.line(file, location), what, mend))

    def files(self, subfolder: str, suffix: str) -> Iterator[tuple[str, Path]]:
        """The files of a subfolder in order, as (name relative to the knowledge folder, path)."""
        folder = self.folder / subfolder
        if not folder.is_dir():
            self.find(subfolder, (), "there is no such folder", f"make it and put the {suffix} files there")
            return
        for path in sorted(folder.iterdir()):
            name = f"{subfolder}/{path.name}"
            if path.suffix == suffix and path.is_file() and not path.name.startswith("."):
                yield name, path
            elif path.suffix.lower() in _LOOK_ALIKES or path.suffix == suffix.upper():
                self.find(name, (), f"does not end in {suffix}", f"rename it to {path.stem}{suffix}")

    def one(self, file: str, adapter: TypeAdapter[T]) -> T | None:
        """A YAML file of its own."""
        document = self.yaml(file, self.folder / file)
        return self.validate(file, document, adapter) if document else None

    def yaml(self, file: str, path: Path) -> Document | None:
        return self._read(file, lambda: read_yaml(path))

    def text(self, file: str, path: Path, split: Callable[[str], Document]) -> Document | None:
        """A text file that `split` turns into data."""
        return self._read(file, lambda: split(read_text(path)))

    def validate(self, file: str, document: Document, adapter: TypeAdapter[T], data: Any = None) -> T | None:  # noqa: ANN401
        """The model of a document (or of `data` made from it)."""
        try:
            return adapter.validate_python(document.data if data is None else data)
        except ValidationError as error:
            self.findings += explain(file, document, error)
            return None

    def _read(self, file: str, read: Callable[[], Document]) -> Document | None:
        try:
            document = read()
        except FileError as error:
            self.findings.append(Finding(file, error.line, error.what, error.mend))
            return None
        self._documents[file] = document
        return document
