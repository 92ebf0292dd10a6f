"""Text in, decision out. Pure: no Telegram, no clock, no database."""

from bot.answering.decide import Candidate, Decision
from bot.answering.matcher import Matcher
from bot.answering.safety import SafetyFinding

__all__ = ["Candidate", "Decision", "Matcher", "SafetyFinding"]
