"""Lengths, times of day and days as people say them, drawn at random."""

from __future__ import annotations

import random
import re

from assistant.language.numbers import say_cardinal, say_ordinal

DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
MONTHS = (
    "january february march april may june july august september october november december"
).split()
PARTS = ("in the morning", "in the evening", "in the afternoon", "at night")
FEASTS = (
    "christmas,christmas,christmas day,christmas eve,boxing day,new year's eve,new year's day,"
    "new year,halloween,valentine's day,bonfire night,saint patrick's day,april fools day,easter,"
    "easter sunday,good friday,thanksgiving,mother's day,father's day"
).split(",")
WHOLE = (
    "half an hour,half an hour,half an hour,a half hour,a quarter of an hour,an hour and a half,"
    "an hour and a quarter,half a minute,one and a half hours,a minute and a half,"
    "three quarters of an hour,an hour and three quarters,two and a half hours,"
    "one and a half minutes,an hour and ten minutes,an hour and twenty,a couple of minutes,"
    "a couple of hours,a few minutes,a minute,one minute,an hour,one hour,a day,a week,a fortnight,"
    "half a day,two hours and a half"
).split(",")
SHORT = {"second": "sec", "minute": "min", "hour": "hour"}


def duration(numbers: random.Random) -> str:
    """`ten minutes`, `an hour and a half`, `two mins`."""
    if numbers.random() < 0.16:
        return numbers.choice(WHOLE)
    unit, most = numbers.choice(
        (("second", 90), *[("minute", 60)] * 5, *[("hour", 12)] * 2, ("day", 10), ("week", 4))
    )
    value = _amount(numbers, most)
    many = f"{say_cardinal(value)} {unit}s"
    if value == 1:
        many = f"{numbers.choice(('one', 'a' if unit != 'hour' else 'an'))} {unit}"
    kind = numbers.random()
    if kind < 0.06:
        return f"{say_cardinal(_amount(numbers, 10) + 1)} and a half {unit}s"
    if kind < 0.2 and unit in ("minute", "hour"):
        lower = "second" if unit == "minute" else "minute"
        joint = numbers.choice((" and ", " and ", " "))
        return f"{many}{joint}{say_cardinal(numbers.randint(2, 59))} {lower}s"
    if kind < 0.26 and unit in SHORT and value > 1:
        return f"{say_cardinal(value)} {SHORT[unit]}{numbers.choice(('s', '')) or ''}"
    return many


def length_of(numbers: random.Random) -> str:
    """Before what has the length: `ten minute`, `half hour`, `one and a half hour`."""
    if numbers.random() < 0.12:
        return numbers.choice(("half hour", "half hour", "quarter hour", "hour and a half",
                               "one minute", "one hour", "half an hour",
                               "minute and a half", "hour"))  # fmt: skip
    unit, most = numbers.choice((("second", 90), *[("minute", 60)] * 4, ("hour", 12)))
    value = _amount(numbers, most)
    if numbers.random() < 0.06:
        return f"{say_cardinal(value)} and a half {unit}"
    if numbers.random() < 0.08 and unit == "hour":
        return f"{say_cardinal(value)} hour {say_cardinal(numbers.choice((10, 15, 20, 30)))} minute"
    return f"{say_cardinal(value)} {unit}"


def more(numbers: random.Random) -> str:
    """`ten more minutes`: a length to be added."""
    unit, most = numbers.choice((("second", 60), ("minute", 45), ("minute", 45), ("hour", 4)))
    value = max(2, _amount(numbers, most))
    return f"{say_cardinal(value)} more {unit}s"


def _amount(numbers: random.Random, most: int) -> int:
    usual = [value for value in (2, 3, 5, 10, 15, 20, 25, 30, 40, 45, 90) if value <= most]
    return numbers.choice(usual) if numbers.random() < 0.5 else numbers.randint(1, most)


def clock(numbers: random.Random) -> str:
    """A time of day: `quarter past six`, `nineteen thirty`, `half six in the evening`."""
    hour, kind = say_cardinal(numbers.randint(1, 12)), numbers.random()
    if kind < 0.06:
        return numbers.choice(("noon", "noon", "midnight", "midday"))
    if kind < 0.13:
        late = say_cardinal(numbers.randint(13, 23))
        minutes = numbers.choice((" hundred", " hundred hours", " fifteen", " thirty",
                                  " thirty", " forty five", " ten", " fifty"))  # fmt: skip
        return late + minutes
    said = _said(hour, numbers)
    kind = numbers.random()
    if kind < 0.24:
        said += f" {numbers.choice(('am', 'pm'))}"
    elif kind < 0.4:
        said += f" {numbers.choice(PARTS[:3])}"
    elif kind < 0.42:
        said += numbers.choice((" sharp", " at night"))
    return said


