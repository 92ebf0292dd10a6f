"""The 30 worked cases of the triage protocol, section 7: (number, outcome, rule, answers)."""

from bot.coaching.worked import work
from bot.content.knowledge import default_folder
from bot.content.triage import load_triage

WORKED = tuple(
    (one.case.number, one.case.outcome, one.case.rule, one.answers)
    for one in work(load_triage(default_folder()).cases)
)
