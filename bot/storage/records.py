"""What comes out of the store: frozen rows, one class a table.

Every datetime is aware and in UTC; every `date` and `time` is the runner's local one.
`chat_id` is Telegram's.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, TypedDict

Json = dict[str, Any]
"""A JSON object. Records are frozen, their JSON is not copied: treat it as read-only."""


@dataclass(frozen=True, slots=True)
class Runner:
    """One private chat: who, when and where to remind, and the state of training.

    `state` is one of normal, ease, swap, stop, urgent; `strength_days` are "mon".."sun" in week order.
    `ladder_step`: of the way back to running, None when there is none; `ladder_failed` and `ladder_since`
    go with it.
    `country` is chosen for the emergency number (ISO 3166); None: the one of the zone.
    `silent_since`: nothing was heard for a week, so reminders stopped then; `here_at`: "I'm here" since.
    `extras_on`: how sessions felt and how the week went may be asked.
    `physio`: under a physiotherapist, whose plan comes before outcomes milder than P.
    """

    chat_id: int
    created_at: datetime
    level: str | None
    zone: str | None
    country: str | None
    strength_days: tuple[str, ...]
    strength_at: time
    checkin_at: time
    strength_on: bool
    checkin_on: bool
    paused_until: date | None
    state: str
    state_rule: str | None
    state_since: datetime | None
    pool_only: bool
    ladder_step: str | None
    ladder_failed: int | None
    ladder_since: date | None
    set_up_at: datetime | None
    active: bool
    silent_since: datetime | None
    here_at: datetime | None
    extras_on: bool
    physio: bool


class RunnerChanges(TypedDict, total=False):
    """The columns of a runner that may change; `chat_id` and `created_at` never do."""

    level: str | None
    zone: str | None
    country: str | None
    strength_days: tuple[str, ...]
    strength_at: time
    checkin_at: time
    strength_on: bool
    checkin_on: bool
    paused_until: date | None
    state: str
    state_rule: str | None
    state_since: datetime | None
    pool_only: bool
    ladder_step: str | None
    ladder_failed: int | None
    ladder_since: date | None
    set_up_at: datetime | None
    active: bool
    silent_since: datetime | None
    here_at: datetime | None
    extras_on: bool
    physio: bool


@dataclass(frozen=True, slots=True)
class Conversation:
    """The one open conversation of a chat.

    `token` changes with each new conversation, `version` with the shape of the flow.
    """

    chat_id: int
    flow: str
    version: int
    token: str
    step: str
    data: Json
    message_id: int | None
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """A soreness check that was not finished: the open question and the answers so far.

    `begun_at` is the moment of its first answer, `answered_at` that of the last.
    """

    chat_id: int
    version: int
    step: str
    data: Json
    begun_at: datetime
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Checkin:
    """Soreness 0-10 of one local day; the last answer of the day stands."""

    chat_id: int
    local_date: date
    soreness: int
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Triage:
    """A finished triage: the answers, the outcome, the rule that decided and the version of the rules."""

    id: int
    chat_id: int
    local_date: date
    answers: Json
    outcome: str
    rule: str
    ruleset: str
    completed_at: datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One message due once: unique by runner, kind and local date.

    `state` is one of planned, leased, sent, missed, held, dead.
    `attempts` counts the tries to send it that were begun and not given back.
    """

    id: int
    chat_id: int
    kind: str
    local_date: date
    due_at: datetime
    not_before: datetime | None
    attempts: int
    state: str
    lease_until: datetime | None = None
    lease_owner: str | None = None
    message_id: int | None = None
    sent_at: datetime | None = None
    outcome: str | None = None
    response: str | None = None
    responded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Session:
    """A session that was done, once a local day and kind.

    `feel` is one of none, ache, sharp: the pain during it. None: nothing was said.
    """

    chat_id: int
    local_date: date
    kind: str
    at: datetime
    feel: str | None = None
    felt_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Week:
    """What was told of one ISO week, known by its Monday.

    `performance` is one of better, usual, worse; `signs` are body-wide ones, None when nothing was said.
    """

    chat_id: int
    monday: date
    performance: str
    signs: tuple[str, ...] | None
    answered_at: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a runner: the trail behind a state change."""

    id: int
    chat_id: int
    at: datetime
    kind: str
    data: Json


@dataclass(frozen=True, slots=True)
class Answer:
    """Which entry answered which message: an edited question edits its answer, a thumb is counted once."""

    chat_id: int
    question_message_id: int | None
    answer_message_id: int
    question: str
    entry: str | None
    vote: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Miss:
    """A question that was not answered well, from nobody: no chat, and `at` is rounded down to the UTC day.

    `reason` is one of declined, thumbed_down, none_of_these.
    """

    id: int
    at: datetime
    question: str
    reason: str
    candidates: list[Json]


@dataclass(frozen=True, slots=True)
class InboxUpdate:
    """An update of Telegram: kept with its payload until handled, then only its number against redelivery."""

    update_id: int
    chat_id: int
    payload: str | None
    received_at: datetime
    handled_at: datetime | None
