"""Braces in messages: a slip in a placeholder would be shown to a runner as it stands."""

from collections.abc import Iterator

from bot.content.draft import SAFETY, Draft
from bot.content.emergency import PLACEHOLDERS
from bot.content.finding import Finding
from bot.content.messages import PLACEHOLDER
from bot.content.triage import OUTCOMES
from bot.content.yaml_file import Location


def check(draft: Draft) -> Iterator[Finding]:
    """Braces that hold no placeholder name, and placeholders of the safety texts that nothing fills in."""
    yield from _messages(draft)
    for file, at, text, known in _filled_in(draft):
        rest = text
        for name in known:
            rest = rest.replace(f"{{{name}}}", "")
        if "{" in rest or "}" in rest:
            names = ", ".join(f"{{{name}}}" for name in known)
            yield Finding(file, draft.reader.line(file, at), "nothing fills in this brace", f"use {names}")


def _filled_in(draft: Draft) -> Iterator[tuple[str, Location, str, tuple[str, ...]]]:
    """The texts that get the emergency number, and an outcome its reason."""
    if draft.safety:
        for key, message in draft.safety.messages.items():
            yield SAFETY, ("messages", key, "text"), message.text, PLACEHOLDERS
        for index, flag in enumerate(draft.safety.red_flag_list):
            yield SAFETY, ("red_flag_list", index), flag, PLACEHOLDERS
    for key, outcome in (draft.triage.outcomes if draft.triage else {}).items():
        for index, block in enumerate(outcome.blocks):
            at: Location = ("outcomes", key, "blocks", index, "text")
            yield OUTCOMES, at, block.text, (*PLACEHOLDERS, "because")


def _messages(draft: Draft) -> Iterator[Finding]:
    for message in draft.messages:
        texts = [message.value] if isinstance(message.value, str) else message.value
        left = "".join(PLACEHOLDER.sub("", text) for text in texts)
        if "{" in left or "}" in left:
            what = f"the message `{message.key}` has a brace that belongs to no placeholder"
            yield Finding(message.file, message.line, what, "write it like {name}: small letters, digits, _")
