"""For operators and curators only: /unanswered and /reload. To anyone else these commands do not exist."""

from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.content.markup import escape
from bot.curating.unanswered import Group, Missed, group

SHOWN = 12
READ = 2000
LONGEST = 90


def is_operator(turn: Turn) -> bool:
    user = turn.update.effective_user
    return turn.is_private and user is not None and user.id in turn.coach.admin_ids


async def on_unanswered(turn: Turn) -> None:
    async with turn.store.read() as tx:
        misses = await tx.misses.all(READ)
    groups = group(Missed(miss.question, miss.reason, miss.candidates) for miss in misses)
    if not groups:
        await turn.say("operators.none_unanswered")
        return
    lines = [_line(turn, one) for one in groups[:SHOWN]]
    heading = turn.messages.text("operators.unanswered", questions=len(misses), groups=len(groups))
    await turn.send(Screen("\n\n".join([heading, *lines])))


def _line(turn: Turn, one: Group) -> str:
    example = one.example if len(one.example) <= LONGEST else one.example[: LONGEST - 1] + "…"
    nearest = ", ".join(f"{entry} {score:.2f}" for entry, score in one.best())
    return turn.messages.text("operators.group", count=one.count, example=example, nearest=nearest or "-")


async def on_reload(turn: Turn) -> None:
    """Load changed knowledge after the check, or keep the old and say why."""
    findings = await turn.coach.reload()
    if not findings:
        entries = len(turn.knowledge.entries)
        await turn.say("operators.reloaded", entries=entries)
        return
    shown = "\n".join(f"• {escape(finding)}" for finding in findings[:SHOWN])
    heading = turn.messages.text("operators.not_reloaded", count=len(findings))
    await turn.send(Screen(f"{heading}\n{shown}"[:3900]))
