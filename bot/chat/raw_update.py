"""An update in the Bot API's own JSON, kept beside what python-telegram-bot makes of it.

To take it apart again, field by field, was an eighth of the work of an answer.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from telegram import Update

_RAW: Final = "as_it_came"
"""A field that the Bot API does not know: python-telegram-bot keeps it in `api_kwargs`."""


def with_raw(update: Mapping[str, Any]) -> dict[str, Any]:
    """For `Update.de_json`: the update, and the same as text."""
    return {**update, _RAW: json.dumps(update)}


def raw_of(update: Update) -> str:
    """Its JSON: what `Update.de_json` reads."""
    raw = update.api_kwargs.get(_RAW)
    return raw if isinstance(raw, str) else update.to_json()
