"""What lasts: kept by several processes at once, through crashes and damage."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import StoreDamaged, StoreError
from assistant.skills.store import VERSION, SqliteStore, data_folder

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 21, 14, 10, 30, tzinfo=UTC)


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "a #1? %20" / "refrain.db", now=lambda: NOW)


def child(path: Path, code: str) -> subprocess.Popen[str]:
    """Another process with a `store` of the same file."""
    start = (
        "import sys, os, signal\nfrom pathlib import Path\nfrom datetime import datetime, UTC\n"
        "from assistant.errors import StoreError\n"
        "from assistant.skills.store import SqliteStore\n"
        f"store = SqliteStore(Path({str(path)!r}))\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", start + code], cwd=ROOT, text=True, stdout=subprocess.PIPE
    )


def test_nothing_is_written_until_something_is_kept(store: SqliteStore) -> None:
    assert store.items("x") == store.list_names() == store.notes() == store.alerts() == []
    assert store.remove_items("x", ["y"]) == store.add_items("x", []) == store.due(NOW) == []
    assert store.clear_list("x") == 0 and store.get("x") is None and store.taught() == []
    assert not store.path.parent.exists()


def test_lists_keep_their_order_and_know_their_items(store: SqliteStore) -> None:
    assert store.add_items("shopping", ["milk", "Eggs"]) == ["milk", "Eggs"]
    assert store.add_items("shopping", ["EGGS", "bread", "bread"]) == ["bread"]
    store.add_items("to-do", ["'; DROP TABLE items; --", "ünï 💡"])
    assert store.items("shopping") == ["milk", "Eggs", "bread"]
    assert store.items("to-do") == ["'; DROP TABLE items; --", "ünï 💡"]
    assert store.remove_items("shopping", ["eggs", "wine"]) == ["Eggs"]
    assert store.list_names() == ["shopping", "to-do"]
    assert store.clear_list("shopping") == 2
    assert store.list_names() == ["to-do"]


def test_notes(store: SqliteStore) -> None:
    first, second = store.add_note("one", NOW), store.add_note("two", NOW)
    assert store.notes() == [first, second]
    assert store.remove_note(first.id) and not store.remove_note(first.id)
    assert store.add_note("three", NOW).id not in (first.id, second.id)


def test_alerts_come_due_once_in_order_and_survive_a_restart(store: SqliteStore) -> None:
    late = store.add_alert("alarm", NOW + timedelta(hours=1))
    soon = store.add_alert("timer", NOW + timedelta(seconds=5), "tea", 5)
    again = SqliteStore(store.path)
    assert again.alerts() == [soon, late] and again.alerts("alarm") == [late]
    assert again.due(NOW) == [] and again.due(soon.due) == [soon] and again.due(soon.due) == []
    assert again.move_alert(late.id, NOW, 3) and again.due(NOW)[0].seconds == 3
    assert not again.move_alert(late.id, NOW) and not again.remove_alert(soon.id)


def test_taught_phrases_and_settings(store: SqliteStore) -> None:
    first = store.teach("Movie  time", "dim the lights")
    assert store.teach("movie time", "lights off").id == first.id
    other = store.teach("bed time", "lights off")
    assert store.change_taught(other.id, "sleep", "lights off")
    with pytest.raises(StoreError, match="taught already"):
        store.change_taught(other.id, "MOVIE time", "x")
    assert [taught.phrase for taught in store.taught()] == ["movie time", "sleep"]
    assert store.remove_taught(first.id) and not store.remove_taught(first.id)
    store.put("home", {"lights": [1, None, "é"]})
    store.put("home", {"lights": []})
    assert store.get("home") == {"lights": []} and store.get("other") is None


def test_a_change_that_fails_leaves_nothing(store: SqliteStore) -> None:
    store.add_items("x", ["a"])

    def half(connection: sqlite3.Connection) -> None:
        connection.execute("DELETE FROM items")
        raise RuntimeError("in the middle")

    with pytest.raises(RuntimeError):
        store._file.write(half)
    assert store.items("x") == ["a"]


def test_a_process_killed_in_the_middle_of_a_change_leaves_nothing(store: SqliteStore) -> None:
    store.add_items("x", ["a", "b"])
    code = (
        "def half(connection):\n"
        "    connection.execute('DELETE FROM items')\n"
        "    connection.execute(\"INSERT INTO items (list, text, key) VALUES ('x', 'c', 'c')\")\n"
        "    os.kill(os.getpid(), signal.SIGKILL)\n"
        "store._file.write(half)\n"
    )
    assert child(store.path, code).wait(30) != 0
    assert store.items("x") == ["a", "b"]
    assert store.add_items("x", ["d"]) == ["d"]


def test_processes_that_begin_and_write_at_once_lose_nothing(store: SqliteStore) -> None:
    code = "for i in range(8): store.add_items('x', [f'{sys.argv[1:]}{os.getpid()} {i}'])"
    children = [child(store.path, code) for _ in range(3)]
    assert [one.wait(60) for one in children] == [0, 0, 0]
    assert len(store.items("x")) == 24


def test_a_reminder_is_handed_to_one_process_only(store: SqliteStore) -> None:
    for number in range(12):
        store.add_alert("reminder", NOW, str(number))
    code = (
        "when = datetime(2030, 1, 1, tzinfo=UTC)\n"
        "print(sum(len(store.due(when)) for _ in range(5)))"
    )
    children = [child(store.path, code) for _ in range(2)]
    assert sum(int(one.communicate(timeout=60)[0]) for one in children) == 12
    assert store.alerts() == []


def test_threads_share_a_store(store: SqliteStore) -> None:
    def add(name: int) -> None:
        for number in range(10):
            store.add_items("x", [f"{name} {number}"])

    threads = [threading.Thread(target=add, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(store.items("x")) == 40


@pytest.mark.parametrize("damage", ["not a database", "torn", "header", "table gone"])
def test_a_damaged_file_is_kept_aside_and_a_fresh_one_begun(
    store: SqliteStore, damage: str
) -> None:
    store.add_items("x", [f"thing {number}" for number in range(300)])
    content = store.path.read_bytes()
    if damage == "not a database":
        store.path.write_bytes(b"hello " * 1000)
    elif damage == "torn":
        store.path.write_bytes(content[:4096] + b"\xff" * (len(content) - 4096))
    elif damage == "header":
        store.path.write_bytes(b"\x00" * 100 + content[100:])
    else:
        with closing(sqlite3.connect(store.path)) as connection:
            connection.execute("DROP TABLE items")
    broken = store.path.read_bytes()
    with pytest.raises(StoreDamaged) as told:
        store.items("x")
    kept = store.path.with_name("refrain damaged 2026-11-21 14.10.30.db")
    assert kept.name in str(told.value) and "fresh" in str(told.value)
    assert kept.read_bytes() == broken
    assert store.items("x") == []
    assert store.add_items("x", ["new"]) == ["new"]


def test_a_second_backup_does_not_write_over_the_first(store: SqliteStore) -> None:
    for content in (b"first " * 999, b"second " * 999):
        store.path.parent.mkdir(exist_ok=True)
        store.path.write_bytes(content)
        with pytest.raises(StoreDamaged):
            store.add_note("x", NOW)
    kept = sorted(path.read_bytes()[:5] for path in store.path.parent.glob("*damaged*"))
    assert kept == [b"first", b"secon"]


def test_an_empty_file_is_a_new_one(store: SqliteStore) -> None:
    store.path.parent.mkdir()
    store.path.touch()
    assert store.items("x") == []
    assert store.add_items("x", ["a"]) == ["a"]


def test_a_file_of_a_newer_refrain_or_another_program_is_not_touched(store: SqliteStore) -> None:
    store.path.parent.mkdir()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    before = store.path.read_bytes()
    for use in (lambda: store.items("x"), lambda: store.add_items("x", ["a"])):
        with pytest.raises(StoreError, match="another program"):
            use()
    with closing(sqlite3.connect(store.path)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    with pytest.raises(StoreError, match="newer Refrain"):
        store.items("x")
    with closing(sqlite3.connect(store.path)) as connection:
        assert connection.execute("SELECT count(*) FROM theirs").fetchone() == (0,)
    assert len(before) > 0 and not list(store.path.parent.glob("*damaged*"))


def test_a_file_that_is_busy_or_cannot_be_written_is_told(
    store: SqliteStore, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("assistant.skills.store_file.PATIENCE", 0.05)
    store.add_items("x", ["a"])
    with closing(sqlite3.connect(store.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        assert store.items("x") == ["a"]  # reading goes on
        with pytest.raises(StoreError, match="another program is writing"):
            store.add_items("x", ["b"])
    assert store.add_items("x", ["b"]) == ["b"]
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(StoreError, match="can't be used"):
        SqliteStore(tmp_path / "file" / "refrain.db").add_note("x", NOW)
    (tmp_path / "folder.db").mkdir()
    with pytest.raises(StoreError, match="can't be used"):
        SqliteStore(tmp_path / "folder.db").notes()


def test_where_it_stands() -> None:
    home = Path.home()
    assert data_folder({"REFRAIN_HOME": "/x", "XDG_DATA_HOME": "/y"}, "linux") == Path("/x")
    assert data_folder({"XDG_DATA_HOME": "/y"}, "linux") == Path("/y/refrain")
    assert data_folder({"XDG_DATA_HOME": "y"}, "linux") == home / ".local/share/refrain"
    assert data_folder({}, "linux") == home / ".local/share/refrain"
    assert data_folder({"APPDATA": "/z"}, "win32") == Path("/z/Refrain")
    assert data_folder({}, "darwin") == home / "Library/Application Support/Refrain"
