"""What lasts: lists, notes, timers, alarms, reminders and taught phrases, in the user's folder."""

from __future__ import annotations

import json
import os
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assistant.errors import StoreDamaged, StoreError
from assistant.skills.base import Alert, AlertKind, Note, Taught
from assistant.skills.store_file import Database

__all__ = ["FILE", "VERSION", "SqliteStore", "StoreDamaged", "StoreError", "data_folder"]

FILE = "refrain.db"
VERSION = 1
"""Of the tables."""

TABLES = (
    "CREATE TABLE items (list TEXT NOT NULL, place INTEGER PRIMARY KEY AUTOINCREMENT, "
    "text TEXT NOT NULL, key TEXT NOT NULL, UNIQUE (list, key))",
    "CREATE TABLE notes (id INTEGER PRIMARY KEY AUTOINCREMENT, text TEXT NOT NULL, "
    "made REAL NOT NULL)",
    "CREATE TABLE alerts (id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, "
    "label TEXT NOT NULL, due REAL NOT NULL, seconds REAL NOT NULL)",
    "CREATE TABLE taught (id INTEGER PRIMARY KEY AUTOINCREMENT, phrase TEXT NOT NULL, "
    "key TEXT NOT NULL UNIQUE, command TEXT NOT NULL)",
    "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL)",
)


