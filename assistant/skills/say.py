"""Lengths, times and days in words, as skills say them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from assistant.language.figures import MONTHS
from assistant.language.numbers import ONES, ordinal_ending
from assistant.skills.values_date import WEEKDAYS

_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3600), ("minute", 60), ("second", 1))


def count(number: int, thing: str, things: str = "") -> str:
    """`one egg`, `twelve eggs`, `13 eggs`."""
    said = ONES[number] if 0 <= number <= 12 else f"{number:,}"
    return f"{said} {thing if number == 1 else things or thing + 's'}"


def every(number: int, thing: str) -> str:
    """`the timer is`, `both timers are`, `all three timers are`."""
    if number < 3:
        return f"the {thing} is" if number == 1 else f"both {thing}s are"
    return f"all {count(number, thing)} are"


def length(seconds: float, parts: int = 2) -> str:
    """`an hour and ten minutes`; the largest units, rounded to the last of them."""
    left = max(0, round(seconds))
    first = next((i for i, (_, size) in enumerate(_UNITS) if left >= size), len(_UNITS) - 1)
    shown = _UNITS[first : first + parts]
    smallest = shown[-1][1]
    left = (left + smallest // 2) // smallest * smallest
    said = []
    for unit, size in _UNITS[max(0, first - 1) : first + parts]:
        number, left = divmod(left, size)
        if number:
            article = "an" if unit == "hour" else "a"
            said.append(f"{article} {unit}" if number == 1 else count(number, unit))
    return listed(said) if said else "no time"


def clock(moment: datetime) -> str:
    """`6:30 pm`, `6 pm`, `noon`, `midnight`."""
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "noon" if moment.hour else "midnight"
    half = "am" if moment.hour < 12 else "pm"
    hour = (moment.hour - 1) % 12 + 1
    return f"{hour}:{moment.minute:02} {half}" if moment.minute else f"{hour} {half}"


def exact_clock(moment: datetime) -> str:
    """The time as it is told: `6:05 pm`, `6:00 pm`."""
    if moment.minute == 0 and moment.hour % 12 == 0:
        return "noon" if moment.hour else "midnight"
    return f"{(moment.hour - 1) % 12 + 1}:{moment.minute:02} {'am' if moment.hour < 12 else 'pm'}"


def day(when: date, today: date) -> str:
    """`today`, `tomorrow`, `on Friday`, `on Tuesday, 3rd March`, with the year if it is another."""
    away = (when - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}
    if away in near:
        return near[away]
    if 1 < away < 7:
        return f"on {WEEKDAYS[when.weekday()].capitalize()}"
    return f"on {full_day(when, today)}"


def full_day(when: date, today: date | None = None) -> str:
    """`Tuesday, 3rd March`, with the year if it is not that of `today`."""
    name = WEEKDAYS[when.weekday()].capitalize()
    year = f" {when.year}" if today is None or when.year != today.year else ""
    month = MONTHS[when.month - 1].capitalize()
    return f"{name}, {when.day}{ordinal_ending(when.day)} {month}{year}"


def moment(when: datetime, now: datetime) -> str:
    """`at 6 pm`, `tomorrow at noon`, `on Friday at 9 am`."""
    when = when.astimezone(now.tzinfo)
    if when.date() == now.date():
        return f"at {clock(when)}"
    # Midnight is named with the day that it ends, as it is understood.
    named = when - timedelta(minutes=1) if clock(when) == "midnight" else when
    if named.date() == now.date():
        return "at midnight"
    return f"{day(named.date(), now.date())} at {clock(when)}"


def listed(things: Sequence[str], word: str = "and") -> str:
    """`milk, eggs and bread`."""
    if len(things) < 2:
        return "".join(things)
    return f"{', '.join(things[:-1])} {word} {things[-1]}"


def sentence(text: str) -> str:
    """With a capital letter in front."""
    return text[:1].upper() + text[1:]
