"""What rings until it is stopped, and how loud."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assistant.errors import StoreError
from assistant.messages import Action
from assistant.skills.commands import Commands
from assistant.skills.home_state import VirtualHome
from assistant.skills.store import SqliteStore
from assistant.ui.ringing import MOST, NOTICE, SNOOZE, Loudness, Ringing, loudness, set_loudness

NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)


@pytest.fixture
def commands(tmp_path: Path) -> Commands:
    return Commands(None, SqliteStore(tmp_path / "refrain.db"), VirtualHome(), now=lambda: NOW)


def due(commands: Commands, kind: Any = "timer", label: str = "", seconds: float = 60) -> None:
    commands.store.add_alert(kind, NOW - timedelta(seconds=1), label, seconds)


def test_what_is_due_rings_for_everybody_until_it_is_stopped(commands: Commands) -> None:
    ringing = Ringing()
    due(commands, label="pasta")
    ringing.take(commands)
    ringing.take(commands)
    (one,) = ringing.now()
    assert (one.kind, one.label, one.text) == ("timer", "pasta", "Your pasta timer is done.")
    assert ringing.now() == (one,), "asking does not stop it"
    assert ringing.stop(one.serial) == one
    assert ringing.stop(one.serial) is None
    assert ringing.now() == ()


def test_serials_differ_and_grow(commands: Commands) -> None:
    ringing = Ringing()
    for kind in ("timer", "alarm", "reminder"):
        due(commands, kind, "x")
    ringing.take(commands)
    serials = [ring.serial for ring in ringing.now()]
    assert serials == sorted(set(serials)) and len(serials) == 3
    assert max(serials) < 2**53, "a browser has to count so far"
    ringing.stop()
    assert ringing.now() == ()


@pytest.mark.parametrize(("kind", "seconds"), [("timer", SNOOZE), ("alarm", 0), ("reminder", 0)])
def test_snoozing_rings_again_later(commands: Commands, kind: str, seconds: float) -> None:
    ringing = Ringing()
    due(commands, kind, "tea")
    ringing.take(commands)
    ringing.snooze(ringing.now()[0].serial, commands)
    assert ringing.now() == ()
    (again,) = commands.store.alerts()
    assert (again.kind, again.label, again.seconds) == (kind, "tea", seconds)
    assert again.due == NOW + timedelta(seconds=SNOOZE)
    ringing.snooze(12345, commands)
    assert len(commands.store.alerts()) == 1


def test_what_can_t_be_put_off_still_rings(
    commands: Commands, monkeypatch: pytest.MonkeyPatch
) -> None:
    ringing = Ringing()
    due(commands)
    ringing.take(commands)

    def full(*_: Any) -> None:
        raise StoreError("The disk is full.")

    monkeypatch.setattr(SqliteStore, "add_alert", full)
    with pytest.raises(StoreError):
        ringing.snooze(ringing.now()[0].serial, commands)
    assert len(ringing.now()) == 1


def test_damage_is_told_until_it_is_read(tmp_path: Path) -> None:
    (tmp_path / "refrain.db").write_bytes(b"no database" * 100)
    commands = Commands(None, SqliteStore(tmp_path / "refrain.db"), VirtualHome(), now=lambda: NOW)
    ringing = Ringing()
    ringing.take(commands)
    ringing.take(commands)
    (one,) = ringing.now()
    assert one.kind == NOTICE and "damaged" in one.text
    ringing.snooze(one.serial, commands)
    assert ringing.now() == () and commands.store.alerts() == []


def test_an_alarm_of_yesterday_says_that_it_was_missed(commands: Commands) -> None:
    ringing = Ringing()
    late = replace(commands, now=lambda: NOW + timedelta(days=1))
    due(commands, "alarm")
    ringing.take(late)
    assert "missed" in ringing.now()[0].text


def test_only_so_many_ring(commands: Commands) -> None:
    ringing = Ringing()
    for number in range(MOST + 5):
        due(commands, label=f"t{number}")
    ringing.take(commands)
    labels = {ring.label for ring in ringing.now()}
    assert len(labels) == MOST and f"t{MOST + 4}" in labels


def test_two_who_ask_at_once_hear_it_once(commands: Commands) -> None:
    ringing = Ringing()
    for number in range(10):
        due(commands, label=f"t{number}")
    threads = [threading.Thread(target=ringing.take, args=(commands,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(ring.label for ring in ringing.now()) == [f"t{n}" for n in range(10)]


@pytest.mark.parametrize(
    ("name", "details", "level", "muted"),
    [
        ("voice.volume", {"to": 30}, 30, False),
        ("voice.volume", {"to": 300}, 100, False),
        ("voice.volume", {"by": 20}, 80, False),
        ("voice.volume", {"by": -90}, 0, False),
        ("voice.mute", {}, 60, True),
        ("voice.unmute", {}, 60, False),
        ("voice.rate", {"by": 0.15}, 60, False),
        ("timer.started", {}, 60, False),
    ],
)
def test_loudness_follows_what_was_done(
    name: str, details: dict[str, Any], level: int, muted: bool
) -> None:
    assert Loudness(60).after(Action(name, details)) == Loudness(level, muted)


def test_who_is_muted_is_heard_again_when_it_is_undone() -> None:
    mute, unmute = Action("voice.mute"), Action("voice.unmute")
    assert Loudness(40).after(mute).share == 0
    assert Loudness(40).after(mute).after(unmute) == Loudness(40)
    assert Loudness(0).after(unmute).share > 0
    assert not Loudness(40, True).after(Action("voice.volume", {"by": 20})).muted


@pytest.fixture
def store(tmp_path: Path) -> SqliteStore:
    return SqliteStore(tmp_path / "refrain.db")


def test_loudness_lasts_and_nonsense_is_passed_over(store: SqliteStore) -> None:
    assert loudness(store) == Loudness()
    set_loudness(store, Loudness(25, True))
    assert loudness(store) == Loudness(25, True)
    for nonsense in ("loud", {"level": "high"}, {"level": True}, {"level": 500}, {}, None):
        store.put("voice", nonsense)
        assert loudness(store) == Loudness()
