"""Tests need no disk that has really written: the waiting for it is most of their time."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from assistant.skills import store_file


@pytest.fixture(autouse=True)
def unsynchronised(monkeypatch: pytest.MonkeyPatch) -> None:
    really = store_file._connect

    def connect(path: Path, mode: str) -> sqlite3.Connection:
        connection = really(path, mode)
        connection.execute("PRAGMA synchronous = OFF")
        return connection

    monkeypatch.setattr(store_file, "_connect", connect)
