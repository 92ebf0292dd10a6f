"""What must hold over a whole season. Each check reads the log alone and yields a breach for each place.

Numbers and reasons are those of the triage protocol (sections 5, 6 and 8), not of the coach's code.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Final

from bot.content.knowledge import Knowledge

from .evidence import (
    DAY,
    LEAST,
    PAUSED,
    States,
    Zones,
    as_json,
    asked_for_between,
    breach_at,
    ends_of,
    expected_slots,
    has_ended_a_check,
    heading,
    kinds_of,
    low_days_before,
    milder,
    named_states,
    put_off_between,
    repeats,
    sendings,
    sent_by,
    seven_quiet_days,
    strength_in,
    told,
    was_cleared,
    was_taken_back,
    was_tapped,
    was_undone,
    worse,
)
from .log import Breach, Entry, Log, Said
from .recorder import read_html

TOLD: Final = frozenset({"told-emergency", "told-urgent"})
INTERIM: Final = frozenset({"interim"})
FROM_A_SCORE: Final = frozenset(
    {"score_high", "score_severe", "settled", "rising", "not_settling", "sore_week", "overload", "not_better"}
    | {"step_up", "step_back", "steps_done", "steps_failed", "walking_fine"}
)
"""What an answer of the day sets, and so a corrected answer takes back."""
SESSIONS: Final = ("strength", "later")
ENDED: Final = ("sent", "held", "missed", "dead")

Check = Callable[[Log, Knowledge], Iterator[Breach]]


def nothing_raises(log: Log, _: Knowledge) -> Iterator[Breach]:
    for chat, at, what in log.raised:
        yield Breach(chat, at, what)


def no_session_while_paused(log: Log, knowledge: Knowledge) -> Iterator[Breach]:
    """In `stop` and `urgent` no message is or becomes a strength session, nor one of its exercises."""
    states = States(log)
    for said in log.said:
        state = states.after(said.chat, said.at)
        if state in PAUSED and states.before(said.chat, said.at) in PAUSED:
            new = strength_in(said.text, knowledge) - strength_in(said.before, knowledge)
            if new:
                yield Breach(said.chat, said.at, f"in {state}: {', '.join(sorted(new))}: {said.text[:60]!r}")


def pauses_end_by_the_protocol(log: Log, _: Knowledge) -> Iterator[Breach]:
    """`urgent` by cleared; `stop` by cleared or seven days in a row at 0-1; both by what was taken back."""
    for entry in log.of("state"):
        if entry.data["from"] in PAUSED and milder(entry.data["to"], entry.data["from"]):
            allowed = was_cleared(log, entry) or was_taken_back(log, entry)
            if not (allowed or (entry.data["from"] == "stop" and seven_quiet_days(log, entry))):
                yield breach_at(entry, f"{entry.data['from']} ended in {entry.data['to']}")


def swap_ends_by_two_low_days(log: Log, _: Knowledge) -> Iterator[Breach]:
    """Two check-ins in a row at 0-2 and "walking is fine"; or what had set it was taken back."""
    for entry in log.of("state"):
        if entry.data["from"] == "swap" and milder(entry.data["to"], "swap"):
            low = low_days_before(log, entry, 2, highest=2) and was_tapped(log, entry, "c:walk:")
            if not (low or was_taken_back(log, entry)):
                yield breach_at(entry, f"swap ended in {entry.data['to']} ({entry.data['rule']})")


def verdicts_hold(log: Log, _: Knowledge) -> Iterator[Breach]:
    """No check's outcome is dropped: the state is at least as serious until something may end it."""
    floor: dict[int, str] = defaultdict(lambda: "normal")
    state: dict[int, str] = defaultdict(lambda: "normal")
    last: dict[int, Entry] = {}
    physio: dict[int, bool] = {}
    for entry in [*log.of("state", "triage", "setting"), *ends_of(log)]:
        chat = entry.chat
        if entry.what == "setting":
            physio[chat] = bool(entry.data.get("physio"))
            continue
        if chat in last and entry.at > last[chat].at and milder(state[chat], floor[chat]):
            yield breach_at(last[chat], f"{state[chat]}, though a check had led to {floor[chat]}")
            floor[chat] = state[chat]
        last[chat] = entry
        if entry.what == "triage":
            least = LEAST[entry.data["outcome"]]
            if physio.get(chat) and least not in PAUSED:
                # Under a physiotherapist their plan comes before milder outcomes (protocol 8.12).
                continue
            floor[chat] = (
                "normal" if (least, floor[chat]) == ("normal", "ease") else worse(floor[chat], least)
            )
        elif entry.what == "state":
            state[chat] = entry.data["to"]
            ended = milder(state[chat], floor[chat]) and not milder(entry.data["from"], floor[chat])
            if ended and not was_undone(log, entry):
                # How a state may end is the business of the checks above.
                floor[chat] = state[chat]


