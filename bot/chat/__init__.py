"""Telegram in, Telegram out: one file a conversation."""
