"""A conversation of commands with a clock that stands still, for tests."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.messages import Dialogue, Slot, Understanding
from assistant.skills.base import Response, Skill, World
from assistant.skills.clock import Clock
from assistant.skills.lists import Lists
from assistant.skills.manager import Manager
from assistant.skills.notes import Notes
from assistant.skills.reminder import Reminders
from assistant.skills.store import SqliteStore
from assistant.skills.timer import Timers
from assistant.skills.values import resolve

BERLIN = ZoneInfo("Europe/Berlin")
SATURDAY = datetime(2026, 11, 21, 14, 10, tzinfo=BERLIN)
SKILLS: tuple[Skill, ...] = (Clock(), Timers(), Reminders(), Lists(), Notes())


class Talk:
    """One user; every turn is an understanding that the test makes."""

    def __init__(self, folder: Path, *more: Skill, now: datetime = SATURDAY) -> None:
        self.time = now
        self.world = World(
            lambda: self.time, SqliteStore(folder / "home" / "refrain.db"), random.Random(1)
        )
        self.manager = Manager((*SKILLS, *more))
        self.dialogue = Dialogue()
        self.response: Response | None = None

    def __call__(
        self, text: str, intent: str | None = None, confidence: float = 0.99, **slots: str
    ) -> str:
        """What is answered; empty if it is left to the conversation."""
        understanding = self.understand(text, intent, confidence, **slots)
        self.response, self.dialogue = self.manager.turn(understanding, self.dialogue, self.world)
        said = self.response.text if self.response else ""
        # A conversation has an answer to everything.
        self.world = replace(self.world, said=(*self.world.said, said or "I see."))
        return said

    def understand(
        self, text: str, intent: str | None, confidence: float = 0.99, **slots: str
    ) -> Understanding:
        types = dict(self.manager.intents[intent].slots) if intent in self.manager.intents else {}
        found = []
        for name, said in slots.items():
            start = text.find(said)
            assert start >= 0, f"“{said}” is not in “{text}”"
            known = resolve(types[name], said, self.time) if name in types else said
            found.append(Slot(name, said, known, start, start + len(said)))
        found.sort(key=lambda slot: slot.start)
        return Understanding(text, intent, confidence, tuple(found), 0.0)

    def wait(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)

    @property
    def actions(self) -> list[str]:
        assert self.response is not None
        return [action.name for action in self.response.actions]

    @property
    def asked(self) -> str | None:
        return self.dialogue.pending.asked if self.dialogue.pending else None
