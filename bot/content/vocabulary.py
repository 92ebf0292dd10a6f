"""The words runners use: slang and what it stands for, and ordinary English that is never a slip."""

from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict


def _split(value: object) -> object:
    return value.split() if isinstance(value, str) else value


Words = Annotated[frozenset[str], BeforeValidator(_split)]


class Vocabulary(BaseModel):
    """knowledge/vocabulary.yaml.

    synonyms: standard word or phrase -> the other ways to write it (several words allowed).
    fillers: words around small talk and questions that carry no subject ("please", "coach").
    pain: words of pain and injury; a question with one is not about how an exercise that it names is done.
    common: ordinary English words, one text with blanks between; typo repair leaves them alone.
    languages: language name -> words that tell it apart from English.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    synonyms: dict[str, tuple[str, ...]]
    fillers: Words
    pain: Words = frozenset()
    common: Words
    languages: dict[str, Words]
