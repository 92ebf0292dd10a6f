"""Telegram in, Telegram out: one file a conversation."""

import os

# python-telegram-bot's opt-in to durations as timedelta, which its next major version brings; without it
# every flood wait logs a deprecation warning.
os.environ.setdefault("PTB_TIMEDELTA", "true")
