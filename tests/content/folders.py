"""A small knowledge folder without findings, for tests to spoil."""

import shutil
from pathlib import Path

from bot.content.knowledge import default_folder

SHARED = ("safety.yaml", "vocabulary.yaml", "triage", "emergency.yaml")
"""Parts that no case spoils by their words are taken as shipped."""

SUBJECTS = {
    "bridges": ("glute bridge", "lifting hips off a mat", "first bodyweight move"),
    "sprints": ("fast running", "all out strides on grass", "top speed drills"),
    "sleep": ("hours in bed", "napping after training", "rest at night"),
}
ASKED = ("what about {}", "tell me more: {}", "{} - yes or no", "is there a trick to {}?")

ENTRY = """\
---
id: {id}
topic: frequency
title: A question about {id}
section: planning
phrasings:
{phrasings}
related: [{related}]
sources: [{sources}]
---
**The answer about {id}.**

A few *plain* words.

## More

Some more words.
"""
ROUTINE = """\
id: {level}
level: {level}
title: A session
minutes: 20
warm_up: [Jog.]
doses:
  - exercise: toe-tap
    sets: 2
    reps: "8"
cool_down: [Walk.]
sources: [S51]
"""
EXERCISE = """\
id: toe-tap
name: Toe tap
level: beginner
equipment: []
sets: 2
reps: 6-8
rest: a minute
how: [Stand., Reach., Tap., Come back.]
mistakes: [Rushing., Bouncing.]
easier: null
harder: null
demanding: false
sources: [S25]
"""
SOURCES = """\
S1-S101:
  title: The article
  year: null
  link: docs/knowledge.md
E5:
  title: A review
  year: 2018
  link: https://example.org/review
E1-E4: {title: Works, year: 2012, link: "https://example.org/works"}
E6-E29: {title: More works, year: 2012, link: "https://example.org/more"}
E31-E120: {title: Other works, year: 2012, link: "https://example.org/other"}
"""
SECTIONS = """\
sections:
  - id: planning
    title: Planning
  - id: soreness
    title: Sore legs
topics:
  - frequency
  - sprinting
"""
SMALLTALK = """\
hello:
  patterns: [hello, hi there]
  replies: ["Hello to **you**."]
"""
PLACES = """\
places:
  - {name: Riga, zone: Europe/Riga}
"""
NEIGHBOURS = """\
shoes:
  title: Shoes
  reply: Shoes are for a **running shop**.
  phrasings: [which shoes, best shoes, new shoes, old shoes, spikes]
"""
MESSAGES = """\
hello: "**Hello {name}**"
list: [one, two]
"""


def small_folder(folder: Path) -> Path:
    """Three entries, one exercise, three routines, few messages; the rest as shipped."""
    shipped = default_folder()
    folder.mkdir(exist_ok=True)
    for name in SHARED:
        source = shipped / name
        shutil.copytree(source, folder / name) if source.is_dir() else shutil.copy(source, folder / name)
    _write(folder / "sections.yaml", SECTIONS)
    _write(folder / "sources.yaml", SOURCES)
    _write(folder / "smalltalk.yaml", SMALLTALK)
    _write(folder / "neighbours.yaml", NEIGHBOURS)
    _write(folder / "places.yaml", PLACES)
    _write(folder / "facts.yaml", "".join(f"S{number}: fact {number}.\n" for number in range(1, 102)))
    _write(folder / "exercises" / "toe-tap.yaml", EXERCISE)
    _write(folder / "messages" / "common.yaml", MESSAGES)
    # The matcher reads its phrases from there.
    shutil.copy(shipped / "messages" / "refusal.yaml", folder / "messages" / "refusal.yaml")
    for level in ("beginner", "intermediate", "advanced"):
        _write(folder / "routines" / f"{level}.yaml", ROUTINE.format(level=level))
    for name in SUBJECTS:
        _write(folder / "entries" / f"{name}.md", entry_text(name))
    return folder


def entry_text(name: str) -> str:
    phrasings = "\n".join(f'  - "{asked.format(word)}"' for word in SUBJECTS[name] for asked in ASKED)
    related = ", ".join(other for other in SUBJECTS if other != name)
    sources = ", ".join(f"S{number}" for number in range(1, 102)) if name == "bridges" else "S1, E5"
    return ENTRY.format(id=name, phrasings=phrasings, related=related, sources=sources)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
