"""Days and times of day as they are said -> values, seen from a moment.

Rules where people leave something out; what was understood is always said back:
- A time without morning or evening (`six`) is the next one that comes. On a day that is named
  and is not today it is the one between six in the morning and six in the evening.
- A weekday is the next one that comes: today only with a time that is still ahead. `Next friday`
  is the one in the week after this, weeks beginning on Monday.
- A date without a year is the next one that comes, today included.
- Midnight ends the day that it is named with: `tonight at midnight` is where tomorrow begins.
- `Half six` is half past six.
- A wall time that a change of clocks leaves out is as much later; one that comes twice is the
  first that is still ahead.
- A day alone is no time, `in the morning` is none either, and 3/4/2027 is no date (April or
  March?): all of them None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from assistant.language.numbers import word_at
from assistant.skills.values_clock import Clock, read_clock
from assistant.skills.values_date import read_day
from assistant.skills.values_number import Words, read_duration, words_of

PARTS = {
    "morning": "am", "afternoon": "pm", "evening": "evening", "night": "night",
}  # fmt: skip
HOURS = {
    "am": range(12), "pm": range(12, 24), "evening": range(16, 25),
    "night": (*range(18, 25), *range(6)), "after midnight": (24, *range(6)),
}  # fmt: skip
"""What belongs to a half that is named, where the hour leaves no doubt."""
AWAKE = 6
"""Hour at which a named day begins for times without morning or evening."""


@dataclass(frozen=True)
class _Said:
    """What a phrase has named so far."""

    clock: Clock | None = None
    half: str | None = None
    """One of `HOURS`."""
    day: date | None = None
    weekday: bool = False
    """The day was named as a weekday and may be today."""
    instant: datetime | None = None


def time_value(text: str, now: datetime) -> dict[str, int] | str | None:
    """`{"hour", "minute"}`, or an ISO datetime with its offset if the phrase names a day."""
    said = _read(words_of(text), now)
    if said is None:
        return None
    if said.instant:
        return said.instant.isoformat()
    if said.clock is None:
        return None
    clocks = _possible(said.clock, said.half)
    if said.day is None:
        following = [(_next(now, clock), clock) for clock in clocks]
        if not following:
            return None
        _, clock = min(following, key=lambda pair: pair[0])
        return {"hour": clock.hour % 24, "minute": clock.minute}
    moment = _on_day(said, clocks, now)
    return moment.isoformat() if moment else None


def moment_of(value: Mapping[str, Any] | str, now: datetime) -> datetime:
    """The moment that a value of `time_value` means: of a time of day, the next one.

    Raises:
        ValueError: it is no such value.
    """
    if isinstance(value, str):
        return datetime.fromisoformat(value).astimezone(now.tzinfo)
    return _next(now, Clock(int(value["hour"]), int(value["minute"]), sure=True))


def later(now: datetime, seconds: float) -> datetime:
    """So many seconds on, whatever the clocks do."""
    return (now.astimezone(UTC) + timedelta(seconds=seconds)).astimezone(now.tzinfo)


def at(day: date, hour: int, minute: int, now: datetime) -> datetime:
    """A wall time in the zone of `now`; hour 24 is where the next day begins."""
    naive = datetime.combine(day, time()) + timedelta(days=hour // 24)
    first = naive.replace(hour=hour % 24, minute=minute, tzinfo=now.tzinfo, fold=0)
    chosen = first if first > now else first.replace(fold=1)
    return chosen.astimezone(UTC).astimezone(now.tzinfo)


def _next(now: datetime, clock: Clock) -> datetime:
    today = at(now.date(), clock.hour % 24, clock.minute, now)
    tomorrow = now.date() + timedelta(days=1)
    return today if today > now else at(tomorrow, clock.hour % 24, clock.minute, now)


def _possible(clock: Clock, half: str | None) -> list[Clock]:
    """The times of day that are meant; 24 stands for midnight."""
    if clock.sure:
        return [clock] if half is None or clock.hour in HOURS[half] else []
    early = replace(clock, hour=clock.hour % 12, sure=True)
    late = replace(early, hour=early.hour + 12)
    midnight = replace(early, hour=24)
    if half == "after midnight":
        return [midnight] if clock.hour == 12 else [early] if clock.hour < 6 else []
    if half == "am":
        return [early]
    if half == "pm":
        return [late]
    if half == "evening":
        return [midnight if clock.hour == 12 else late]
    if half == "night":
        if clock.hour == 12:
            return [midnight]
        return [early] if clock.hour < 6 else [late]
    return [early, late]


def _on_day(said: _Said, clocks: list[Clock], now: datetime) -> datetime | None:
    assert said.day is not None
    if len(clocks) > 1:
        if said.day == now.date():
            ahead = [at(said.day, c.hour, c.minute, now) for c in clocks]
            found = min((moment for moment in ahead if moment > now), default=None)
            if found or not said.weekday:
                return found
        clocks = [clock for clock in clocks if AWAKE <= clock.hour < AWAKE + 12]
    if not clocks:
        return None
    day, clock = said.day, clocks[0]
    if said.half in ("night", "after midnight") and clock.hour < 6:
        day += timedelta(days=1)  # `tonight at two`
    moment = at(day, clock.hour, clock.minute, now)
    if moment <= now and said.weekday:
        moment = at(day + timedelta(days=7), clock.hour, clock.minute, now)
    return moment if moment > now else None


# --- reading --------------------------------------------------------------------------------------


def _read(words: Words, now: datetime) -> _Said | None:
    """Everything that the words name; None if they name something twice or anything else."""
    said, place = _Said(), 0
    while place < len(words):
        step = (
            _instant(words, place, now, said)
            or _half(words, place, said)
            or _day(words, place, now, said)
            or _clock(words, place, said)
        )
        if step:
            said, place = step
        elif words[place] in ("at", "on", "by", "for", "the", "around", "from", "sharp", "of"):
            place += 1
        else:
            return None
    if said.instant and (said.clock or said.day or said.half):
        return None
    return said if words else None


_Step = tuple[_Said, int]


def _instant(words: Words, place: int, now: datetime, said: _Said) -> _Step | None:
    """`in ten minutes`, `an hour from now`, `now`; days are left to `_day`."""
    if said.instant:
        return None
    if words[place] == "now" or list(words[place : place + 2]) == ["right", "now"]:
        return replace(said, instant=now), place + 1 + (words[place] == "right")
    inside = words[place] in ("in", "within")
    found = read_duration(words, place + inside)
    if not found:
        return None
    after = list(words[found.end : found.end + 2]) in (["from", "now"], ["from", "today"])
    if not (inside or after) or found.value > 400 * 366 * 86_400:
        return None
    end = found.end + 2 * after
    # Days count on the calendar: in two days it is as late as now, or as late as is said.
    if any(word.startswith(("day", "week", "fortnight")) for word in words[place:end]):
        if end < len(words):
            return None
        day = now.date() + timedelta(days=found.value // 86_400)
        clock = at(day, now.hour, now.minute, now)
        rest = found.value % 86_400
        return replace(said, instant=later(clock, rest)), end
    return replace(said, instant=later(now, found.value)), end


def _half(words: Words, place: int, said: _Said) -> _Step | None:
    """`pm`, `in the morning`, `at night`, `this evening`, `tonight`."""
    word = words[place]
    if word in ("am", "pm"):
        return _in_half(said, word, place + 1) if said.clock else None
    skip = 0
    if list(words[place : place + 2]) == ["in", "the"]:
        skip = 2
    elif word in ("at", "in"):
        skip = 1
    part = PARTS.get(word_at(words, place + skip))
    return _in_half(said, part, place + skip + 1) if part else None


def _in_half(said: _Said, half: str, end: int) -> _Step | None:
    """`Tonight at eight pm` says it twice; `tomorrow morning at eight pm` makes no sense."""
    both = {said.half or half, half}
    if len(both) == 1:
        merged = half
    elif both <= {"pm", "evening", "night"}:
        merged = "pm" if "pm" in both else "evening"
    elif both == {"am", "night"}:
        merged = "after midnight"
    else:
        return None
    return replace(said, half=merged), end


def _day(words: Words, place: int, now: datetime, said: _Said) -> _Step | None:
    if said.day:
        return None
    word, today = words[place], now.date()
    if word == "tonight":
        return _in_half(replace(said, day=today), "night", place + 1)
    if word == "this" and (part := PARTS.get(word_at(words, place + 1))):
        return _in_half(replace(said, day=today), part, place + 2)
    # `at six on the third` names a day, `six on` none: a bare number is a time first.
    found = read_day(words, place, today, bare=False)
    if not found:
        return None
    weekday = found.weekday and found.day == today + timedelta(days=7)
    day = today if weekday else found.day
    return replace(said, day=day, weekday=weekday), found.end


def _clock(words: Words, place: int, said: _Said) -> _Step | None:
    found = None if said.clock else read_clock(words, place)
    return (replace(said, clock=found[0]), found[1]) if found else None
