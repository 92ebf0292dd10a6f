"""What the checks of a season look up in its log: states, zones, answers, and what a runner did when."""

import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.coaching.calendar import Weekday, WeeklyRule, slots
from bot.coaching.checkin_day import checkin_day
from bot.content.knowledge import Knowledge

from .log import Breach, Entry, Log
from .recorder import read_html

ORDER: Final = ("normal", "ease", "swap", "stop", "urgent")
PAUSED: Final = ("stop", "urgent")
LEAST: Final = {"K": "normal", "A": "ease", "X": "swap", "P": "stop", "U": "urgent", "E": "urgent"}
"""The mildest state that an outcome allows."""
PUT_OFF: Final = re.compile(r"o:\d+:(hour|evening|tomorrow)")
DAY: Final = timedelta(days=1)


class States:
    """The training state of each runner at each moment."""

    def __init__(self, log: Log) -> None:
        self._changes: dict[int, list[Entry]] = defaultdict(list)
        for entry in log.of("state"):
            self._changes[entry.chat].append(entry)

    def before(self, chat: int, at: datetime) -> str:
        return self._state(chat, lambda entry: entry.at < at)

    def after(self, chat: int, at: datetime) -> str:
        return self._state(chat, lambda entry: entry.at <= at)

    def set_at(self, log: Log, chat: int, at: datetime) -> datetime:
        """When the state of that moment was set: by the last change that was not taken back by then."""
        events = [entry for entry in log.own(chat).of("event") if entry.at < at]
        taken = {
            id
            for entry in events
            if entry.data["kind"] == "undone"
            for id in as_json(entry.data["data"])["taken"]
        }
        stands = [
            entry.at for entry in events if entry.data["kind"] == "state" and entry.data["id"] not in taken
        ]
        return stands[-1] if stands else at

    def step(self, chat: int, at: datetime) -> str | None:
        """The step of the way back before that moment."""
        found = self._last(chat, lambda entry: entry.at < at)
        return found.data.get("step") if found else None

    def _state(self, chat: int, counts: Callable[[Entry], bool]) -> str:
        found = self._last(chat, counts)
        return str(found.data["to"]) if found else "normal"

    def _last(self, chat: int, counts: Callable[[Entry], bool]) -> Entry | None:
        return next((entry for entry in reversed(self._changes[chat]) if counts(entry)), None)


class Zones:
    """The zone of each runner at each moment."""

    def __init__(self, log: Log) -> None:
        self._settings: dict[int, list[Entry]] = defaultdict(list)
        for entry in log.of("setting"):
            self._settings[entry.chat].append(entry)

    def of(self, entry: Entry) -> ZoneInfo:
        known = [old for old in self._settings[entry.chat] if old.at <= entry.at]
        return ZoneInfo((known[-1].data["zone"] if known else None) or "UTC")

    def day(self, entry: Entry) -> date:
        """The day a check-in at that moment counts for (protocol 8.13)."""
        return checkin_day(entry.at, self.of(entry))

    def calendar_day(self, entry: Entry) -> date:
        return entry.at.astimezone(self.of(entry)).date()


def strength_in(text: str, knowledge: Knowledge) -> set[str]:
    """What of a strength session stands in a text."""
    found = kinds_of(text, knowledge) - {"stand-in", "run"}
    return found | (
        {"an exercise"} if re.match(r".+: \d+ × .+\. Rest .+\.$", text.partition("\n")[0]) else set()
    )


def kinds_of(text: str, knowledge: Knowledge) -> set[str]:
    """Which kinds of session stand in a text: full, light, stand-in, run."""
    names = {"full": "full", "light": "light", "stand_in": "stand-in", "stand_in_pool": "stand-in"}
    found = {kind for name, kind in names.items() if heading(knowledge, name) in text}
    run = read_html(knowledge.messages.text("reminders.run_heading")).text
    return found | ({"run"} if run in text else set())


def named_states(text: str, knowledge: Knowledge) -> set[str]:
    """The state that a message gives as the reason for a changed session; normal when it gives none."""
    changed = (state for state in ORDER if state != "normal")
    found = {state for state in changed if read_html(knowledge.messages.text(f"state.{state}")).text in text}
    return found or {"normal"}


def heading(knowledge: Knowledge, name: str) -> str:
    """How such a session begins, as far as it is the same for all."""
    values = {} if name.startswith("stand_in") else {"minutes": 987}
    plain = read_html(knowledge.messages.text(f"workout.{name}", **values)).text
    return plain.partition("\n")[0].partition("987")[0]


def was_cleared(log: Log, entry: Entry) -> bool:
    return bool(entry.data["rule"] == "cleared" and was_tapped(log, entry, "k:yes"))


def was_taken_back(log: Log, entry: Entry) -> bool:
    """By "you misunderstood me", a corrected answer, or the end of the check that had been left half-way.

    Whether it led to the right state is checked apart.
    """
    corrected = any(
        act.at == entry.at and (act.data.startswith("c:") or act.data.isdecimal())
        for act in log.own(entry.chat).acts
    )
    by_act = corrected or was_tapped(log, entry, "k:mistake") or has_ended_a_check(log, entry)
    return was_undone(log, entry) and by_act


def has_ended_a_check(log: Log, entry: Entry) -> bool:
    return any(triage.at == entry.at for triage in log.own(entry.chat).of("triage"))


def was_undone(log: Log, entry: Entry) -> bool:
    """A tap that came twice takes back and sets again in one moment: only the change taken back counts."""
    change = (entry.data["from"], entry.data["to"])
    return any(
        event.at == entry.at
        and event.data["kind"] == "undone"
        and (as_json(event.data["data"])["from"], as_json(event.data["data"])["to"]) == change
        for event in log.own(entry.chat).of("event")
    )


