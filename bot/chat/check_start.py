"""/soreness and every button that starts the check: go on where it was left, or begin anew."""

from bot.chat import flow, half_way, soreness, soreness_left, soreness_risk
from bot.chat.older import is_outdated
from bot.chat.screen import Screen
from bot.chat.soreness_order import is_step
from bot.chat.soreness_screens import go_on_screen, question_screen
from bot.chat.turn import Turn
from bot.storage.records import Conversation, KeptCheck
from bot.storage.tx import Tx


async def on_tap(turn: Turn, args: tuple[str, ...]) -> None:
    """`q:start`, `q:continue`, `q:anew`; everything else belongs to the open check."""
    match args:
        case ("start",):
            await turn.toast()
            await start(turn)
        case ("continue",):
            await _go_on(turn)
        case ("anew",):
            await _begin_anew(turn)
        case _:
            await soreness.on_tap(turn, args)


async def start(turn: Turn) -> None:
    """In a message of its own; an open check is put down first, and offered."""
    await soreness_left.put_down(turn)
    async with turn.store.begin() as tx:
        await tx.runners.ensure(turn.chat_id, turn.now)
        kept = await tx.kept_checks.get(turn.chat_id)
        if offers := kept is not None and _fits(turn, kept):
            screen = go_on_screen(turn.knowledge, await tx.runners.get(turn.chat_id))
        else:
            screen = await _anew(tx, turn, kept)
    await flow.hang_on(turn, await turn.send(screen))
    if offers:
        async with turn.store.begin() as tx:
            await half_way.offered(tx, turn.chat_id, turn.now)


async def is_open(turn: Turn) -> bool:
    """Whether a check is under way, its last answer not long ago, or to go on with one was offered since.

    One that this update opened does not count: its first question may be lost.
    """
    async with turn.store.read() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        kept = await tx.kept_checks.get(turn.chat_id)
    if talk is not None and flow.is_by(turn, talk):
        return False
    going = talk.updated_at if talk is not None and _is_going(turn, talk) else None
    offered = half_way.offered_at(kept) if kept is not None and _fits(turn, kept) else None
    return any(at is not None and turn.now - at < half_way.ASK_AFTER for at in (going, offered))


async def _go_on(turn: Turn) -> None:
    """The question at which it was left; an open check, its own."""
    async with turn.store.begin() as tx:
        talk = await tx.conversations.get(turn.chat_id)
        kept = await tx.kept_checks.get(turn.chat_id)
        screen: Screen | None = None
        if talk is not None and _is_going(turn, talk):
            screen = question_screen(turn.knowledge, talk)
        elif kept is not None and kept.step != soreness.SHOWN:
            screen = await _reopened(tx, turn, kept)
    await turn.toast(None if screen else "common.stale_gone")
    if screen is not None:
        await turn.show(screen)


async def _reopened(tx: Tx, turn: Turn, kept: KeptCheck) -> Screen:
    if not _fits(turn, kept):
        return await _anew(tx, turn, kept)
    talk = await flow.begin(
        tx,
        turn.chat_id,
        flow=soreness.FLOW,
        version=soreness.VERSION,
        step=kept.step,
        now=turn.now,
        data=kept.data,
    )
    await half_way.keep(tx, talk, turn.now)
    return question_screen(turn.knowledge, talk)


async def _begin_anew(turn: Turn) -> None:
    await soreness_left.put_down(turn)
    async with turn.store.begin() as tx:
        screen = await _anew(tx, turn, None)
    await turn.toast()
    await turn.show(screen)


async def _anew(tx: Tx, turn: Turn, kept: KeptCheck | None) -> Screen:
    """The first question, above it a line about what can no longer be gone on with."""
    await tx.runners.ensure(turn.chat_id, turn.now)
    await half_way.forget(tx, turn.chat_id)
    first = turn.knowledge.triage.questions[0].id
    talk = await flow.begin(
        tx,
        turn.chat_id,
        flow=soreness.FLOW,
        version=soreness.VERSION,
        step=first,
        now=turn.now,
        data={flow.BY: turn.update.update_id, **await soreness_risk.remembered(tx, turn.chat_id, turn.now)},
    )
    screen = question_screen(turn.knowledge, talk)
    if kept is None or kept.step == soreness.SHOWN:
        return screen
    key = "half_way.too_old" if _is_of_today(turn, kept) else "half_way.older_version"
    return Screen(f"{turn.messages.text(key)}\n\n{screen.text}", screen.rows)


def _is_going(turn: Turn, talk: Conversation | None) -> bool:
    return talk is not None and soreness.is_asking(talk) and not is_outdated(turn, talk)


def _fits(turn: Turn, kept: KeptCheck) -> bool:
    fresh = turn.now - kept.answered_at < half_way.KEPT
    return fresh and _is_of_today(turn, kept)


def _is_of_today(turn: Turn, kept: KeptCheck) -> bool:
    """Of the flow and the questions as they are now."""
    return kept.version == soreness.VERSION and is_step(turn.knowledge, kept.step)
