"""All that the coach knows, as read from one knowledge folder."""

from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

import bot
from bot.content.emergency import EmergencyNumbers
from bot.content.entry import Entry
from bot.content.exercise import Exercise
from bot.content.level import Level
from bot.content.markup import to_html
from bot.content.messages import Messages
from bot.content.neighbours import Neighbour
from bot.content.places import Places
from bot.content.routine import Routine
from bot.content.safety import SafetyRules
from bot.content.section import Section
from bot.content.smalltalk import SmallTalk
from bot.content.source import Source
from bot.content.topic_model import TopicModel
from bot.content.triage import TriageTexts
from bot.content.vocabulary import Vocabulary

_PACKAGE: Final = Path(bot.__file__).parent


class Knowledge(BaseModel):
    """Frozen; `bot.content.load.load` builds it and has checked it."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    entries: dict[str, Entry]
    sections: tuple[Section, ...]
    topics: tuple[str, ...]
    sources: dict[str, Source]
    facts: dict[str, str]
    exercises: dict[str, Exercise]
    routines: dict[Level, Routine]
    triage: TriageTexts
    messages: Messages
    safety: SafetyRules
    smalltalk: dict[str, SmallTalk]
    vocabulary: Vocabulary
    neighbours: dict[str, Neighbour]
    places: Places
    emergency: EmergencyNumbers
    model: TopicModel | None = None

    def smalltalk_reply(self, kind: str) -> str:
        """Telegram HTML of the reply to one kind of small talk. Raises KeyError for an unknown kind."""
        return to_html(self.smalltalk[kind].replies[0], breaks=True)


def default_folder() -> Path:
    """knowledge/ beside the package in a working copy, else the copy inside the installed package."""
    beside = _PACKAGE.parent / "knowledge"
    return beside if (beside / "entries").is_dir() else _PACKAGE / "_knowledge"