def seven_quiet_days(log: Log, entry: Entry) -> bool:
    """Seven days in a row at 0-1, walking fine, and no sudden onset in the checks of this pause."""
    own = log.own(entry.chat)
    began = max(
        (old.at for old in own.of("state") if old.at < entry.at and _begins_pause(old)), default=log.start
    )
    sudden = any(
        began <= triage.at <= entry.at
        and as_json(triage.data["answers"]).get("onset") == "sudden"
        and LEAST[triage.data["outcome"]] in PAUSED
        for triage in own.of("triage")
    )
    return not sudden and was_tapped(log, entry, "c:walk:") and low_days_before(log, entry, 7, highest=1)


def _begins_pause(entry: Entry) -> bool:
    return entry.data["to"] in PAUSED and entry.data["from"] not in PAUSED


def low_days_before(log: Log, entry: Entry, days: int, *, highest: int) -> bool:
    """That many days in a row, the last of them the day of the entry, all answered and low at that moment."""
    own = log.own(entry.chat)
    answered = (checkin for checkin in own.of("checkin") if checkin.at <= entry.at)
    scores = {checkin.data["day"]: checkin.data["soreness"] for checkin in answered}
    today = Zones(own).day(entry)
    return all(scores.get((today - ago * DAY).isoformat(), 99) <= highest for ago in range(days))


def was_tapped(log: Log, entry: Entry, data: str) -> bool:
    acts = log.own(entry.chat).acts
    return any(act.at == entry.at and act.kind == "tap" and act.data.startswith(data) for act in acts)


def asked_for_between(log: Log, chat: int, kind: str, after: datetime, before: datetime) -> bool:
    """Whether an act in between asks for another of that kind on the same day: put off again, a new check."""
    if kind == "half_way":
        acts = log.own(chat).acts
        return any(after <= act.at <= before and act.data.startswith(("q:", "/soreness")) for act in acts)
    return kind == "later" and put_off_between(log, chat, after, before)


def put_off_between(log: Log, chat: int, after: datetime, before: datetime) -> bool:
    """Whether the runner put a session off in between."""
    return any(after <= act.at <= before and PUT_OFF.match(act.data) for act in log.own(chat).acts)


def sendings(log: Log) -> list[Entry]:
    """The moments at which a row became `sent`."""
    state: dict[int, str] = {}
    found = []
    for entry in log.of("occurrence"):
        if entry.data["state"] == "sent" and state.get(entry.data["id"]) != "sent":
            found.append(entry)
        state[entry.data["id"]] = entry.data["state"]
    return found


def sent_by(log: Log) -> dict[tuple[int, int], Entry]:
    return {(entry.chat, entry.data["message_id"]): entry for entry in sendings(log)}


def repeats(entries: list[Entry], key: Callable[[Entry], Any]) -> Iterator[tuple[Entry, Entry]]:
    """Two of one runner and kind that share the key, each with the one before it."""
    last: dict[Any, Entry] = {}
    for entry in entries:
        which = (entry.chat, entry.data["kind"], key(entry))
        if which in last:
            yield last[which], entry
        last[which] = entry


def expected_slots(log: Log) -> Iterator[tuple[int, str, date, datetime]]:
    """Every slot of every rule, for as long as the rule stood."""
    settings: dict[int, list[Entry]] = defaultdict(list)
    for entry in log.of("setting"):
        settings[entry.chat].append(entry)
    for chat, changes in settings.items():
        for entry, following in zip(changes, [*changes[1:], None], strict=True):
            until = following.at if following else log.end
            for kind, rule in rules_of(entry.data):
                for slot in slots(rule, entry.at + timedelta(seconds=1)):
                    if slot.instant >= until:
                        break
                    day = slot.instant.astimezone(rule.zone).date()
                    if day >= date.fromisoformat(entry.data["paused_until"] or "0001-01-01"):
                        yield chat, kind, slot.local_date, slot.instant


def rules_of(data: dict[str, Any]) -> Iterator[tuple[str, WeeklyRule]]:
    if data["zone"] is None or not data["active"] or data["set_up_at"] is None:
        return
    zone = ZoneInfo(data["zone"])

    def at(name: str) -> Any:
        return datetime.fromisoformat(f"2030-01-01T{data[name]}").time()

    silent = data.get("silent_since") is not None
    if data["strength_on"] and data["strength_days"] and not silent:
        days = frozenset(Weekday(day) for day in data["strength_days"].split(","))
        yield "strength", WeeklyRule(days, at("strength_at"), zone)
    if data["checkin_on"] and (not silent or data.get("here_at") is not None):
        yield "checkin", WeeklyRule(frozenset(Weekday), at("checkin_at"), zone)


def ends_of(log: Log) -> list[Entry]:
    """One entry more for each runner, so that what is open at the end is looked at."""
    return [Entry(log.end, "end", chat, {}) for chat in log.chats()]


def milder(one: str, other: str) -> bool:
    return ORDER.index(one) < ORDER.index(other)


def worse(one: str, other: str) -> str:
    return max(one, other, key=ORDER.index)


def told(entry: Entry) -> dict[str, Any]:
    return as_json(entry.data["data"])


def as_json(value: Any) -> dict[str, Any]:
    return dict(json.loads(value)) if isinstance(value, str) else dict(value)


def breach_at(entry: Entry, what: str) -> Breach:
    return Breach(entry.chat, entry.at, what)
