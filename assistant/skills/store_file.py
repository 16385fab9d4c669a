"""One SQLite file that survives crashes, other processes and damage.

Every change is one transaction in a connection of its own, so that a crash leaves the state before
it or after it, and several processes and threads can share the file (write-ahead log). Nothing is
written until something is kept. A damaged file is put aside, never deleted, and a fresh one begun.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from assistant.errors import StoreDamaged, StoreError

PATIENCE = 10.0
"""Seconds to wait for another process that is writing."""
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

Result = TypeVar("Result")


class _Incomplete(Exception):
    """A table is missing."""


class Database:
    """Holds no connection, so threads can share it.

    Every method raises:
        StoreError: the file can't be read or written, is busy, or is of a newer Refrain.
        StoreDamaged: it was damaged and has been put aside; try again.
        sqlite3.IntegrityError: a value that has to be the only one is not.
    """

    def __init__(
        self,
        path: Path,
        tables: Sequence[str],
        version: int,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        """
        tables : statements that make them
        version : of the tables, from 1; a file with a greater one is not touched
        now : for the name of a damaged file
        """
        self.path, self.tables, self.version = path, tables, version
        self.now = now or (lambda: datetime.now().astimezone())

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """Nothing while nothing has been kept: reading makes no file."""
        if not self.path.exists():
            return []
        with self._opened(write=False) as connection:
            if not self._written_by(connection):
                return []
            return connection.execute(sql, values).fetchall()

    def execute(self, sql: str, *values: Any) -> sqlite3.Cursor:
        """One statement that changes something."""
        return self.write(lambda connection: connection.execute(sql, values))

    def write(self, work: Callable[[sqlite3.Connection], Result]) -> Result:
        """One transaction, all or nothing.

        The lock is taken at its beginning: nothing that was read in it can be out of date.
        """
        with self._opened(write=True) as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                if not self._written_by(connection):
                    for table in self.tables:
                        connection.execute(table)
                    connection.execute(f"PRAGMA user_version = {self.version}")
                result = work(connection)
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            return result

    @contextmanager
    def _opened(self, write: bool) -> Iterator[sqlite3.Connection]:
        try:
            if write:
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(_connect(self.path, "rwc" if write else "rw")) as connection:
                if write:
                    _log_ahead(connection)
                yield connection
        except (sqlite3.IntegrityError, sqlite3.ProgrammingError):
            raise
        except _Incomplete as error:
            raise self._put_aside() from error
        except sqlite3.Error as error:
            if _code(error) in _DAMAGE:
                raise self._put_aside() from error
            busy = _code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
            why = "another program is writing to it" if busy else str(error)
            raise StoreError(f"{self.path} can't be used: {why}. Please try again.") from error
        except OSError as error:
            raise StoreError(f"{self.path} can't be used: {error.strerror}.") from error

    def _written_by(self, connection: sqlite3.Connection) -> int:
        """The version of the tables; 0 in a new file.

        Raises:
            StoreError: the file is of a newer Refrain, or of another program.
        """
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if version > self.version:
            raise StoreError(
                f"{self.path} was written by a newer Refrain (version {version}, this one knows "
                f"{self.version}). Update Refrain, or set REFRAIN_HOME to another folder."
            )
        sql = "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%'"
        tables = connection.execute(sql).fetchone()[0]
        if not version and tables:
            raise StoreError(
                f"{self.path} belongs to another program. Move it, or set REFRAIN_HOME to another "
                "folder."
            )
        if version and tables < len(self.tables):
            raise _Incomplete
        return version

    def _put_aside(self) -> StoreError:
        """Moves a damaged file and its log away, one process at a time."""
        try:
            with closing(sqlite3.connect(f"{self.path}.lock", PATIENCE)) as lock:
                lock.execute("BEGIN EXCLUSIVE")  # freed by the system if we crash
                if self._sound():  # another process was first
                    return StoreDamaged("What I kept for you was damaged and is begun afresh.")
                kept = _free(self.path, self.now().strftime("%Y-%m-%d %H.%M.%S"))
                # The logs first: left beside a fresh file, they would be taken for its own.
                for ending in ("-wal", "-shm", ""):
                    part = Path(f"{self.path}{ending}")
                    if part.exists():
                        part.replace(f"{kept}{ending}")
        except (OSError, sqlite3.Error) as error:
            return StoreError(
                f"{self.path} is damaged and can't be put aside ({error}): move it yourself."
            )
        return StoreDamaged(
            "The file with your lists, notes and reminders was damaged. I kept it as "
            f"“{kept.name}” in {kept.parent} and began a fresh one."
        )

    def _sound(self) -> bool:
        """Whether the file can be read to its end, or is not there."""
        if not self.path.exists():
            return True
        try:
            with closing(_connect(self.path, "rw")) as connection:
                self._written_by(connection)
                return bool(connection.execute("PRAGMA quick_check").fetchone()[0] == "ok")
        except (sqlite3.DatabaseError, _Incomplete):
            return False


def _connect(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode={mode}"
    return sqlite3.connect(uri, PATIENCE, isolation_level=None, uri=True)


def _code(error: sqlite3.Error) -> int:
    """Without the part that says more."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF


def _log_ahead(connection: sqlite3.Connection) -> None:
    """Turns the write-ahead log on, which the file remembers."""
    if connection.execute("PRAGMA journal_mode").fetchone()[0] == "wal":
        return
    try:
        connection.execute("PRAGMA journal_mode = WAL")
    except sqlite3.OperationalError as error:
        # Two processes begin at once: SQLite waits for this lock only once the other one is done,
        # and without the log all is as safe, only slower. The next change turns it on.
        if _code(error) not in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise


def _free(path: Path, when: str) -> Path:
    """A name beside the file that nothing has: `refrain damaged 2026-11-21 14.30.00.db`."""
    for number in range(1, 1000):
        mark = f" {number}" if number > 1 else ""
        kept = path.with_name(f"{path.stem} damaged {when}{mark}{path.suffix}")
        if not kept.exists():
            return kept
    raise FileExistsError("there are too many damaged files beside it")
