"""The moment that a command's slots name together: `tomorrow`, `at six`, `in ten minutes`."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from assistant.errors import NoMoment
from assistant.messages import Understanding
from assistant.skills.base import find, find_all, value
from assistant.skills.values import resolve
from assistant.skills.values_time import later, moment_of

FARTHEST = timedelta(days=5 * 366)


def when(understanding: Understanding, now: datetime) -> datetime | None:
    """From the slots `time`, `date` and `duration`; None if they name no moment.

    Raises:
        NoMoment: it is past, or too far away.
    """
    found = _when(understanding, now)
    if found and found - now > FARTHEST:
        raise NoMoment("That is too far away: I can wait for five years at most.")
    return found


def _when(understanding: Understanding, now: datetime) -> datetime | None:
    seconds = value(understanding, "duration")
    if seconds is not None and not find(understanding, "time"):
        if not 0 < seconds < FARTHEST.total_seconds():
            raise NoMoment("That is no time to wait for.")
        return later(now, seconds)
    # The words together: `tomorrow morning` + `six` is more than the sum of its values.
    slots = [*find_all(understanding, "date"), *find_all(understanding, "time")]
    if not slots:
        return None
    said = [slot.text for slot in slots]
    days = [slot.value for slot in slots if slot.type == "date" and slot.value]
    texts = [" at ".join(said), " ".join(said)]
    if days and len(said) > 1:
        texts.append(
            " at ".join([*days, *said[len(said) - len(find_all(understanding, "time")) :]])
        )
    for text in texts:
        if (known := resolve("time", text, now)) is not None:
            return moment_of(known, now)
    alone = value(understanding, "time")
    return moment_of(alone, now) if alone is not None and len(slots) == 1 else None


def local_now(environment: Mapping[str, str] = os.environ) -> datetime:
    """Now, in a zone that knows when its clocks change if this system tells which one it is."""
    names = [environment.get("TZ", "").lstrip(":")]
    with suppress(OSError):
        names.append(str(Path("/etc/localtime").resolve()).partition("zoneinfo/")[2])
    for name in names:
        try:
            if name:
                return datetime.now(ZoneInfo(name))
        except (KeyError, ValueError, OSError):  # ZoneInfoNotFoundError is a KeyError
            continue
    return datetime.now().astimezone()
