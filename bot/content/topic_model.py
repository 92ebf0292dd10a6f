"""knowledge/model/topics.npz: what was learnt from the sentences, as plain arrays."""

import json
import zipfile
import zlib
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
FORMAT: Final = 2
_MODELS: Final = ("topics", "entries")
_LINEAR: Final = ("weights", "scale", "bias")
_ARRAYS: Final = (
    *("letters", "words", "rarity", "home", "phrasings"),
    *(f"{model}_{part}" for model in _MODELS for part in _LINEAR),
)
# The archive's own time stamps would make two builds differ.
_NO_DATE: Final = (1980, 1, 1, 0, 0, 0)

Keys = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Linear:
    """One linear model: L labels, topics or subjects outside (these begin with `~`) or entries.

    weights: pieces x L of int8, each row times its `scale`; bias: L long.
    """

    labels: tuple[str, ...]
    weights: npt.NDArray[np.int8]
    scale: Floats
    bias: Floats


@dataclass(frozen=True, slots=True, eq=False)
class TopicModel:
    """Linear models over pieces of text, n letter pieces and m word pieces.

    letters, words: CRC-32 of the pieces, sorted, n and m long; rarity: how rare each is, n + m long.
    home: for each of `words`, whether a sentence inside has it.
    vocabulary: words to repair slips to, most frequent first.
    phrasings: CRC-32 of the phrasings it was fitted on, sorted: any other one is new.
    topics: tells the labels apart. entries: tells the entries apart by their phrasings.
    signals: the weights of the decision (see bot/answering/decide.py), by name.
    figures: what the fit was measured at. sentences: digest of what it was fitted on.
    """

    letters: Keys
    words: Keys
    rarity: Floats
    home: npt.NDArray[np.bool_]
    vocabulary: tuple[str, ...]
    phrasings: Keys
    topics: Linear
    entries: Linear
    signals: Mapping[str, float]
    figures: Mapping[str, float]
    sentences: str


def read_model(folder: Path) -> TopicModel | None:
    """The model of a knowledge folder, None when it has none. Raises KnowledgeError for a broken file."""
    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with path.open("rb") as raw, np.load(raw, allow_pickle=False) as file:
            about = json.loads(file["about"].tobytes())
            arrays = {name: file[name] for name in _ARRAYS}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error) as error:
        raise _broken(f"cannot be read ({error})") from error
    if about.get("format") != FORMAT:
        raise _broken("was written by another version of the coach")
    return _model(about, arrays)


def write_model(folder: Path, model: TopicModel) -> Path:
    """Write the file, the same bytes for the same model, and return its path."""
    path = folder / FILE
    about = {
        "format": FORMAT,
        "topics": list(model.topics.labels),
        "entries": list(model.entries.labels),
        "signals": dict(model.signals),
        "figures": dict(model.figures),
        "sentences": model.sentences,
        "vocabulary": " ".join(model.vocabulary),
    }
    arrays: dict[str, npt.NDArray[Any]] = {
        "about": np.frombuffer(json.dumps(about, indent=1).encode(), dtype=np.uint8),
        "letters": model.letters,
        "words": model.words,
        "rarity": model.rarity.astype(np.float16),
        "home": model.home,
        "phrasings": model.phrasings,
    }
    for name, linear in (("topics", model.topics), ("entries", model.entries)):
        arrays[f"{name}_weights"] = linear.weights
        arrays[f"{name}_scale"] = linear.scale.astype(np.float16)
        arrays[f"{name}_bias"] = linear.bias
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
        return "the topic model is missing" if sentences else None
    if model.sentences == digest(sentences):
        return None
    return "the topic model is older than the sentences it was fitted on"


def _model(about: Mapping[str, object], arrays: Mapping[str, npt.NDArray[Any]]) -> TopicModel:
    signals, figures = about.get("signals"), about.get("figures")
    if not (isinstance(signals, dict) and isinstance(figures, dict)):
        raise _broken("does not hold together")
    return TopicModel(
        letters=arrays["letters"].astype(np.uint32, copy=False),
        words=arrays["words"].astype(np.uint32, copy=False),
        rarity=arrays["rarity"].astype(np.float32),
        home=arrays["home"].astype(np.bool_, copy=False),
        vocabulary=tuple(str(about.get("vocabulary", "")).split()),
        phrasings=arrays["phrasings"].astype(np.uint32, copy=False),
        topics=_linear("topics", about, arrays),
        entries=_linear("entries", about, arrays),
        signals=signals,
        figures=figures,
        sentences=str(about.get("sentences")),
    )


def _linear(name: str, about: Mapping[str, object], arrays: Mapping[str, npt.NDArray[Any]]) -> Linear:
    labels, weights = about.get(name), arrays[f"{name}_weights"]
    if not isinstance(labels, list) or weights.shape != (len(arrays["rarity"]), len(labels)):
        raise _broken("does not hold together")
    return Linear(
        labels=tuple(labels),
        weights=weights.astype(np.int8, copy=False),
        scale=arrays[f"{name}_scale"].astype(np.float32),
        bias=arrays[f"{name}_bias"].astype(np.float32),
    )


def _bytes(array: npt.NDArray[Any]) -> bytes:
    buffer = BytesIO()
    np.lib.format.write_array(buffer, array, allow_pickle=False)
    return buffer.getvalue()


def _broken(what: str) -> KnowledgeError:
    return KnowledgeError([Finding(FILE, 1, what, "build it anew: python -m bot knowledge build")])
