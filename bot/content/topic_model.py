"""knowledge/model/topics.npz: what was learnt from the sentences, as plain arrays."""

import json
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.content.finding import Finding, KnowledgeError
from bot.content.training import digest, read_sentences

FILE: Final = "model/topics.npz"
# Raised when a program that reads this version could not use a file of the next.
FORMAT: Final = 1
# The archive's own time stamps would make two builds differ.
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)

Keys = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """A linear model over pieces of text, n letter pieces and m word pieces, and L labels.

    labels: L topics and subjects outside (these begin with `~`).
    letters, words: CRC-32 of the pieces, sorted, n and m long; rarity: how rare each is, n + m long.
    weights: (n + m) x L of int8, each row times its `scale`; bias: L long.
    signals: the weights of the decision (see bot/answering/decide.py), by name.
    figures: what the fit was measured at. sentences: digest of what it was fitted on.
    """

    labels: tuple[str, ...]
    letters: Keys
    words: Keys
    rarity: Floats
    weights: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats
    signals: Mapping[str, float]
    figures: Mapping[str, float]
    sentences: str


def read_model(folder: Path) -> TopicModel | None:
    """The model of a knowledge folder, None when it has none. Raises KnowledgeError for a broken file."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with np.load(path, allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            arrays = {name: file[name] for name in ("letters", "words", "rarity", "weights", "scale", "bias")}
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        raise _broken(f"cannot be read ({error})") from error
    if about.get("format") != FORMAT:
        raise _broken("was written by another version of the coach")
    return _model(about, arrays)


def write_model(folder: Path, model: TopicModel) -> Path:
    """Write the file, the same bytes for the same model, and return its path."""
    path = folder / FILE
    about = {
        "format": FORMAT,
        "labels": list(model.labels),
        "signals": dict(model.signals),
        "figures": dict(model.figures),
        "sentences": model.sentences,
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about, indent=1).encode(), dtype=np.uint8),
        "letters": model.letters,
        "words": model.words,
        "rarity": model.rarity.astype(np.float16),
        "weights": model.weights,
        "scale": model.scale.astype(np.float16),
        "bias": model.bias,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, array in arrays.items():
            archive.writestr(zipfile.ZipInfo(f"{name}.npy", _NO_DATE), _bytes(array), zipfile.ZIP_DEFLATED)
    return path


def stale(folder: Path) -> str | None:
    """Tell what is wrong with the age of the model, None when it was fitted on the sentences as they are."""
    try:
        model = read_model(folder)
    except KnowledgeError as error:
        return error.findings[0].what
    sentences = read_sentences(folder)
    if model is None:
        return "there is no model of the topics" if sentences else None
    return None if model.sentences == digest(sentences) else "is older than the sentences it was fitted on"


def _model(about: Mapping[str, object], arrays: Mapping[str, npt.NDArray[Any]]) -> TopicModel:
    labels, signals, figures = about.get("labels"), about.get("signals"), about.get("figures")
    rows = len(arrays["letters"]) + len(arrays["words"])
    fits = isinstance(labels, list) and arrays["weights"].shape == (rows, len(labels))
    if not (fits and isinstance(labels, list) and isinstance(signals, dict) and isinstance(figures, dict)):
        raise _broken("does not hold together")
    return TopicModel(
        labels=tuple(labels),
        letters=arrays["letters"].astype(np.uint32, copy=False),
        words=arrays["words"].astype(np.uint32, copy=False),
        rarity=arrays["rarity"].astype(np.float32),
        weights=arrays["weights"].astype(np.int8, copy=False),
        scale=arrays["scale"].astype(np.float32),
        bias=arrays["bias"].astype(np.float32),
        signals=signals,
        figures=figures,
        sentences=str(about.get("sentences")),
    )


def _bytes(array: npt.NDArray[Any]) -> bytes:
    buffer = BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _broken(what: str) -> KnowledgeError:
    return KnowledgeError([Finding(FILE, 1, what, "build it anew: python -m bot knowledge build")])
