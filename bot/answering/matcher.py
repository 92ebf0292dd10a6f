"""A message in, a decision out: safety, exact repeats, small talk, then ranking."""

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from typing import Final, Protocol, Self

from bot.answering.decide import TOPICS_SHOWN, Candidate, Decision, Standing, doubt, judge
from bot.answering.followup import joined, judge_after, leans, stands_alone
from bot.answering.mend import Mender
from bot.answering.normalise import Normal, Normaliser, without_marks, words_of
from bot.answering.parts import questions_of, together
from bot.answering.phrases import GAP
from bot.answering.rank import Subject
from bot.answering.refusal import RefusalPhrases, RefusalReader
from bot.answering.safety import SafetyFinding, SafetyReader
from bot.answering.smalltalk import SmallTalker
from bot.answering.standing import Reader
from bot.content.knowledge import Knowledge
from bot.content.messages import Messages
from bot.content.neighbours import Neighbour
from bot.content.safety import SafetyRules
from bot.content.smalltalk import SmallTalk
from bot.content.topic_model import TopicModel
from bot.content.vocabulary import Vocabulary

# Doubts about an injury; doubts about an emergency or a crisis are asked about whatever the phrasing.
ASKED_ABOUT: Final = "ask"
# A list of questions is a worksheet; reading all of it would take milliseconds.
MOST_QUESTIONS: Final = 4


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

    def __init__(self, knowledge: Knowledge, vocabulary: Sequence[str] | None = None) -> None:
        """`vocabulary`: words to repair slips to, instead of the model's: for a build."""
        self._build(
            tuple(knowledge.entries.values()),
            knowledge.safety,
            knowledge.smalltalk,
            knowledge.vocabulary,
            knowledge.neighbours,
            knowledge.model,
            vocabulary,
            _refusals(knowledge.messages),
        )

    @classmethod
    def of(
        cls,
        entries: Iterable[Question],
        safety: SafetyRules,
        smalltalk: Mapping[str, SmallTalk],
        vocabulary: Vocabulary,
        neighbours: Mapping[str, Neighbour] | None = None,
        model: TopicModel | None = None,
    ) -> Self:
        """Build from parts: at least one entry with one phrasing. Raises ValueError when there is none."""
        matcher = cls.__new__(cls)
        matcher._build(tuple(entries), safety, smalltalk, vocabulary, neighbours or {}, model)
        return matcher

    def _build(
        self,
        entries: tuple[Question, ...],
        safety: SafetyRules,
        smalltalk: Mapping[str, SmallTalk],
        vocabulary: Vocabulary,
        neighbours: Mapping[str, Neighbour],
        model: TopicModel | None,
        words: Sequence[str] | None = None,
        refusals: RefusalPhrases | None = None,
    ) -> None:
        if not entries:
            raise ValueError("the matcher needs at least one entry")
        refused = refusals or RefusalPhrases()
        known = chain(_alarms(safety), _talk(smalltalk), _refused(refused))
        said = chain(_said(entries), _next_door(neighbours))
        self._normalise = Normaliser(vocabulary, words_of(known), words_of(said))
        self._safety = SafetyReader(safety, self._normalise)
        self._refusals = RefusalReader(refused, self._normalise)
        self._smalltalk = SmallTalker(smalltalk, vocabulary, self._normalise)
        self._mend = Mender(_vocabulary(model) if words is None else words, self._normalise.knows)
        subjects = self._subjects(entries, neighbours)
        self._exact = {" ".join(line): one for one in reversed(subjects) for line in one.phrasings}
        self.reader = Reader(subjects, model, vocabulary.pain)
        self._titles = {entry.id: self._normalise(entry.title).words for entry in entries}

    def decide(self, text: str, after: str | None = None) -> Decision:
        """Return the decision for one message. `after`: id of the entry answered just before, if any."""
        normal = self._normalise(text)
        decision = self._decide(text, normal, after)
        refusal = self._refusals.read(normal.tokens)
        return replace(decision, refusal=refusal) if refusal else decision

    def _decide(self, text: str, normal: Normal, after: str | None) -> Decision:
        exact = self._exact.get(normal.key)
        mended = self._mend(normal.tokens)
        words = without_marks(mended)
        standing = self.reader.read(words) if words else None
        candidates = _first(exact, standing.candidates)[:TOPICS_SHOWN] if standing else ()
        finding = self._alarm(normal.tokens, mended)
        # A phrasing that a curator gave to an entry is clear enough where the finding is only a doubt.
        if finding and not (exact and not exact.outside and finding.message == ASKED_ABOUT):
            return Decision("safety", None, candidates, (), finding, None, f"red flag {finding.concept}")
        if exact and not exact.outside:
            return Decision("answer", exact.id, candidates, (), None, None, "exact")
        talk = self._smalltalk.kind(text, normal)
        if talk or standing is None:
            return Decision("smalltalk", None, candidates, (), None, talk, f"small talk {talk}")
        if exact:
            why = f"neighbour {exact.id}: exact"
            return Decision("decline", None, candidates, (), None, None, why, exact.id)
        if asked := self._doubt(standing, normal.tokens):
            chances = ", ".join(f"{kind} {chance:.2f}" for kind, chance in standing.alarms.items())
            return Decision("safety", None, candidates, (), asked, None, f"{asked.concept}: {chances}")
        return self._after(words, standing, after) or self._in_parts(text, judge(standing))

    def _alarm(self, tokens: tuple[str, ...], mended: tuple[str, ...]) -> SafetyFinding | None:
        """Read for red flags as it was typed, then with all slips repaired: whoever is in need mistypes."""
        found = self._safety.read_tokens(tokens)
        return found if found or mended == tokens else self._safety.read_tokens(mended)

    def _doubt(self, standing: Standing, tokens: tuple[str, ...]) -> SafetyFinding | None:
        """Ask about what the model hears; whether the writer waves it off matters only when it hears some."""
        heard = doubt(standing, reassured=False)
        return doubt(standing, reassured=True) if heard and self._safety.reassures(tokens) else heard

    def _after(self, words: tuple[str, ...], alone: Standing, after: str | None) -> Decision | None:
        """Read a short question together with the entry answered before; None when it stands alone."""
        last = self._titles.get(after or "")
        if after is None or last is None or not leans(words) or stands_alone(words, alone):
            return None
        joint = self.reader.read(joined(last, words))
        decision = judge_after(after, joint, self.reader.within(joint.candidates[0].topic, words))
        # An answer to the question by itself is better than choices.
        return None if decision.kind != "answer" and judge(alone).kind == "answer" else decision

    def _in_parts(self, text: str, whole: Decision) -> Decision:
        """Answer each question of a message that asks several."""
        questions = questions_of(text)
        if len(questions) < 2:
            return whole
        return together(whole, [self._part(question) for question in questions[:MOST_QUESTIONS]])

    def _part(self, text: str) -> Decision:
        normal = self._normalise(text)
        exact = self._exact.get(normal.key)
        if exact and not exact.outside:
            first = (Candidate(exact.topic, exact.id, 1.0),)
            return Decision("answer", exact.id, first, (), None, None, "exact")
        if exact or not normal.words:
            return Decision("decline", None, (), (), None, None, "outside")
        return judge(self.reader.read(self._mend(normal.words)))

    def nearest(self, text: str, n: int) -> tuple[Candidate, ...]:
        """Return the `n` nearest entries, best first, also of one topic; () when there are no words."""
        normal = self._normalise(text)
        if not normal.words:
            return ()
        exact = self._exact.get(normal.key)
        found = [
            Candidate(one.topic, one.id, score)
            for one, score in self.reader.entries(self._mend(normal.words))
        ]
        if exact and not exact.outside:
            found = [Candidate(exact.topic, exact.id, 1.0), *(one for one in found if one.entry != exact.id)]
        return tuple(found[: max(n, 0)])

    def words(self, text: str) -> tuple[str, ...]:
        """Return the words of a text as they are compared: for fitting and measuring."""
        return self._mend(self._normalise(text).words)

    def _subjects(self, entries: Iterable[Question], neighbours: Mapping[str, Neighbour]) -> list[Subject]:
        inside = [
            Subject(entry.id, entry.topic, False, self._lines((entry.title, *entry.phrasings)))
            for entry in entries
        ]
        outside = [Subject(name, name, True, self._lines(one.phrasings)) for name, one in neighbours.items()]
        return inside + outside

    def _lines(self, texts: Iterable[str]) -> tuple[tuple[str, ...], ...]:
        lines = (self._normalise(text).words for text in texts)
        # Thousands of phrasings share their words: each is kept once.
        return tuple(dict.fromkeys(tuple(map(sys.intern, words)) for words in lines if words))


