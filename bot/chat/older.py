"""A talk that cannot be gone on with ends politely: an older version's, or a check of more than a day ago."""

from bot.chat import half_way, settings, setup, soreness, soreness_left
from bot.chat.flow import Tap
from bot.chat.screen import Button, Screen
from bot.chat.soreness_order import is_step
from bot.chat.turn import Turn
from bot.coaching.answers import given
from bot.storage.records import Conversation

FINISHED = frozenset({soreness.SHOWN, setup.DONE})
_BY_PREFIX = {setup.PREFIX: setup.FLOW, "q": soreness.FLOW}


def is_outdated(turn: Turn, talk: Conversation) -> bool:
    return _is_older(turn, talk) or _is_too_old(turn, talk)


async def close(turn: Turn, talk: Conversation) -> bool:
    """End it, showing what became of it. False when nothing was said: it was over, or is long forgotten."""
    if await soreness_left.put_down(turn):
        await turn.toast()
        return True
    async with turn.store.begin() as tx:
        await tx.conversations.clear(turn.chat_id, talk.token)
    screen = _farewell(turn, talk)
    if screen is None:
        return False
    await turn.toast()
    await turn.show(screen)
    return True


async def ended_by_tap(turn: Turn, prefix: str, args: tuple[str, ...]) -> bool:
    """Whether the tap answered such a talk, which is over now."""
    if prefix not in _BY_PREFIX or Tap.parse(args) is None:
        return False
    talk = (await turn.seen()).talk
    if talk is None or talk.flow != _BY_PREFIX[prefix] or not is_outdated(turn, talk):
        return False
    return await close(turn, talk)


def _is_older(turn: Turn, talk: Conversation) -> bool:
    match talk.flow:
        case setup.FLOW:
            return talk.version != setup.VERSION or talk.step not in {*setup.STEPS, setup.DONE}
        case settings.FLOW:
            return talk.version != settings.VERSION or talk.step not in settings.TYPED
        case soreness.FLOW:
            known = talk.step == soreness.SHOWN or is_step(turn.knowledge, talk.step)
            return talk.version != soreness.VERSION or not known
    return False


def _is_too_old(turn: Turn, talk: Conversation) -> bool:
    """A check without an answer does not age: it has only to begin."""
    answered = bool(given(talk.data))
    return answered and soreness.is_asking(talk) and turn.now - talk.updated_at >= half_way.KEPT


def _farewell(turn: Turn, talk: Conversation) -> Screen | None:
    if talk.step in FINISHED:
        return None
    if talk.flow == setup.FLOW:
        return Screen(turn.messages.text("setup.older_version"))
    if talk.flow == settings.FLOW:
        return Screen(turn.messages.text("settings.older_version"))
    if _is_older(turn, talk):
        key = "soreness.older_version"
    elif turn.query is not None:
        key = "half_way.over"
    else:
        # What is typed a day later is hardly meant for that question.
        return None
    again = Button(turn.messages.label("soreness.start_again"), "q:start")
    return Screen(turn.messages.text(key), ((again,),))