def the_trail_tells_every_change(log: Log, _: Knowledge) -> Iterator[Breach]:
    """Each change of the state stands among the events, with its reason."""
    events: dict[int, Entry] = {}
    for entry in log.of("event", "state"):
        if entry.what == "event" and entry.data["kind"] in {"state", "undone"}:
            events[entry.chat] = entry
        elif entry.what == "state":
            event = events.pop(entry.chat, None)
            said = told(event) if event and event.at == entry.at else {}
            if (said.get("to"), said.get("reason") or None) != (entry.data["to"], entry.data["rule"]):
                yield breach_at(entry, f"{entry.data} is not among the events: {said}")


def what_was_taken_back_stays_so(log: Log, _: Knowledge) -> Iterator[Breach]:
    """Taking back leads to the state as it was without what is taken back, today's or an earlier day's."""
    stands: dict[int, list[Entry]] = defaultdict(list)
    zones = Zones(log)
    for entry in log.of("event"):
        if entry.data["kind"] == "state":
            stands[entry.chat].append(entry)
        elif entry.data["kind"] == "undone":
            meant = _meant(log, entry)
            today = zones.day(entry)
            stands[entry.chat] = [
                old
                for old in stands[entry.chat]
                if told(old)["reason"] not in meant
                or (meant == FROM_A_SCORE and zones.day(old) != today)
                or (told(old)["reason"] == "walking_fine" and not _was_too_high(log, entry))
            ]
            was = told(stands[entry.chat][-1])["to"] if stands[entry.chat] else "normal"
            if told(entry)["to"] != was:
                yield breach_at(entry, f"taken back to {told(entry)['to']}, it was {was} before")


def _meant(log: Log, entry: Entry) -> frozenset[str]:
    """The reasons of the changes that this act takes back."""
    if was_tapped(log, entry, "k:mistake"):
        return TOLD
    return INTERIM if has_ended_a_check(log, entry) else FROM_A_SCORE


def _was_too_high(log: Log, entry: Entry) -> bool:
    """Whether the answer of that moment is above 2: then the way back had not begun."""
    return any(
        answer.at == entry.at and answer.data["soreness"] > 2 for answer in log.own(entry.chat).of("checkin")
    )


def _took_up_checkins(log: Log, states: States, said: Said) -> bool:
    """Whether the runner answered the question after `urgent` since it began, or wrote /checkin."""
    began = states.set_at(log, said.chat, said.at)
    return any(
        act.chat == said.chat
        and began <= act.at < said.at
        and (act.data.startswith(("f:", "c:ask")) or act.data.startswith("/checkin"))
        for act in log.acts
    )


def reminders_fit_the_state(log: Log, knowledge: Knowledge) -> Iterator[Breach]:
    """A session in normal, a light one in ease, the stand-in in swap; no message at all while paused.

    On the way back (section 5) the run first, then half the sets, then all; a step that is done and waits for
    its answer gets the question in place of any session.
    """
    states, sent = States(log), sent_by(log)
    for said in log.said:
        occurrence = sent.get((said.chat, said.message_id))
        if said.by != "tick" or occurrence is None or said.edited:
            continue
        state, kind = states.before(said.chat, said.at), occurrence.data["kind"]
        if kind in SESSIONS:
            step = states.step(said.chat, said.at)
            fits = kinds_of(said.text, knowledge), named_states(said.text, knowledge)
            waits = step is not None and _awaits(knowledge) in said.text and not fits[0]
            if not waits and fits != (_wanted(state, step), {state}):
                yield Breach(said.chat, said.at, f"in {state}: {said.text[:90]!r}")
        elif kind == "checkin" and state == "urgent" and not _took_up_checkins(log, states, said):
            yield Breach(said.chat, said.at, "a check-in in urgent")


def _awaits(knowledge: Knowledge) -> str:
    return read_html(knowledge.messages.text("ladder.awaits")).text


def _wanted(state: str, step: str | None) -> set[str]:
    if state == "ease" and step is not None:
        return {{"half_sets": "light", "speed": "full"}.get(step, "run")}
    return {"normal": {"full"}, "ease": {"light"}, "swap": {"stand-in"}}.get(state, set())


