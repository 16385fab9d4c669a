"""Times of day among words: `half past six`, `18:30`, `six oh five`; see `values_time`."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.language.numbers import read_below_hundred, word_at
from assistant.skills.values_number import Words


@dataclass(frozen=True)
class Clock:
    """A time of day; `hour` up to 24, which is midnight."""

    hour: int
    minute: int
    sure: bool
    """Whether it can only be this half of the day."""


def read_clock(words: Words, place: int) -> tuple[Clock, int] | None:
    """The time of day that begins at a word, and its end."""
    found = _named(words, place) or _past(words, place) or _figures(words, place)
    found = found or _hour(words, place)
    if not found:
        return None
    clock, end = found
    if word_at(words, end) == "o'clock":
        end += 1
    elif list(words[end : end + 2]) == ["o", "clock"]:
        end += 2
    return clock, end


def _named(words: Words, place: int) -> tuple[Clock, int] | None:
    known = {"noon": 12, "midday": 12, "midnight": 24}
    hour = known.get(words[place])
    return (Clock(hour, 0, sure=True), place + 1) if hour else None


def _past(words: Words, place: int) -> tuple[Clock, int] | None:
    """`half past six`, `half six`, `quarter to seven`, `twenty five minutes past nine`."""
    start = place + (words[place] == "a")
    if word_at(words, start) == "half":
        minutes, end = 30, start + 1
        if word_at(words, end) != "past":
            hour = _small(words, end, 12)
            return (Clock(hour[0], 30, sure=False), hour[1]) if hour and hour[0] else None
    elif word_at(words, start) == "quarter":
        minutes, end = 15, start + 1
    elif start == place and (small := _small(words, place, 59)):
        minutes, end = small
        end += word_at(words, end) in ("minutes", "minute")
    else:
        return None
    way = word_at(words, end)
    if way not in ("past", "after", "to", "till", "before", "of") or not minutes:
        return None
    found = _named(words, end + 1) if end + 1 < len(words) else None
    found = found or _bare_hour(words, end + 1)
    if not found:
        return None
    clock, end = found
    if way in ("past", "after"):
        return Clock(clock.hour % 24 if clock.sure else clock.hour, minutes, clock.sure), end
    before = (clock.hour - 1) % 24 if clock.sure else (clock.hour - 2) % 12 + 1
    return Clock(before, 60 - minutes, clock.sure), end


def _figures(words: Words, place: int) -> tuple[Clock, int] | None:
    """`18:30`, `6.30`, `0630`; one figure alone is an hour."""
    match = re.fullmatch(r"(\d\d?)[:.](\d\d)|(\d\d)(\d\d)", words[place], re.ASCII)
    if not match:
        return None
    digits = match[1] or match[3]
    hour, minute = int(digits), int(match[2] or match[4])
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None
    sure = not 1 <= hour <= 12 or digits.startswith("0")
    end = place + 1 + (word_at(words, place + 1) == "hours")
    return Clock(hour, minute, sure or end > place + 1), end


def _hour(words: Words, place: int) -> tuple[Clock, int] | None:
    """`six`, `six thirty`, `six oh five`, `eighteen hundred hours`."""
    found = _bare_hour(words, place)
    if not found:
        return None
    clock, end = found
    if word_at(words, end) == "hundred":
        end += 1 + (word_at(words, end + 1) == "hours")
        return replace(clock, sure=True), end
    if word_at(words, end) in ("oh", "o") and (low := _small(words, end + 1, 9)):
        return replace(clock, minute=low[0]), low[1]
    minutes = _small(words, end, 59)
    if minutes and minutes[0] >= 10:
        return replace(clock, minute=minutes[0]), minutes[1]
    return clock, end


def _bare_hour(words: Words, place: int) -> tuple[Clock, int] | None:
    found = _small(words, place, 24)
    if not found:
        return None
    return Clock(found[0], 0, sure=not 1 <= found[0] <= 12), found[1]


def _small(words: Words, place: int, most: int) -> tuple[int, int] | None:
    """A whole number of one or two digits, said or in figures, and its end."""
    word = word_at(words, place)
    if re.fullmatch(r"\d\d?", word, re.ASCII):
        return (int(word), place + 1) if int(word) <= most else None
    found = read_below_hundred(words, place)
    if found and found.value > most:
        found = read_below_hundred(words[: place + 1], place)  # `twenty five`, when 20 is the hour
    return (found.value, found.end) if found and found.value <= most else None
