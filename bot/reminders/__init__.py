"""Occurrences: plan, claim, send, record."""
