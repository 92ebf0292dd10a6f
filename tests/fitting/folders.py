"""Knowledge folders that a test can fit in seconds."""

from pathlib import Path

from bot.content.knowledge import default_folder


def without_sentences(folder: Path) -> Path:
    """The shipped knowledge in `folder`, with nothing to learn from and no model."""
    for path in default_folder().iterdir():
        if path.name not in {"training", "evaluation", "model"}:
            (folder / path.name).symlink_to(path)
    return folder


def few_sentences(folder: Path, most: int) -> Path:
    """The same with at most so many sentences a label."""
    without_sentences(folder)
    for path in (default_folder() / "training").rglob("*.txt"):
        few = folder / path.relative_to(default_folder())
        few.parent.mkdir(parents=True, exist_ok=True)
        lines = path.read_text(encoding="utf-8").splitlines(True)
        few.write_text("".join(lines[:most]), encoding="utf-8")
    return folder
