"""A season's log told step by step, for the tests of its checks."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from .log import Act, Entry, Kill, Log, Said

START = datetime(2030, 2, 1, 12, tzinfo=UTC)
CHAT = 7
FULL, LIGHT, STAND_IN = (
    "💪 Strength day.\n\nToday's hamstring session, about 25 minutes",
    "Your training is eased for now: so.\n\n"
    "Today's light session. Half the sets, nothing heavy or explosive, about 15 minutes",
    "Strength work is swapped for something gentle for now: so.\n\n"
    "Swim or bike instead of strength work today. 20 to 30 easy minutes:",
)


class Story:
    """A log told step by step; `day` is the number of days since the start."""

    def __init__(self) -> None:
        self.log = Log(1, START, START + timedelta(days=30))
        self._state = "normal"

    def at(self, day: float) -> datetime:
        return START + timedelta(days=day)

    def entry(self, when: float, what: str, /, **data: Any) -> "Story":
        self.log.entries.append(Entry(self.at(when), what, CHAT, data))
        return self

    def event(self, when: float, of: str, /, **data: Any) -> "Story":
        return self.entry(when, "event", id=len(self.log.entries), kind=of, data=json.dumps(data))

    def state(self, day: float, to: str, reason: str | None, kind: str = "state") -> "Story":
        """`kind` "undone": the change before it is taken back."""
        changes = [entry.data["id"] for entry in self.log.of("event") if entry.data["kind"] == "state"]
        taken = {"taken": changes[-1:]} if kind == "undone" else {}
        self.event(day, kind, **{"from": self._state, "to": to, "reason": reason or "", **taken})
        self.entry(day, "state", **{"from": self._state, "to": to, "rule": reason, "pool": 0})
        self._state = to
        return self

    def triage(self, day: float, outcome: str, onset: str = "after", place: str = "mid") -> "Story":
        answers = json.dumps({"onset": onset, "location": place})
        return self.entry(day, "triage", outcome=outcome, rule="R0", answers=answers)

    def checkins(self, first: int, *scores: int) -> "Story":
        for ago, score in enumerate(scores):
            day = (self.at(first + ago)).date().isoformat()
            self.entry(first + ago, "checkin", day=day, soreness=score)
        return self

    def act(self, day: float, data: str) -> "Story":
        self.log.acts.append(Act(CHAT, self.at(day), "tap", data))
        return self

    def row(
        self, day: float, state: str, *, id: int = 1, kind: str = "strength", message: int = 1
    ) -> "Story":
        local = self.at(day).date().isoformat()
        return self.entry(
            day, "occurrence", id=id, kind=kind, local_date=local, state=state, message_id=message
        )

    def said(self, day: float, text: str, *, id: int = 1, by: Any = "tick", before: str = "") -> "Story":
        said = Said(CHAT, id, self.at(day), text, (), by, edited=bool(before), before=before)
        self.log.said.append(said)
        return self

    def killed(self, day: float, when: str) -> "Story":
        self.log.kills.append(Kill(CHAT, self.at(day), when))
        return self

    def settings(self, day: float, **changes: Any) -> "Story":
        data = {
            "zone": "Europe/Berlin",
            "strength_on": 1,
            "strength_days": "tue,fri",
            "strength_at": "07:00:00.000000",
            "checkin_on": 0,
            "checkin_at": "20:00:00.000000",
            "paused_until": None,
            "active": 1,
            "set_up_at": "x",
        }
        return self.entry(day, "setting", **{**data, **changes})