def data_folder(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> Path:
    """Where this system keeps a user's data: `$REFRAIN_HOME`, or else the platform's rule."""
    if own := environment.get("REFRAIN_HOME"):
        return Path(own).expanduser()
    if platform == "win32" and (roaming := environment.get("APPDATA")):
        return Path(roaming) / "Refrain"
    if platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Refrain"
    shared = environment.get("XDG_DATA_HOME", "")
    # The rule of freedesktop.org: a path that is not absolute is to be ignored.
    base = Path(shared) if Path(shared).is_absolute() else Path.home() / ".local" / "share"
    return base / "refrain"


class SqliteStore:
    """A `base.Store` in a file. Holds no connection: can be shared by threads.

    Every method raises:
        StoreError: the file can't be read or written, is busy, or is of a newer Refrain.
        StoreDamaged: it was damaged and has been put aside; try again.
    """

    def __init__(self, path: Path | None = None, now: Callable[[], datetime] | None = None) -> None:
        """
        path : the file; by default the one in the user's data folder
        now : for the name of a backup
        """
        self._file = Database(path or data_folder() / FILE, TABLES, VERSION, now)

    @property
    def path(self) -> Path:
        return self._file.path

    # --- lists ---

    def list_names(self) -> list[str]:
        rows = self._file.rows("SELECT list FROM items GROUP BY list ORDER BY min(place)")
        return [row[0] for row in rows]

    def items(self, name: str) -> list[str]:
        rows = self._file.rows("SELECT text FROM items WHERE list = ? ORDER BY place", name)
        return [row[0] for row in rows]

    def add_items(self, name: str, items: Sequence[str]) -> list[str]:
        sql = "INSERT OR IGNORE INTO items (list, text, key) VALUES (?, ?, ?)"

        def add(connection: sqlite3.Connection) -> list[str]:
            return [
                item
                for item in items
                if connection.execute(sql, (name, item, item.casefold())).rowcount
            ]

        return self._file.write(add) if items else []

    def remove_items(self, name: str, items: Sequence[str]) -> list[str]:
        def remove(connection: sqlite3.Connection) -> list[str]:
            gone = []
            for item in items:
                key = (name, item.casefold())
                sql = "SELECT text FROM items WHERE list = ? AND key = ?"
                gone += [row[0] for row in connection.execute(sql, key)]
                connection.execute("DELETE FROM items WHERE list = ? AND key = ?", key)
            return gone

        return self._file.write(remove) if self.items(name) else []

    def clear_list(self, name: str) -> int:
        if not self.items(name):
            return 0
        return self._file.execute("DELETE FROM items WHERE list = ?", name).rowcount

    # --- notes ---

    def notes(self) -> list[Note]:
        rows = self._file.rows("SELECT id, text, made FROM notes ORDER BY id")
        return [Note(row[0], row[1], _moment(row[2])) for row in rows]

    def add_note(self, text: str, made: datetime) -> Note:
        sql = "INSERT INTO notes (text, made) VALUES (?, ?)"
        return Note(_id(self._file.execute(sql, text, made.timestamp())), text, made)

    def remove_note(self, id: int) -> bool:
        return self._remove("notes", id)

    # --- timers, alarms and reminders ---

    def alerts(self, kind: AlertKind | None = None) -> list[Alert]:
        sql = f"SELECT {_ALERT} FROM alerts WHERE ? IN ('', kind) ORDER BY due, id"
        return [_alert(row) for row in self._file.rows(sql, kind or "")]

    def add_alert(
        self, kind: AlertKind, due: datetime, label: str = "", seconds: float = 0.0
    ) -> Alert:
        sql = "INSERT INTO alerts (kind, label, due, seconds) VALUES (?, ?, ?, ?)"
        id = _id(self._file.execute(sql, kind, label, due.timestamp(), seconds))
        return Alert(id, kind, label, due, seconds)

    def move_alert(self, id: int, due: datetime, seconds: float = 0.0) -> bool:
        sql = "UPDATE alerts SET due = ?, seconds = ? WHERE id = ?"
        return self._file.execute(sql, due.timestamp(), seconds, id).rowcount > 0

    def remove_alert(self, id: int) -> bool:
        return self._remove("alerts", id)

    def due(self, now: datetime) -> list[Alert]:
        """Those whose time has come, taken off: each is handed out once, to one caller."""
        sql = f"SELECT {_ALERT} FROM alerts WHERE due <= ? ORDER BY due, id"
        # Asked every second by the app: only a hit is worth a lock.
        if not self._file.rows(sql, now.timestamp()):
            return []

        def take(connection: sqlite3.Connection) -> list[Alert]:
            found = [_alert(row) for row in connection.execute(sql, (now.timestamp(),))]
            ids = [(alert.id,) for alert in found]
            connection.executemany("DELETE FROM alerts WHERE id = ?", ids)
            return found

        return self._file.write(take)

    # --- taught phrases ---

    def taught(self) -> list[Taught]:
        rows = self._file.rows("SELECT id, phrase, command FROM taught ORDER BY id")
        return [Taught(*row) for row in rows]

    def teach(self, phrase: str, command: str) -> Taught:
        sql = (
            "INSERT INTO taught (phrase, key, command) VALUES (?, ?, ?) ON CONFLICT (key) "
            "DO UPDATE SET phrase = excluded.phrase, command = excluded.command"
        )

        def teach(connection: sqlite3.Connection) -> Taught:
            connection.execute(sql, (phrase, _key(phrase), command))
            found = "SELECT id, phrase, command FROM taught WHERE key = ?"
            return Taught(*connection.execute(found, (_key(phrase),)).fetchone())

        return self._file.write(teach)

    def change_taught(self, id: int, phrase: str, command: str) -> bool:
        """
        Raises:
            StoreError: the phrase is another one's already.
        """
        sql = "UPDATE taught SET phrase = ?, key = ?, command = ? WHERE id = ?"
        try:
            return self._file.execute(sql, phrase, _key(phrase), command, id).rowcount > 0
        except sqlite3.IntegrityError as error:
            raise StoreError(f"“{phrase}” has been taught already: change that one.") from error

    def remove_taught(self, id: int) -> bool:
        return self._remove("taught", id)

    # --- settings ---

    def get(self, key: str) -> Any:
        rows = self._file.rows("SELECT value FROM settings WHERE key = ?", key)
        try:
            return json.loads(rows[0][0]) if rows else None
        except ValueError:
            return None

    def put(self, key: str, value: Any) -> None:
        sql = "INSERT OR REPLACE INTO settings (key, value) VALUES (?, ?)"
        self._file.execute(sql, key, json.dumps(value, ensure_ascii=False))

    def _remove(self, table: str, id: int) -> bool:
        return self._file.execute(f"DELETE FROM {table} WHERE id = ?", id).rowcount > 0


_ALERT = "id, kind, label, due, seconds"


def _alert(row: tuple[Any, ...]) -> Alert:
    return Alert(row[0], row[1], row[2], _moment(row[3]), row[4])


def _moment(timestamp: float) -> datetime:
    return datetime.fromtimestamp(timestamp, UTC)


def _id(cursor: sqlite3.Cursor) -> int:
    assert cursor.lastrowid is not None
    return cursor.lastrowid


def _key(phrase: str) -> str:
    """What makes two phrases the same."""
    return " ".join(phrase.casefold().split())
