"""The daily check-in: soreness 0-10 by one tap, recorded for the local day, answered in one line."""

from dataclasses import replace
from datetime import date, timedelta

from bot.chat import check_start, extras, ladder, ladder_text, series, silence, stride
from bot.chat.checkin_days import scores_until
from bot.chat.runners import day_of_checkin, ladder_of, set_state, undo_state
from bot.chat.screen import Button, Row, Screen, in_rows
from bot.chat.turn import Turn
from bot.chat.why_button import why_row
from bot.coaching.answers import Onset
from bot.coaching.checkin import reply_key
from bot.coaching.follow_up import Answer, checkins_rest
from bot.coaching.ladder import start as start_ladder
from bot.coaching.overload import advise, is_day_to_look
from bot.coaching.score import is_off_scale, read_score
from bot.coaching.series import Advice
from bot.coaching.series_effect import Weighed, weigh, weigh_step
from bot.coaching.state import (
    PAUSED,
    SETTLED,
    Change,
    DayScore,
    Reason,
    TrainingState,
    TriageCall,
    after_checkin,
    after_walking,
    ease_days,
)
from bot.content.knowledge import Knowledge
from bot.reminders.follow_up import KIND, answers, changed_since
from bot.storage.records import Event, Runner
from bot.storage.tx import Tx

TRIAGES_READ = 50
FROM_A_SCORE = frozenset(
    {
        Reason.SCORE_HIGH.value,
        Reason.SCORE_SEVERE.value,
        Reason.SETTLED.value,
        Reason.RISING.value,
        Reason.NOT_SETTLING.value,
        Reason.SORE_WEEK.value,
        Reason.OVERLOAD.value,
        Reason.NOT_BETTER.value,
    }
)


async def on_checkin(turn: Turn) -> None:
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        await _take_up(tx, runner, turn)
    await turn.send(question(turn.knowledge, day_of_checkin(runner, turn.now), runner.state))


async def _take_up(tx: Tx, runner: Runner, turn: Turn) -> None:
    """Who writes /checkin while check-ins rest gets them daily again."""
    if checkins_rest(TrainingState(runner.state), await answers(tx, runner)):
        await tx.events.add(turn.chat_id, turn.now, KIND, {"answer": Answer.RESTARTED.value})


def question(knowledge: Knowledge, day: date, state: str) -> Screen:
    """0 to 10 in two rows; softer words for who is to be seen first."""
    key = "checkin.question_paused" if state in PAUSED else "checkin.question"
    asked = f"c:{day:%Y%m%d}"
    buttons = [Button(str(score), f"{asked}:{score}") for score in range(11)]
    return Screen(knowledge.messages.text(key), in_rows(buttons, 6))


def awaited(knowledge: Knowledge, day: date, state: str) -> Screen:
    """The same for a step of the way back that was done: the answer says whether the next one comes."""
    asked = question(knowledge, day, state)
    return Screen(knowledge.messages.text("ladder.awaits") + "\n\n" + asked.text, asked.rows)


async def on_number(turn: Turn, text: str) -> bool:
    """A typed score with no talk open is today's check-in. True when the text was one."""
    soreness = read_score(text)
    runner = (await turn.seen()).runner
    if runner is not None and is_off_scale(text):
        await _ask_again(turn, runner)
        return True
    if soreness is None or runner is None:
        return False
    await _score(turn, day_of_checkin(runner, turn.now), soreness)
    return True


