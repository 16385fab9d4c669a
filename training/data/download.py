"""Getting a file from its official home, once, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import tempfile
import urllib.error
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from assistant.errors import BadData
from training.data.source import PROJECT

CHUNK = 1 << 16
"""Bytes."""


@dataclass(frozen=True)
class Source:
    """Where a file comes from and how to know it."""

    url: str
    name: str
    """Of the file on disk."""
    size: int | None = None
    """Bytes, if known."""
    sha256: str | None = None
    """Of the content, if known."""


def local_folder() -> Path:
    """Where downloads are kept: `$REFRAIN_DATA`, or `runs/data` of the project."""
    named = os.environ.get("REFRAIN_DATA")
    return Path(named) if named else PROJECT / "runs" / "data"


def fetch(source: Source, folder: Path | None = None, seconds: float = 60) -> Path:
    """The file's path, after downloading it if it is not there yet.

    It is written under another name and renamed when it is whole and right, so that an
    interruption never leaves half a file behind.

    Raises:
        BadData: the home can't be reached, or what came is not the file we know.
    """
    folder = (folder or local_folder() / "downloads").resolve()
    target = folder / source.name
    if target.exists():
        _check(source, target, target.stat().st_size, _digest(target) if source.sha256 else "")
        return target
    folder.mkdir(parents=True, exist_ok=True)
    handle, partial = tempfile.mkstemp(prefix=f".{source.name}.", dir=folder)
    try:
        digest, size = hashlib.sha256(), 0
        with (
            os.fdopen(handle, "wb") as file,
            urllib.request.urlopen(source.url, timeout=seconds) as response,
        ):
            while chunk := response.read(CHUNK):
                file.write(chunk)
                digest.update(chunk)
                size += len(chunk)
        _check(source, target, size, digest.hexdigest())
        os.replace(partial, target)
    except (urllib.error.URLError, OSError, ValueError) as error:
        raise BadData(
            f"{source.url} can't be downloaded ({error}). Get it by other means and put it at "
            f"{target}."
        ) from error
    finally:
        Path(partial).unlink(missing_ok=True)
    return target


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check(source: Source, path: Path, size: int, digest: str) -> None:
    if source.size not in (None, size):
        raise BadData(f"{path} from {source.url} has {size} bytes instead of {source.size}.")
    if source.sha256 not in (None, digest):
        raise BadData(f"{path} from {source.url} has another content than expected (SHA-256).")
