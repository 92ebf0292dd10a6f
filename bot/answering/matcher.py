"""A message in, a decision out: safety, exact repeats, small talk, then ranking."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Final, Protocol, Self

from bot.answering.decide import TOPICS_SHOWN, Candidate, Decision, judge
from bot.answering.normalise import Normaliser, tokens_of
from bot.answering.rank import Near, Ranker, Subject
from bot.answering.safety import SafetyReader
from bot.answering.sense import Sense
from bot.answering.smalltalk import SmallTalker
from bot.content.knowledge import Knowledge
from bot.content.neighbours import Neighbour
from bot.content.safety import SafetyRules
from bot.content.smalltalk import SmallTalk
from bot.content.vocabulary import Vocabulary

# Doubts about an injury; doubts about an emergency or a crisis are asked about whatever the phrasing.
ASKED_ABOUT: Final = "ask"


class Question(Protocol):
    """What the matcher needs of an entry."""

    @property
    def id(self) -> str: ...
    @property
    def topic(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def phrasings(self) -> tuple[str, ...]: ...


class Matcher:
    """Decides on messages. Built once; every method is pure and never raises, whatever the text."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._build(
            tuple(knowledge.entries.values()),
            knowledge.safety,
            knowledge.smalltalk,
            knowledge.vocabulary,
            knowledge.neighbours,
        )

    @classmethod
    def of(
        cls,
        entries: Iterable[Question],
        safety: SafetyRules,
        smalltalk: Mapping[str, SmallTalk],
        vocabulary: Vocabulary,
        neighbours: Mapping[str, Neighbour] | None = None,
    ) -> Self:
        """Build from parts: at least one entry with one phrasing. Raises ValueError when there is none."""
        matcher = cls.__new__(cls)
        matcher._build(tuple(entries), safety, smalltalk, vocabulary, neighbours or {})
        return matcher

    def _build(
        self,
        entries: tuple[Question, ...],
        safety: SafetyRules,
        smalltalk: Mapping[str, SmallTalk],
        vocabulary: Vocabulary,
        neighbours: Mapping[str, Neighbour],
    ) -> None:
        if not entries:
            raise ValueError("the matcher needs at least one entry")
        known = chain(_alarms(safety), _talk(smalltalk))
        said = chain(_said(entries), _next_door(neighbours))
        self._normalise = Normaliser(vocabulary, _words(known), _words(said))
        self._safety = SafetyReader(safety, self._normalise)
        self._smalltalk = SmallTalker(smalltalk, vocabulary, self._normalise)
        subjects = self._subjects(entries, neighbours)
        self._exact = {" ".join(line): one for one in reversed(subjects) for line in one.phrasings}
        self._ranker = Ranker(subjects)
        self._sense = Sense(subjects)

    def decide(self, text: str) -> Decision:
        """Return the decision for one message."""
        normal = self._normalise(text)
        exact = self._exact.get(normal.key)
        ranked = _exact_first(exact, _enough(self._ranker.rank(normal.words))) if normal.words else []
        candidates = _best_topics(ranked)
        finding = self._safety.read_tokens(normal.tokens)
        # A phrasing that a curator gave to an entry is clear enough where the finding is only a doubt.
        if finding and not (exact and not exact.outside and finding.message == ASKED_ABOUT):
            return Decision("safety", None, candidates, (), finding, None, f"red flag {finding.concept}")
        if exact and not exact.outside:
            return Decision("answer", exact.id, candidates, (), None, None, "exact")
        talk = self._smalltalk.kind(text, normal)
        if talk:
            return Decision("smalltalk", None, candidates, (), None, talk, f"small talk {talk}")
        if exact:
            return Decision("decline", None, candidates, (), None, None, f"neighbour {exact.id}: exact")
        return self._judge(normal.words, ranked, candidates)

    def nearest(self, text: str, n: int) -> tuple[Candidate, ...]:
        """Return the `n` nearest entries, best first, also of one topic; () when there are no words."""
        normal = self._normalise(text)
        if not normal.words:
            return ()
        ranked = _exact_first(self._exact.get(normal.key), list(self._ranker.rank(normal.words)))
        return tuple(_candidate(near) for near in ranked if not near.subject.outside)[: max(n, 0)]

    def _judge(
        self, words: tuple[str, ...], ranked: list[Near], candidates: tuple[Candidate, ...]
    ) -> Decision:
        entries = [near for near in ranked if not near.subject.outside]
        best = entries[0]
        neighbour = next((near for near in ranked if near.subject.outside), None)
        rival = entries[1].score if len(entries) > 1 else 0.0
        lead = best.score - (neighbour.score if neighbour else 0.0)
        signals = self._sense.read(words, lead, best.score - rival)
        name = neighbour.subject.id if neighbour else ""
        return judge(candidates, [_candidate(near) for near in entries], signals, name)

    def _subjects(self, entries: Iterable[Question], neighbours: Mapping[str, Neighbour]) -> list[Subject]:
        inside = [
            Subject(entry.id, entry.topic, False, self._lines((entry.title, *entry.phrasings)))
            for entry in entries
        ]
        outside = [Subject(name, name, True, self._lines(one.phrasings)) for name, one in neighbours.items()]
        return inside + outside

    def _lines(self, texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        return tuple(dict.fromkeys(words for text in texts if (words := self._normalise(text).words)))


def _candidate(near: Near) -> Candidate:
    return Candidate(near.subject.topic, near.subject.id, near.score)


def _exact_first(exact: Subject | None, ranked: list[Near]) -> list[Near]:
    if exact is None:
        return ranked
    return [Near(exact, 1.0), *(near for near in ranked if near.subject is not exact)]


def _enough(ranked: Iterator[Near]) -> list[Near]:
    """Return as much of the ranking as deciding needs: entries of three topics and the best neighbour."""
    taken: list[Near] = []
    topics: set[str] = set()
    outside = False
    for near in ranked:
        taken.append(near)
        outside = outside or near.subject.outside
        topics.add("" if near.subject.outside else near.subject.topic)
        if outside and len(topics) > TOPICS_SHOWN:
            break
    return taken


def _best_topics(ranked: Iterable[Near]) -> tuple[Candidate, ...]:
    best: dict[str, Candidate] = {}
    for near in ranked:
        if not near.subject.outside and near.subject.topic not in best:
            best[near.subject.topic] = _candidate(near)
            if len(best) == TOPICS_SHOWN:
                break
    return tuple(best.values())


def _words(texts: Iterable[str]) -> Iterator[str]:
    return (word for text in texts for word in tokens_of(text))


def _said(entries: Iterable[Question]) -> Iterator[str]:
    return (text for entry in entries for text in (entry.title, *entry.phrasings))


def _alarms(safety: SafetyRules) -> Iterator[str]:
    named = (phrase for phrases in safety.lists.values() for phrase in phrases)
    return (phrase.replace("~", " ") for phrase in chain(named, safety.other_meanings))


def _talk(smalltalk: Mapping[str, SmallTalk]) -> Iterator[str]:
    return (pattern for talk in smalltalk.values() for pattern in talk.patterns)


def _next_door(neighbours: Mapping[str, Neighbour]) -> Iterator[str]:
    return (phrasing for one in neighbours.values() for phrasing in one.phrasings)
