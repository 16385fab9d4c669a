"""What can be done by voice or in writing: one skill a file, all of them in `SKILLS`."""

from __future__ import annotations

from assistant.skills.arithmetic import Arithmetic
from assistant.skills.base import Skill
from assistant.skills.chance import Chance
from assistant.skills.clock import Clock
from assistant.skills.control import Control
from assistant.skills.counting import Counting
from assistant.skills.help import Help
from assistant.skills.home import HomeSkill
from assistant.skills.internet import Internet
from assistant.skills.lists import Lists
from assistant.skills.notes import Notes
from assistant.skills.reminder import Reminders
from assistant.skills.spelling import Spelling
from assistant.skills.teach import Teach
from assistant.skills.timer import Timers
from assistant.skills.units import Units
from assistant.skills.writing import Writing

SKILLS: tuple[Skill, ...] = (
    Clock(),
    Timers(),
    Reminders(),
    Lists(),
    Notes(),
    Arithmetic(),
    Units(),
    Spelling(),
    Counting(),
    Chance(),
    HomeSkill(),
    Control(),
    Teach(),
    Writing(),
    Internet(),
    Help(),
)
"""A new skill is one file and one line here."""
