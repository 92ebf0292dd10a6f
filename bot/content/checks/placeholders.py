"""Braces in messages: a slip in a placeholder would be shown to a runner as it stands."""

from collections.abc import Iterator

from bot.content.draft import Draft
from bot.content.finding import Finding
from bot.content.messages import PLACEHOLDER


def check(draft: Draft) -> Iterator[Finding]:
    """Braces that hold no placeholder name."""
    for message in draft.messages:
        texts = [message.value] if isinstance(message.value, str) else message.value
        left = "".join(PLACEHOLDER.sub("", text) for text in texts)
        if "{" in left or "}" in left:
            what = f"the message `{message.key}` has a brace that belongs to no placeholder"
            yield Finding(message.file, message.line, what, "write it like {name}: small letters, digits, _")