def _first(exact: Subject | None, candidates: tuple[Candidate, ...]) -> tuple[Candidate, ...]:
    """Put the entry of an exact repeat first."""
    if exact is None or exact.outside:
        return candidates
    others = (one for one in candidates if one.topic != exact.topic)
    return (Candidate(exact.topic, exact.id, 1.0), *others)


def _vocabulary(model: TopicModel | None) -> tuple[str, ...]:
    return model.vocabulary if model else ()


def _refusals(messages: Messages) -> RefusalPhrases:
    return RefusalPhrases(
        anyway=messages.choices("refusal.anyway"),
        masks=messages.choices("refusal.masks"),
        efforts=messages.choices("refusal.efforts"),
    )


def _said(entries: Iterable[Question]) -> Iterator[str]:
    return (text for entry in entries for text in (entry.title, *entry.phrasings))


def _alarms(safety: SafetyRules) -> Iterator[str]:
    named = (phrase for phrases in safety.lists.values() for phrase in phrases)
    return (phrase.replace("~", " ") for phrase in chain(named, safety.other_meanings))


def _talk(smalltalk: Mapping[str, SmallTalk]) -> Iterator[str]:
    return (pattern for talk in smalltalk.values() for pattern in talk.patterns)


def _refused(refusals: RefusalPhrases) -> Iterator[str]:
    """Words of their own: "nsaid" is no slip for "said"."""
    every = chain(refusals.anyway, refusals.masks, refusals.efforts)
    return (phrase.replace(GAP, " ") for phrase in every)


def _next_door(neighbours: Mapping[str, Neighbour]) -> Iterator[str]:
    return (phrasing for one in neighbours.values() for phrasing in one.phrasings)
