"""A peer as a process of its own, in an environment of its own under `runs/`.

What peers need does not fit our pinned requirements, and some of it may be run but not shipped.
The two talk in JSON, one object a line.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from assistant.errors import BadData

INSTALL_SECONDS = 300
"""Then the installation is given up."""


class PeerMissing(BadData):
    """A peer can't be installed or does not start; the comparison goes on without it."""


def install(folder: Path, packages: Sequence[str]) -> Path:
    """The interpreter of an environment with these packages, which is made if it is not there.

    Raises:
        PeerMissing: there is no connection, or a package is gone.
    """
    python = folder / "bin" / "python"
    done = folder / "installed"
    listed = "\n".join(packages)
    if done.exists() and done.read_text(encoding="utf-8") == listed:
        return python
    print(f"Installing {' '.join(packages)} into {folder} ...", file=sys.stderr)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    try:
        for command in ([sys.executable, "-m", "venv", "--clear", str(folder)], [*pip, *packages]):
            subprocess.run(command, check=True, capture_output=True, timeout=INSTALL_SECONDS)
    except (OSError, subprocess.SubprocessError) as error:
        named = " ".join(packages)
        raise PeerMissing(f"{named} could not be installed into {folder}: {error}") from error
    done.write_text(listed, encoding="utf-8")
    return python


class Child:
    """The process, as a context manager."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        """
        name : for complaints

        Raises:
            PeerMissing: it does not start.
        """
        self._name = name
        try:
            self._process = subprocess.Popen(
                list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )  # fmt: skip
        except OSError as error:
            raise PeerMissing(f"{name} does not start: {error}") from error

    def ask(self, row: Mapping[str, Any]) -> dict[str, Any]:
        """What it answers to one object.

        Raises:
            PeerMissing: the process has ended, or answers something else.
        """
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(json.dumps(row) + "\n")
            self._process.stdin.flush()
        except OSError as error:
            raise PeerMissing(f"{self._name} has ended: {error}") from error
        return self.read()

    def read(self) -> dict[str, Any]:
        """The next object that it says.

        Raises:
            PeerMissing: the process has ended, or says something else.
        """
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        try:
            row: dict[str, Any] = json.loads(line)
        except ValueError as error:
            raise PeerMissing(f"{self._name} has ended, or said {line[:80]!r}.") from error
        return row

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

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
