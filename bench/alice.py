"""ALICE (python-aiml with the ALICE set), a peer in conversation.

It gets an environment of its own under `runs/`, made when first needed, and runs as a process of
its own (`alice_child.py`): its sentences are under the GPL, so it is run and never shipped.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Any

from assistant.errors import BadData

FOLDER = Path("runs/peers/alice")
PACKAGE = "python-aiml==0.9.3"
CHILD = Path(__file__).with_name("alice_child.py")
INSTALL_SECONDS = 300
"""Then the installation is given up."""


class PeerMissing(BadData):
    """A peer can't be installed or does not start; the comparison goes on without it."""


def install(folder: Path = FOLDER) -> Path:
    """The interpreter of ALICE's environment, which is made if it is not there.

    Raises:
        PeerMissing: there is no connection, or the package is gone.
    """
    python = folder / "bin" / "python"
    done = folder / "installed"
    if done.exists() and done.read_text(encoding="utf-8") == PACKAGE:
        return python
    print(f"Installing {PACKAGE} into {folder} ...", file=sys.stderr)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
    try:
        for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], pip):
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        raise PeerMissing(f"{PACKAGE} could not be installed into {folder}: {error}") from error
    done.write_text(PACKAGE, encoding="utf-8")
    return python


class Alice:
    """The process, as a context manager; it takes some ten seconds to start."""

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """command : what to run instead of the child with its own interpreter

        Raises:
            PeerMissing: it can't be installed or does not start.
        """
        command = command or [str(install()), "-u", str(CHILD)]
        try:
            self._process = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )  # fmt: skip
        except OSError as error:
            raise PeerMissing(f"ALICE does not start: {error}") from error
        try:
            self.categories = int(self._read()["categories"])
        except (PeerMissing, KeyError):
            self.close()
            raise PeerMissing(f"ALICE does not start: try {' '.join(command)}") from None

    def reply(self, turns: Sequence[str]) -> tuple[str, float]:
        """What it says to the last of a user's turns, and its seconds for that one.

        Raises:
            PeerMissing: the process has ended.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps({"turns": list(turns)}) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise PeerMissing(f"ALICE has ended: {error}") from error
        row = self._read()
        return str(row["reply"]), float(row["seconds"])

    def close(self) -> None:
        """Ends the process."""
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # it has ended already
                    pipe.close()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            row: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise PeerMissing(f"ALICE has ended, or said {line[:80]!r}.") from error
        return row

    def __enter__(self) -> Alice:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
