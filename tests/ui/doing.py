"""An assistant without networks that does a few commands, for tests of what the app shows."""

from __future__ import annotations

import random
import re
import tempfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from assistant.messages import Dialogue, Reply, ReplyChunk, Slot, Turn, Understanding
from assistant.skills.commands import Commands
from assistant.skills.home_state import VirtualHome
from assistant.skills.store import SqliteStore
from assistant.skills.values import resolve
from tests.fakes import FakeAssistant

INTENTS = {
    "home.light_on": r"turn on the (?P<room>kitchen) light",
    "timer.set": r"set a timer(?: for (?P<duration>.+))?",
    "control.stop": r"stop",
    "control.quiet": r"be quiet",
    "control.volume": r"volume (?P<percent>\d+ percent)",
    "control.forget": r"forget that",
    "control.forget_all": r"forget everything",
    "writing.write": r"write about (?P<prompt>.+)",
}


class Phrasebook:
    """Understands a few sentences, word for word."""

    def understand(self, text: str, now: datetime) -> Understanding:
        for intent, pattern in INTENTS.items():
            if found := re.fullmatch(pattern, text.lower().rstrip(".")):
                slots = tuple(
                    Slot(
                        name,
                        text[slice(*found.span(name))],
                        said if name == "prompt" else resolve(name, said, now),
                        *found.span(name),
                    )
                    for name, said in found.groupdict().items()
                    if said
                )
                return Understanding(text, intent, 0.98, slots, 0.001)
        return Understanding(text, None, 0.975, (), 0.001)


class DoingAssistant(FakeAssistant):
    """Does what `Phrasebook` understands, and echoes the rest.

    What lasts is kept in a folder that goes with it.
    """

    def __init__(self) -> None:
        super().__init__()
        self._folder = tempfile.TemporaryDirectory(prefix="refrain-test-")
        store = SqliteStore(Path(self._folder.name) / "refrain.db")
        self._commands = Commands(Phrasebook(), store, VirtualHome(), random=random.Random(1))

    def commands(self) -> Commands:
        return self._commands

    def understand(self, text: str) -> Understanding:
        return self.commands().understand(text)

    def converse(
        self,
        text: str,
        history: Sequence[Turn] = (),
        options: Any = None,
        dialogue: Dialogue | None = None,
        commands: bool = True,
    ) -> Iterator[ReplyChunk]:
        understanding = None
        if commands:
            outcome = self.commands().turn(text, dialogue or Dialogue())
            understanding, done = outcome.understanding, outcome.response
            if done is not None:
                yield ReplyChunk(
                    done.text,
                    True,
                    Reply(
                        done.text,
                        "command",
                        0.001,
                        understanding=understanding,
                        actions=done.actions,
                        dialogue=outcome.dialogue,
                    ),
                )
                return
        self.histories.append(list(history))
        answer = f"You said {text}"
        yield ReplyChunk(answer[:4], done=False)
        reply = Reply(answer, "generated", 0.01, 3, understanding=understanding)
        yield ReplyChunk(answer, done=True, reply=reply)
