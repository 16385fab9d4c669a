"""ALICE (python-aiml with the ALICE set), a peer in conversation.

It gets an environment of its own under `runs/`, made when first needed, and runs as a process of
its own (`alice_child.py`): its sentences are under the GPL, so it is run and never shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from bench.child import Child, PeerMissing, install

FOLDER = Path("runs/peers/alice")
PACKAGES = ("python-aiml==0.9.3",)
CHILD = Path(__file__).with_name("alice_child.py")


class Alice(Child):
    """The process, as a context manager; it takes some ten seconds to start."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """command : what to run instead of the child with its own interpreter

        Raises:
            PeerMissing: it can't be installed or does not start.
        """
        command = command or [str(install(FOLDER, PACKAGES)), "-u", str(CHILD)]
        super().__init__("ALICE", command)
        try:
            self.categories = int(self.read()["categories"])
        except (PeerMissing, KeyError):
            self.close()
            raise PeerMissing(f"ALICE does not start: try {' '.join(command)}") from None

    def reply(self, turns: Sequence[str]) -> tuple[str, float]:
        """What it says to the last of a user's turns, and its seconds for that one.

        Raises:
            PeerMissing: the process has ended.
        """
        row = self.ask({"turns": list(turns)})
        return str(row["reply"]), float(row["seconds"])


__all__ = ["Alice", "PeerMissing"]
