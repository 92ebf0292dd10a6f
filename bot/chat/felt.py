"""How a session felt: one tap beneath "Done". A sharp pain leads to the soreness check at once (D8).

Any other answer to it offers a second tap: how strong the session went.
"""

from datetime import date, datetime

from bot.chat import check_start, performance
from bot.chat.choice import choice_row, shown, with_row, with_row_beneath
from bot.chat.extras_asked import PREFIX, may_ask, read_day
from bot.chat.runners import day_of_checkin, zone_of
from bot.chat.screen import Button, Row, Screen
from bot.chat.turn import Turn
from bot.coaching.calendar import resolve
from bot.coaching.checkin_day import DAY_ENDS
from bot.coaching.series import Pain
from bot.coaching.session import DONE
from bot.content.messages import Messages
from bot.storage.records import Runner, Session
from bot.storage.tx import Tx


async def with_question(turn: Turn, said: str, day: date) -> Screen:
    """What is said of the session just logged for that day, and beneath it the question."""
    async with turn.store.read() as tx:
        runner = await tx.runners.get(turn.chat_id)
        done = [one for one in await tx.sessions.recent(turn.chat_id, day) if one.local_date == day]
    if runner is None or not done or not may_ask(runner):
        return Screen(said)
    session = max(done, key=lambda one: one.at)
    question = turn.messages.text("extras.felt.question")
    return Screen(f"{said}\n\n{question}", (_row(turn.messages, session),))


async def on_tap(turn: Turn, day: str, kind: str, feel: str) -> None:
    """`j:felt:<day>:<kind>:<pain>`. The first answer counts whenever it comes; it changes on the same day."""
    asked = read_day(day)
    if asked is None or feel not in set(Pain):
        await turn.toast("common.stale_gone")
        return
    async with turn.store.begin() as tx:
        runner = await tx.runners.ensure(turn.chat_id, turn.now)
        today = _day_began(turn, runner)
        kept = await tx.sessions.feel(turn.chat_id, asked, kind, feel, turn.now, logged_since=today)
        session = await _session(tx, turn, asked, kind)
        checked = session is not None and await _was_checked(tx, session)
        went = await performance.told(tx, turn.chat_id)
    if session is None:
        await turn.toast("common.stale_gone")
        return
    await turn.toast(_told(feel, session, kept=kept))
    if screen := shown(turn):
        screen = with_row(screen, _row(turn.messages, session))
        if session.kind == DONE and session.feel != Pain.SHARP and may_ask(runner):
            screen = with_row_beneath(screen, performance.row(turn.messages, asked, went.get(asked)))
        await turn.show(screen)
    if feel == Pain.SHARP and not checked and not await check_start.is_open(turn):
        await check_start.start(turn)


def _row(messages: Messages, session: Session) -> Row:
    def data(pain: str) -> str:
        return f"{PREFIX}:felt:{session.local_date:%Y%m%d}:{session.kind}:{pain}"

    buttons = [Button(messages.label(f"extras.felt.{pain}"), data(pain)) for pain in Pain]
    return choice_row(messages, buttons, data(session.feel) if session.feel else None)


def _told(feel: str, session: Session, *, kept: bool) -> str:
    if kept:
        return "common.noted"
    return "common.already" if session.feel == feel else "extras.felt.stays"


def _day_began(turn: Turn, runner: Runner) -> datetime:
    zone = zone_of(runner)
    return resolve(day_of_checkin(runner, turn.now), DAY_ENDS, zone)


async def _session(tx: Tx, turn: Turn, day: date, kind: str) -> Session | None:
    found = await tx.sessions.recent(turn.chat_id, day)
    return next((one for one in found if (one.local_date, one.kind) == (day, kind)), None)


async def _was_checked(tx: Tx, session: Session) -> bool:
    """Whether the check was gone through since the sharp pain was told."""
    last = await tx.triages.recent(session.chat_id, 1)
    told = session.felt_at if session.feel == Pain.SHARP else None
    return bool(last) and told is not None and last[0].completed_at >= told
