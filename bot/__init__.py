"""Hamstring Coach: a Telegram bot for runners who train their hamstrings."""

__version__ = "0.1.0"