def a_sore_sit_bone_is_sent_to_the_pool(log: Log, knowledge: Knowledge) -> Iterator[Breach]:
    """Swapped for a sore sit bone: no cycling until the swap is over, whatever came in between (E76)."""
    sitting: dict[int, bool] = defaultdict(bool)
    texts = {(said.chat, said.message_id): said for said in log.said if said.by == "tick" and not said.edited}
    for entry in log.of("triage", "state", "occurrence"):
        if entry.what == "triage" and entry.data["outcome"] == "X":
            sitting[entry.chat] = as_json(entry.data["answers"]).get("location") == "sitbone"
        elif entry.what == "state" and entry.data["to"] in {"normal", "ease"}:
            sitting[entry.chat] = False
        elif entry.what == "occurrence" and entry.data["state"] == "sent" and sitting[entry.chat]:
            said = texts.get((entry.chat, entry.data["message_id"]))
            if said and heading(knowledge, "stand_in") in said.text:
                yield breach_at(entry, f"a sore sit bone: {said.text[:60]!r}")


def one_advice_a_day(log: Log, _: Knowledge) -> Iterator[Breach]:
    """But D0 and D1; and a corrected answer is advised on in place of the first."""
    given: dict[tuple[int, str], Entry] = {}
    for entry in log.of("event", "checkin"):
        if entry.what == "checkin":
            given.pop((entry.chat, entry.data["day"]), None)
        elif entry.data["kind"] == "advice" and told(entry)["rule"] not in {"D0", "D1"}:
            key = (entry.chat, told(entry)["day"])
            if key in given:
                yield breach_at(entry, f"{told(entry)['rule']} after {told(given[key])['rule']}")
            given[key] = entry


def no_reminder_is_lost(log: Log, _: Knowledge) -> Iterator[Breach]:
    """Each slot of a runner's rule, as it stood then, has its row, and the row came to an end."""
    ended = {
        (entry.chat, entry.data["kind"], entry.data["local_date"])
        for entry in log.of("occurrence")
        if entry.data["state"] in ENDED
    }
    for chat, kind, day, at in expected_slots(log):
        if (chat, kind, day.isoformat()) not in ended and at < log.end - DAY:
            yield Breach(chat, at, f"no {kind} for {day}")


def silence_is_a_week_without_a_word(log: Log, _: Knowledge) -> Iterator[Breach]:
    """Reminders stop only for who neither wrote nor tapped for seven days (protocol 8.1)."""
    silent: dict[int, bool] = {}
    for entry in log.of("setting"):
        now_silent = entry.data.get("silent_since") is not None
        if now_silent and not silent.get(entry.chat, False):
            for act in log.acts:
                if act.chat == entry.chat and act.kind != "block" and entry.at - 7 * DAY < act.at < entry.at:
                    yield Breach(entry.chat, entry.at, f"silent, but {act.data!r} came at {act.at}")
        silent[entry.chat] = now_silent


def no_reminder_comes_twice(log: Log, _: Knowledge) -> Iterator[Breach]:
    """One message a runner, kind and local date; a second only where the process died after sending."""
    for entry, again in repeats(sendings(log), lambda entry: entry.data["local_date"]):
        if not asked_for_between(log, again.chat, again.data["kind"], entry.at, again.at):
            yield breach_at(again, f"{again.data['kind']} of {again.data['local_date']} came twice")
    killed = {(kill.chat, kill.at) for kill in log.kills if kill.when == "after"}
    sent = sent_by(log)
    for said in log.said:
        unknown = said.by == "tick" and not said.edited and (said.chat, said.message_id) not in sent
        if unknown and (said.chat, said.at) not in killed:
            yield Breach(said.chat, said.at, f"no row knows of this message: {said.text[:60]!r}")


def one_session_a_day(log: Log, _: Knowledge) -> Iterator[Breach]:
    """The regular one or the one put off; both only when the runner put off the first."""
    zones = Zones(log)
    sessions = [entry for entry in sendings(log) if entry.data["kind"] in SESSIONS]
    same = [Entry(entry.at, entry.what, entry.chat, {**entry.data, "kind": "any"}) for entry in sessions]
    for entry, again in repeats(same, zones.calendar_day):
        if not put_off_between(log, again.chat, entry.at, again.at):
            yield breach_at(again, f"a second session, the first came at {entry.at}")


CHECKS: Final[tuple[Check, ...]] = (
    nothing_raises,
    silence_is_a_week_without_a_word,
    no_session_while_paused,
    pauses_end_by_the_protocol,
    swap_ends_by_two_low_days,
    verdicts_hold,
    the_trail_tells_every_change,
    what_was_taken_back_stays_so,
    reminders_fit_the_state,
    a_sore_sit_bone_is_sent_to_the_pool,
    one_advice_a_day,
    no_reminder_is_lost,
    no_reminder_comes_twice,
    one_session_a_day,
)
