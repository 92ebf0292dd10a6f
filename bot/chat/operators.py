"""For operators and curators only: /unanswered, /reload, /stats. Nobody else has these commands."""

from datetime import timedelta

from bot.chat.screen import Screen
from bot.chat.turn import Turn
from bot.content.markup import escape
from bot.curating.unanswered import Group, Missed, group
from bot.storage.stats import DeadLetters

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
    nearest = ", ".join(f"{entry} {score:.2f}" for entry, score in one.best())
    return turn.messages.text(
        "operators.group", count=one.count, example=_short(one.example), nearest=nearest or "-"
    )


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


async def on_stats(turn: Turn) -> None:
    """How sending goes: counts, the worst lateness, and what Telegram will never take."""
    async with turn.store.read() as tx:
        stats = await tx.figures.read(turn.now)
    lines = [
        turn.messages.text(
            "operators.stats",
            runners=stats.runners,
            active=stats.active,
            due=stats.due,
            lateness=_span(turn, stats.lateness),
            sent=stats.ended.get("sent", 0),
            missed=stats.ended.get("missed", 0),
            dead=stats.ended.get("dead", 0),
        )
    ]
    if stats.dead:
        lines += [turn.messages.text("operators.dead"), *(_letter(turn, one) for one in stats.dead)]
    await turn.send(Screen("\n".join(lines)))


def _letter(turn: Turn, one: DeadLetters) -> str:
    return turn.messages.text(
        "operators.dead_letter", count=one.count, kind=one.kind, error=_short(one.error)
    )


def _span(turn: Turn, span: timedelta) -> str:
    """Hours, minutes and seconds: enough to tell a busy minute from a sender that stands."""
    minutes, seconds = divmod(int(span.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    return turn.messages.text("operators.span", hours=hours, minutes=f"{minutes:02}", seconds=f"{seconds:02}")


def _short(text: str) -> str:
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"
