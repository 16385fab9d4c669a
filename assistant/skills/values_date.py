"""Days as they are said -> dates; the rules stand in `values_time`."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.language.figures import MONTHS
from assistant.language.numbers import read_cardinal, read_ordinal, read_year, word_at
from assistant.skills.values_number import Words, read_duration, read_number, words_of

WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()
_SHORT = {"tues": 1, "weds": 2, "thur": 3, "thurs": 3} | {
    name[:3]: index for index, name in enumerate(WEEKDAYS)
}
_MONTH = {name: index for index, name in enumerate(MONTHS, start=1)}
_MONTH |= {name[:3]: index for name, index in list(_MONTH.items())} | {"sept": 9}

FEASTS: dict[tuple[str, ...], tuple[int, int]] = {
    ("new", "year's", "eve"): (12, 31), ("new", "years", "eve"): (12, 31),
    ("new", "year's", "day"): (1, 1), ("new", "years", "day"): (1, 1), ("new", "year"): (1, 1),
    ("christmas", "eve"): (12, 24), ("christmas", "day"): (12, 25), ("christmas",): (12, 25),
    ("xmas",): (12, 25), ("boxing", "day"): (12, 26), ("halloween",): (10, 31),
    ("valentine's", "day"): (2, 14), ("valentines", "day"): (2, 14),
    ("saint", "patrick's", "day"): (3, 17), ("april", "fools", "day"): (4, 1),
    ("april", "fool's", "day"): (4, 1), ("bonfire", "night"): (11, 5),
}  # fmt: skip
"""Days of every year; the longer name comes first."""


@dataclass(frozen=True)
class Day:
    """A day among words."""

    day: date
    end: int
    weekday: bool = False
    """Named as a weekday alone."""


def date_value(text: str, today: date) -> str | None:
    """ISO date: `the third of march`, `next friday`, `in two weeks`, `christmas`, `2027-02-28`."""
    words = words_of(text)
    while words and words[0] in ("on", "by", "until", "till", "for"):
        words = words[1:]
    found = read_day(words, 0, today, bare=True) if words else None
    return found.day.isoformat() if found and found.end == len(words) else None


def read_day(words: Words, at: int, today: date, bare: bool) -> Day | None:
    """The longest day that begins at a word; `bare` also takes `the twenty first`.

    None for what lies outside of the years that a calendar knows.
    """
    rules = (_written, _week_from, _relative, _counted, _weekday, _feast, _month_day)
    try:
        for rule in rules:
            if found := rule(words, at, today):
                return found
        return _number_of_month(words, at, today, bare)
    except (OverflowError, ValueError):
        return None


def _written(words: Words, at: int, today: date) -> Day | None:
    """`2027-02-28`, `28.2.2027`; 3/4/2027 says not which is the month."""
    word = words[at]
    if match := re.fullmatch(r"(\d{4})-(\d\d?)-(\d\d?)", word, re.ASCII):
        return Day(date(int(match[1]), int(match[2]), int(match[3])), at + 1)
    match = re.fullmatch(r"(\d\d?)([./])(\d\d?)[./](\d{4})", word, re.ASCII)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), int(match[4])
    if first > 12 or first == second or match[2] == ".":
        return Day(date(year, second, first), at + 1)
    return Day(date(year, first, second), at + 1) if second > 12 else None


def _relative(words: Words, at: int, today: date) -> Day | None:
    phrases = {
        ("the", "day", "after", "tomorrow"): 2, ("day", "after", "tomorrow"): 2,
        ("the", "day", "before", "yesterday"): -2, ("day", "before", "yesterday"): -2,
        ("today",): 0, ("tomorrow",): 1, ("yesterday",): -1,
    }  # fmt: skip
    for phrase, days in phrases.items():
        end = at + len(phrase)
        if tuple(words[at:end]) == phrase:
            week = word_at(words, end) == "week" and days >= 0
            return Day(today + timedelta(days=days + 7 * week), end + week)
    return None


def _week_from(words: Words, at: int, today: date) -> Day | None:
    """`a week on tuesday`, `two weeks from friday`, `a week tomorrow`."""
    length = read_duration(words, at)
    if not length or not _is_weeks(words[at : length.end]):
        return None
    start = length.end + (word_at(words, length.end) in ("on", "from"))
    if start >= len(words):
        return None
    day = _weekday(words, start, today) or _relative(words, start, today)
    return Day(day.day + timedelta(seconds=length.value), day.end) if day else None


def _is_weeks(words: Words) -> bool:
    return bool(words) and words[-1] in ("week", "weeks", "fortnight", "day", "days")


def _counted(words: Words, at: int, today: date) -> Day | None:
    """`in three days`, `two weeks from now`, `in a month`, `ten days ago`."""
    inside = words[at] == "in"
    start = at + inside
    length = read_duration(words, start)
    months = None if length else _months(words, start)
    end = length.end if length else months[1] if months else at
    from_now = tuple(words[end : end + 2]) in (("from", "now"), ("from", "today"))
    ago = word_at(words, end) == "ago"
    if end == at or not (inside or from_now or ago):
        return None
    end += 2 * from_now + ago
    sign = -1 if ago else 1
    if length:
        whole = length.value % 86_400 == 0 and _is_weeks(words[start : length.end])
        return Day(today + sign * timedelta(seconds=length.value), end) if whole else None
    assert months is not None
    return Day(add_months(today, sign * months[0]), end)


def _months(words: Words, at: int) -> tuple[int, int] | None:
    """`a month`, `two years`, and the end."""
    single = word_at(words, at) in ("a", "an")
    number = None if single else read_number(words, at)
    count, end = (1.0, at + 1) if single else (number.value, number.end) if number else (0.5, at)
    unit = word_at(words, end).rstrip("s")
    if unit not in ("month", "year") or count != int(count):
        return None
    return int(count) * (12 if unit == "year" else 1), end + 1


def add_months(day: date, months: int) -> date:
    """The same day so many months on, or the month's last if it is too short.

    Raises:
        ValueError: the calendar does not go that far.
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise ValueError(f"there is no year {year}")
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _weekday(words: Words, at: int, today: date) -> Day | None:
    """`friday`, `this friday`, `next friday`, `friday next week`, `friday week`."""
    which = words[at] if words[at] in ("next", "this", "coming", "last") else ""
    at += bool(which)
    if which == "this" and word_at(words, at) == "coming":
        at += 1
    name = word_at(words, at)
    index = WEEKDAYS.index(name) if name in WEEKDAYS else _SHORT.get(name)
    if index is None:
        return None
    end = at + 1
    monday = today - timedelta(days=today.weekday())
    if which == "last":
        return Day(today - timedelta(days=(today.weekday() - index - 1) % 7 + 1), end)
    if which == "next":
        return Day(monday + timedelta(days=7 + index), end)
    if tuple(words[end : end + 2]) == ("next", "week"):
        return Day(monday + timedelta(days=7 + index), end + 2)
    following = today + timedelta(days=(index - today.weekday() - 1) % 7 + 1)
    if word_at(words, end) == "week":
        return Day(following + timedelta(days=7), end + 1)
    return Day(following, end, weekday=True)