def _said(hour: str, numbers: random.Random) -> str:
    kind = numbers.random()
    if kind < 0.32:
        return hour
    if kind < 0.42:
        return f"{hour} o'clock"
    if kind < 0.5:
        return f"half {hour}"
    if kind < 0.68:
        past = numbers.choice(("half past", "half past", "quarter past", "quarter to", "ten to",
                               "a quarter past", "a quarter to", "five past", "ten past",
                               "twenty past", "twenty five past", "twenty to", "five to",
                               "twenty five to", "quarter of", "ten after"))  # fmt: skip
        return f"{past} {hour}"
    minutes = numbers.choice((5, 10, 15, 15, 20, 25, 30, 30, 30, 35, 40, 45, 45, 50, 55,
                              numbers.randint(1, 59)))  # fmt: skip
    return f"{hour} {'oh ' if minutes < 10 else ''}{say_cardinal(minutes)}"


def time(numbers: random.Random) -> str:
    """A time of day, often with its day: `tomorrow at noon`, `nine tonight`."""
    kind = numbers.random()
    if kind < 0.58:
        return clock(numbers)
    before = kind < 0.8
    day = _day_before(numbers) if before else _day_after(numbers)
    half = re.search("morning|afternoon|evening|night|noon", day)  # not to be said twice
    at_it = _said(say_cardinal(numbers.randint(1, 12)), numbers) if half else clock(numbers)
    if before:
        return f"{day}{numbers.choice((' at ', ' at ', ' at ', ' '))}{at_it}"
    return f"{at_it} {day}"


def _day_before(numbers: random.Random) -> str:
    day = numbers.choice(DAYS)
    near = ("today", "tomorrow", "tomorrow", "tomorrow", "tonight", "this evening", day, day,
            f"on {day}", f"next {day}", f"this {day}", "tomorrow morning", "tomorrow evening",
            "tomorrow afternoon", "tomorrow night", "this afternoon", "the day after tomorrow",
            f"{day} morning", f"{day} evening", f"on {day} night", "christmas day")  # fmt: skip
    return numbers.choice(near) if numbers.random() < 0.88 else _of_month(numbers)


def _day_after(numbers: random.Random) -> str:
    day = numbers.choice(DAYS)
    near = ("today", "tomorrow", "tomorrow", "tonight", "tonight", "this evening", f"on {day}",
            f"on {day}", f"on {day}", f"next {day}", f"this {day}", "tomorrow morning", day,
            "tomorrow evening", "tomorrow night", "this afternoon", "the day after tomorrow",
            f"on {day} morning", f"{day} evening", "this morning")  # fmt: skip
    return numbers.choice(near) if numbers.random() < 0.9 else f"on {_of_month(numbers)}"


def _of_month(numbers: random.Random) -> str:
    month, day = numbers.choice(MONTHS), numbers.randint(1, 31)
    which, many = say_ordinal(day), say_cardinal(day)
    return numbers.choice((f"the {which} of {month}", f"the {which} of {month}", f"{month} {many}",
                           f"{month} {which}", f"{month} the {which}", f"{which} of {month}",
                           f"the {which}", f"{which} {month}"))  # fmt: skip


def date(numbers: random.Random) -> str:
    """A day: `the fourth of july`, `next friday`, `in two weeks`, `boxing day`."""
    kind = numbers.random()
    if kind < 0.45:
        return near_date(numbers)
    if kind < 0.8:
        return _of_month(numbers)
    if kind < 0.9:
        return numbers.choice(FEASTS)
    many = say_cardinal(numbers.randint(2, 20))
    day = numbers.choice(DAYS)
    return numbers.choice(
        (f"in {many} days", f"{many} days from now", f"in {many} weeks", "next week", "next month",
         "in a fortnight", "in a week", "a week today", f"a week on {day}", f"{day} week",
         "a week tomorrow", "the weekend", "next weekend", "this weekend", "in a month",
         "the end of the month", f"{many} days ago", "yesterday", f"last {day}")
    )  # fmt: skip


def near_date(numbers: random.Random) -> str:
    """One that people set reminders for."""
    day = numbers.choice(DAYS)
    return numbers.choice(
        ("today", "tomorrow", "tomorrow", "tomorrow", "tonight", "this evening", "this afternoon",
         f"on {day}", f"on {day}", f"on {day}", day, day, f"next {day}", f"this {day}",
         "tomorrow morning", "tomorrow evening", "tomorrow night", "tomorrow afternoon",
         f"on {day} morning", f"{day} evening", f"{day} night", f"on {day} afternoon", "next week",
         "the day after tomorrow", "at the weekend", "this weekend", "in the morning",
         f"on {_of_month(numbers)}", "later today", "first thing tomorrow")
    )  # fmt: skip
