"""hassil and padacioso, peers in understanding commands, fed with the very templates of our skills.

Both match patterns. They get every template with all its sentences, none left out, and for each
type of slot the values that our own network is trained on, drawn in the same way; what they are
asked is put in small letters and figures in words, as our network reads it, so that they lose
nothing by capitals or by "7:30".

hassil : slots of the types that `OPEN` names match anything, others one of the values drawn
padacioso : slots match anything; a listed value is surer
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from assistant.language.command_words import pieces
from assistant.skills.base import Intent, expand
from assistant.skills.templates import plain
from bench.child import Child, PeerMissing, install
from bench.command_scores import Found
from training.data.slot_values import draw

FOLDER = Path("runs/peers/commands")
PACKAGES = ("hassil==3.12.1", "padacioso==1.0.0")
CHILD = Path(__file__).with_name("command_peers_child.py")
PEERS = ("hassil", "padacioso")
DRAWN = 1500
"""Values of each type, fewer where there are not so many different ones."""
OPEN = ("item", "name", "phrase", "word")
"""Types that hassil takes any words for. On dev it does best so, 60 % all right; with times, days
and lengths open as well 43 %; with all types open 60 %, and more is taken for the wrong command."""
SEED = 5


def setup(intents: Sequence[Intent], open_types: Sequence[str] = OPEN) -> dict[str, Any]:
    """What a peer is told, as JSON."""
    types = sorted({type for intent in intents for type in intent.slots.values()})
    return {
        "templates": {intent.name: list(intent.examples) for intent in intents},
        "sentences": {
            intent.name: [plain(one) for example in intent.examples for one in expand(example)]
            for intent in intents
        },
        "types": {intent.name: dict(intent.slots) for intent in intents},
        "values": {type: drawn(type) for type in types},
        "open": [type for type in types if type in open_types],
    }


def drawn(type: str) -> list[str]:
    """Values of a type as people say them, the same every time."""
    numbers = random.Random(f"{SEED} {type}")
    return list(dict.fromkeys(draw(type, numbers) for _ in range(DRAWN)))


class CommandPeer(Child):
    """One of `PEERS`, as a context manager."""

    def __init__(
        self, name: str, given: dict[str, Any], command: Sequence[str] | None = None
    ) -> None:
        """
        given : from `setup`
        command : what to run instead of the child with its own interpreter

        Raises:
            PeerMissing: it can't be installed or does not start.
        """
        command = command or [str(install(FOLDER, PACKAGES)), "-u", str(CHILD), name]
        super().__init__(name, command)
        try:
            self.ready = float(self.ask(given)["ready"])
        except (PeerMissing, KeyError):
            self.close()
            raise PeerMissing(f"{name} does not start: try {' '.join(command)}") from None

    def understand(self, text: str) -> Found:
        """
        Raises:
            PeerMissing: the process has ended.
        """
        row = self.ask({"text": " ".join(piece.word for piece in pieces(text))})
        slots = tuple((str(slot), str(said)) for slot, said in row["slots"])
        return Found(row["intent"], slots, 1.0, float(row["seconds"]))