async def _ask_again(turn: Turn, runner: Runner) -> None:
    """A number that is no score is asked for again (protocol 8.4)."""
    asked = question(turn.knowledge, day_of_checkin(runner, turn.now), runner.state)
    await turn.send(Screen(turn.messages.text("checkin.off_scale") + "\n\n" + asked.text, asked.rows))


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`c:<day>:<score>`, `c:<day>:change`, `c:walk:<day>:yes`, `c:stride:<day>:normal`; `c:ask` asks anew."""
    match args:
        case ("ask",):
            await turn.toast()
            await on_checkin(turn)
        case ("walk", day, "yes" | "no" as answer) if asked := _read_day(day):
            await _walking(turn, asked, fine=answer == "yes")
        case ("stride", day, "normal" | "changed" as answer) if asked := _read_day(day):
            await stride.on_answer(turn, asked, normal=answer == "normal")
        case (day, "change") if _read_day(day):
            await turn.toast()
            runner = await _runner(turn)
            await turn.show(question(turn.knowledge, day_of_checkin(runner, turn.now), runner.state))
        case (day, score) if (asked := _read_day(day)) and score in map(str, range(11)):
            await _score(turn, asked, int(score))
        case _:
            await turn.toast("common.stale_gone")


async def _score(turn: Turn, asked: date, soreness: int) -> None:
    """Record, weigh, answer; the safety questions follow at once where a rule asks for them (D0, D2, D3)."""
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        today = day_of_checkin(runner, turn.now)
        fresh = timedelta(0) <= today - asked <= timedelta(days=1)
        if fresh:
            runner = await _take_back(tx, turn, runner, today, soreness)
            is_new = await tx.checkins.record(turn.chat_id, today, soreness, turn.now)
            rules = frozenset(turn.knowledge.triage.rules)
            asked_too = await stride.after_adjust(tx, turn.messages, runner, rules, today, soreness)
            weighed = await _weigh(tx, runner, today)
            runner = await _apply(tx, turn, runner, today, soreness, weighed)
            runner = await silence.come_back(tx, runner, turn.now)
            more = await extras.beneath(tx, turn, runner, today, weighed)
    if not fresh:
        await turn.toast("checkin.old")
        await turn.show(question(turn.knowledge, today, runner.state))
        return
    await turn.toast("common.noted" if is_new else None)
    beneath = (_step(turn, weighed), asked_too, more)
    screen = _answer(turn, runner, today, soreness, weighed, beneath)
    await turn.show(replace(screen, rows=(*silence.rows(turn.messages, runner), *screen.rows)))
    if weighed.change.triage is TriageCall.NOW and not await check_start.is_open(turn):
        await check_start.start(turn)


async def _apply(tx: Tx, turn: Turn, runner: Runner, today: date, soreness: int, weighed: Weighed) -> Runner:
    """Keep the advice and move the state, in the transaction of the answer."""
    if weighed.found:
        await series.record(tx, runner, today, soreness, weighed.found, turn.now)
    change, steps = weighed.change, weighed.ladder
    if change.state == runner.state and not weighed.anew and steps == ladder_of(runner):
        return runner
    return await set_state(tx, runner, change.state, change.reason, turn.now, ladder=steps)


def _step(turn: Turn, weighed: Weighed) -> Screen:
    """What the answer did to the ladder."""
    return ladder_text.reply(turn.messages, weighed.move, weighed.ladder) if weighed.move else Screen("")


def _answer(
    turn: Turn,
    runner: Runner,
    today: date,
    soreness: int,
    weighed: Weighed,
    more: tuple[Screen, Screen, Screen],
) -> Screen:
    """The score, the line of the day, beneath it the advice of the days before and what is asked.

    `more`: what else goes beneath, empty or not: the ladder, the morning after "adjust", the extras.
    """
    text, state, found = turn.messages.text, TrainingState(runner.state), weighed.found
    asks = weighed.change.ask_walking or bool(more[1].text)
    advised = (found is not None and found.advice is not Advice.CLEAR) or weighed.move is not None or asks
    line = text(f"checkin.reply.{reply_key(soreness, state, advised=advised)}")
    parts = [text("checkin.recorded", soreness=soreness) + "\n" + line]
    if found:
        parts.append(series.advice_html(turn.messages, found, state))
    if weighed.change.ask_walking:
        parts.append(text(f"checkin.ask_walking_{weighed.change.reason}"))
    parts += [screen.text for screen in more]
    rows = tuple(row for screen in more for row in screen.rows)
    return Screen("\n\n".join(part for part in parts if part), _rows(turn, today, weighed, rows))


def _rows(turn: Turn, today: date, weighed: Weighed, more: tuple[Row, ...]) -> tuple[Row, ...]:
    label = turn.messages.label
    rows: tuple[Row, ...] = ()
    if weighed.change.ask_walking:
        fine = Button(label("checkin.walking_fine"), f"c:walk:{today:%Y%m%d}:yes")
        rows = ((fine, Button(label("checkin.not_yet"), f"c:walk:{today:%Y%m%d}:no")),)
    if weighed.change.triage is not TriageCall.NONE:
        rows = (*rows, (Button(label("checkin.check_it"), "q:start"),))
    rows = (*rows, *series.rows(turn.messages, weighed.found), *more)
    if weighed.found:
        rows = (*rows, why_row(turn.messages, "a", f"{today:%Y%m%d}"))
    return (*rows, (Button(label("checkin.change"), f"c:{today:%Y%m%d}:change"),))


async def _weigh(tx: Tx, runner: Runner, today: date) -> Weighed:
    """What today's answer means by itself, and beside those of the days before (protocol, section 6)."""
    scores = await scores_until(tx, runner, today)
    facts = await series.facts_of(tx, runner, today, scores)
    week = await series.lighter_week_of(tx, runner, today, scores)
    found = advise(facts, week)
    climbed = await ladder.weigh_answer(tx, runner, today, scores)
    by_itself = await _by_itself(tx, runner, today, scores)
    weighed = weigh_step(climbed, found) if climbed else weigh(by_itself, found)
    return replace(weighed, look_again=week is not None and is_day_to_look(week, today))