def _feast(words: Words, at: int, today: date) -> Day | None:
    for name, (month, day) in FEASTS.items():
        end = at + len(name)
        if tuple(words[at:end]) == name:
            year = read_year_at(words, end)
            found = date(year[0], month, day) if year else named_month_day(month, day, today)
            return Day(found, year[1] if year else end)
    if words[at] == "easter":
        end = at + 1 + (word_at(words, at + 1) == "sunday")
        if year := read_year_at(words, end):
            return Day(easter(year[0]), year[1])
        this = easter(today.year)
        return Day(this if this >= today else easter(today.year + 1), end)
    return None


def _month_day(words: Words, at: int, today: date) -> Day | None:
    """`march 3rd`, `the third of march`, `3 march 2027`, `march the third twenty thirty`."""
    start = at + (words[at] == "the")
    if month := _MONTH.get(word_at(words, start)):
        number = _day_number(words, start + 1 + (word_at(words, start + 1) == "the"))
        if not number:
            return None
        day, end = number
    else:
        number = _day_number(words, start)
        if not number:
            return None
        day, end = number
        end += word_at(words, end) == "of"
        month = _MONTH.get(word_at(words, end), 0)
        if not month:
            return None
        end += 1
    if year := read_year_at(words, end):
        return Day(date(year[0], month, day), year[1])
    return Day(named_month_day(month, day, today), end)


def _number_of_month(words: Words, at: int, today: date, bare: bool) -> Day | None:
    """`the twenty first`: of this month, or of the next that has one."""
    article = words[at] == "the"
    number = _day_number(words, at + article, ordinal=True)
    if not number or not (article or bare):
        return None
    for months in range(13):
        start = add_months(today.replace(day=1), months)
        if number[0] <= calendar.monthrange(start.year, start.month)[1]:
            day = start.replace(day=number[0])
            if day >= today:
                return Day(day, number[1])
    return None


def _day_number(words: Words, at: int, ordinal: bool = False) -> tuple[int, int] | None:
    """1 to 31 and the end."""
    word = word_at(words, at)
    if match := re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", word, re.ASCII):
        value, end = int(match[1]), at + 1
        if ordinal and not match[2]:
            return None
    else:
        found = read_ordinal(words, at) or (None if ordinal else read_cardinal(words, at))
        if not found:
            return None
        value, end = found.value, found.end
    return (value, end) if 1 <= value <= 31 else None


def read_year_at(words: Words, at: int) -> tuple[int, int] | None:
    """`2027`, `in 2027`, `twenty twenty seven`, `two thousand and thirty`, and the end."""
    at += word_at(words, at) in ("in", "of")
    word = word_at(words, at)
    if re.fullmatch(r"[12]\d{3}", word, re.ASCII):
        return int(word), at + 1
    said = read_year(words, at) or read_cardinal(words, at)
    return (said.value, said.end) if said and 1000 <= said.value <= 2999 else None


def named_month_day(month: int, day: int, today: date) -> date:
    """The next one, today included; the 29th of February in the next leap year.

    Raises:
        ValueError: no year has such a day.
    """
    for year in range(today.year, today.year + 9):
        if day <= calendar.monthrange(year, month)[1]:
            found = date(year, month, day)
            if found >= today:
                return found
    raise ValueError(f"there is no day {day} in month {month}")


def easter(year: int) -> date:
    """Easter Sunday of the Gregorian calendar (Meeus, Jones and Butcher's rule, 1876)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    length = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 22 * length) // 451
    month, day = divmod(h + length - 7 * m + 114, 31)
    return date(year, month, day + 1)
