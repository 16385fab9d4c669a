"""What rings until somebody stops it, for all pages that are open; and how loud.

The store hands out each alert once, to whoever asks first: here it is kept for every page.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from assistant.errors import StoreDamaged
from assistant.messages import Action
from assistant.skills.base import AlertKind, Response, Store
from assistant.skills.commands import Commands

MOST = 20
"""That ring at a time: of more, the oldest are let go."""
SNOOZE = 300
"""Seconds."""
VOICE = "voice"
"""The setting in the store that keeps `Loudness`."""
TRACES = ("timer.rings", "alarm.rings", "reminder.rings")
NOTICE = "notice"
"""Kind of what makes no sound and can't be put off."""


@dataclass(frozen=True)
class Ring:
    """Something that rings."""

    serial: int
    """Its own, also after a restart."""
    kind: str
    """`timer`, `alarm`, `reminder` or `notice`."""
    label: str
    text: str
    """What is said."""
    at: float
    """Unix time when it began to ring."""

    def as_json(self) -> dict[str, Any]:
        return {"serial": self.serial, "kind": self.kind, "text": self.text, "at": 1000 * self.at}


class Ringing:
    """Safe to share between threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rings: dict[int, Ring] = {}
        self._next = time.time_ns() // 1_000_000

    def take(self, commands: Commands) -> None:
        """Begin to ring whatever is due.

        Raises:
            StoreError: the store can't be read.
        """
        try:
            for response in commands.rings():
                self._begin(*_kind_and_label(response), response.text)
        except StoreDamaged as damage:
            # It is told once, by whoever comes upon it: so it has to stay until it is read.
            self._begin(NOTICE, "", str(damage))

    def _begin(self, kind: str, label: str, text: str) -> None:
        with self._lock:
            self._rings[self._next] = Ring(self._next, kind, label, text, time.time())
            self._next += 1
            while len(self._rings) > MOST:
                del self._rings[next(iter(self._rings))]

    def now(self) -> tuple[Ring, ...]:
        """What rings, the oldest first."""
        with self._lock:
            return tuple(self._rings.values())

    def stop(self, serial: int | None = None) -> Ring | None:
        """Stop one, or all; the one, if it rang."""
        with self._lock:
            if serial is None:
                self._rings.clear()
                return None
            return self._rings.pop(serial, None)

    def snooze(self, serial: int, commands: Commands) -> None:
        """Stop one, which rings again after `SNOOZE`.

        Raises:
            StoreError: it can't be kept; then it still rings.
        """
        ring = next((one for one in self.now() if one.serial == serial), None)
        if ring is None:
            return
        if ring.kind != NOTICE:
            kind: AlertKind = ring.kind  # type: ignore[assignment]
            seconds = SNOOZE if kind == "timer" else 0
            due = commands.now() + timedelta(seconds=SNOOZE)
            commands.store.add_alert(kind, due, ring.label, seconds)
        self.stop(serial)


def _kind_and_label(response: Response) -> tuple[str, str]:
    for action in response.actions:
        if action.name in TRACES:
            return action.name.partition(".")[0], str(action.details.get("label", ""))
    return NOTICE, ""


@dataclass(frozen=True)
class Loudness:
    """Of everything that the app lets be heard."""

    level: int = 60
    """Percent."""
    muted: bool = False

    @property
    def share(self) -> float:
        """In [0, 1]."""
        return 0.0 if self.muted else self.level / 100

    def after(self, action: Action) -> Loudness:
        """What it is after a `voice.*` action; of others, the same."""
        if action.name == "voice.mute":
            return Loudness(self.level, True)
        if action.name == "voice.unmute":
            return Loudness(self.level or Loudness.level)
        if action.name != "voice.volume":
            return self
        to, by = action.details.get("to"), action.details.get("by", 0)
        level = self.level + by if to is None else to
        return Loudness(min(100, max(0, round(level))))


def loudness(store: Store) -> Loudness:
    """As it was left.

    Raises:
        StoreError: the store can't be read.
    """
    kept = store.get(VOICE)
    if not isinstance(kept, Mapping):
        return Loudness()
    level, muted = kept.get("level"), kept.get("muted")
    fits = isinstance(level, int) and not isinstance(level, bool) and 0 <= level <= 100
    return Loudness(level, muted is True) if fits and level is not None else Loudness()


def set_loudness(store: Store, now: Loudness) -> None:
    """
    Raises:
        StoreError: it can't be kept.
    """
    store.put(VOICE, {"level": now.level, "muted": now.muted})