async def _by_itself(tx: Tx, runner: Runner, today: date, scores: dict[date, int]) -> Change:
    began = day_of_checkin(runner, runner.state_since) if runner.state_since else None
    days = [DayScore(day, soreness) for day, soreness in scores.items()]
    state, least = TrainingState(runner.state), ease_days(runner.state_rule)
    sudden = state is TrainingState.STOP and await _began_suddenly(tx, runner)
    return after_checkin(state, days, today, began=began, ease_days=least, sudden=sudden)


async def _began_suddenly(tx: Tx, runner: Runner) -> bool:
    """Whether a check said so since training was last as usual."""
    since = await changed_since(tx, runner)
    triages = await tx.triages.recent(runner.chat_id, TRIAGES_READ)
    return any(
        one.answers.get("onset") == Onset.SUDDEN
        for one in triages
        if since is None or one.completed_at >= since
    )


async def _take_back(tx: Tx, turn: Turn, runner: Runner, today: date, soreness: int) -> Runner:
    """A slip of the finger corrected: what today's earlier answer had set is undone first.

    The way back began on low answers: one that is not low any more takes it back with them.
    """
    began = {Reason.WALKING_FINE.value} if soreness > SETTLED else set()
    by_answer = FROM_A_SCORE | ladder.BY_AN_ANSWER | began

    def of_today(event: Event) -> bool:
        return event.data["reason"] in by_answer and day_of_checkin(runner, event.at) == today

    if runner.state_rule not in by_answer or runner.state_since is None:
        return runner
    if day_of_checkin(runner, runner.state_since) != today:
        return runner
    return await undo_state(tx, runner, of_today, turn.now)


async def _walking(turn: Turn, asked: date, *, fine: bool) -> None:
    """Counts only while the question stands: asked today, and today's answers still low."""
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        today = day_of_checkin(runner, turn.now)
        scores = await scores_until(tx, runner, today)
        asking = await _by_itself(tx, runner, today, scores) if today in scores else None
        stands = asked == today and asking is not None and asking.ask_walking
        calm = asking is not None and asking.reason is Reason.SEVEN_CALM
        change = after_walking(TrainingState(runner.state), fine, calm=calm)
        if stands and change.state != runner.state:
            steps = start_ladder(today)
            runner = await set_state(tx, runner, change.state, change.reason, turn.now, ladder=steps)
        elif stands and Answer.WALKING_NOT_FINE not in await answers(tx, runner):
            await tx.events.add(turn.chat_id, turn.now, KIND, {"answer": Answer.WALKING_NOT_FINE.value})
    if not stands:
        await turn.toast("common.stale_gone")
        return
    await turn.toast("common.noted")
    text = turn.messages.text(f"checkin.walking.{change.reason}")
    steps_now = ladder_of(runner) if change.reason is Reason.WALKING_FINE else None
    if steps_now is None:
        await turn.show(Screen(text))
        return
    first = ladder_text.step_screen(turn.messages, steps_now.step)
    await turn.show(Screen(f"{text}\n\n{first.text}", first.rows))


def _read_day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


async def _runner(turn: Turn) -> Runner:
    async with turn.store.begin() as tx:
        return await tx.runners.ensure(turn.chat_id, turn.now)
