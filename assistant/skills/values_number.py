"""Numbers, percentages and lengths of time, as they are said or typed -> values.

Everything here reads a slot to its end: words left over mean that it is not understood, and what
is not understood is None, never a guess.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.language.numbers import (
    SCALES,
    read_below_hundred,
    read_cardinal,
    read_digits,
    word_at,
)
from assistant.language.quantities import read_fraction

LONGEST = 200
"""Characters of a slot that has a meaning of its own; nobody says more."""
MOST_DIGITS = 15

Words = Sequence[str]

_WORD = re.compile(
    r"\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{4}|\d+(?:st|nd|rd|th)\b|\d\d?:\d\d|"
    r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[a-z]+(?:'[a-z]+)*|[%/°+-]",
    re.ASCII,
)
_NOISE = re.compile(r"[\s.,;!?\"“”()']*")
FILLERS = ("please", "thanks", "um", "uh", "er", "erm", "well", "maybe", "just", "exactly", "about")
PARTS = {"half": 0.5, "quarter": 0.25, "third": 1 / 3}


@dataclass(frozen=True)
class Found:
    """A value among words, and where the words after it begin."""

    value: float
    end: int


def words_of(text: str) -> list[str]:
    """Small letters, figures and signs, without fillers; none if there is anything else.

    >>> words_of("An hour, please! 6 p.m.")
    ['an', 'hour', '6', 'pm']
    """
    if len(text) > LONGEST:
        return []
    text = unicodedata.normalize("NFKC", text).lower()
    text = text.replace("\u2019", "'").replace("\u2212", "-").replace("\u2044", "/")
    text = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", text)
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text)
    found, at = [], 0
    for match in _WORD.finditer(text):
        if not _NOISE.fullmatch(text, at, match.start()):
            return []
        found.append(match[0])
        at = match.end()
    if not _NOISE.fullmatch(text, at) or any(len(word) > 40 for word in found):
        return []
    return [word for word in found if word not in FILLERS]


def number(text: str) -> float | int | None:
    """`minus three point five`, `2,000`, `two and a half`, `a dozen`, `3 million`, `1/2`."""
    words = words_of(text)
    found = read_number(words, 0)
    if not found or found.end != len(words):
        return None
    return int(found.value) if found.value == int(found.value) else found.value


def percent(text: str) -> float | int | None:
    """0 to 100: `fifty percent`, `50%`, `half`, `full`; a number alone is taken for percent."""
    words = [word for word in words_of(text) if word not in ("to", "at", "the")]
    words = words[1:] if words[:1] == ["by"] else words
    known = {"full": 100, "maximum": 100, "max": 100, "minimum": 1, "half": 50, "halfway": 50}
    if len(words) == 1 and words[0] in known:
        return known[words[0]]
    for sign in (["per", "cent"], ["percent"], ["%"]):
        if words[-len(sign) :] == sign:
            words = words[: -len(sign)]
            break
    else:
        if words[-1:] and words[-1].rstrip("s") in PARTS:
            part = read_number(words, 0)
            return round(100 * part.value, 2) if part and part.end == len(words) else None
    value = number(" ".join(words))
    return value if value is not None and 0 <= value <= 100 else None


def read_number(words: Words, at: int) -> Found | None:
    """The longest number that begins at a word."""
    if word_at(words, at) in ("minus", "negative", "-"):
        positive = read_number(words, at + 1)
        return Found(-positive.value, positive.end) if positive and positive.value >= 0 else None
    return _figures(words, at) or _collective(words, at) or _fraction(words, at) or _said(words, at)


def _figures(words: Words, at: int) -> Found | None:
    word = word_at(words, at)
    if not re.fullmatch(r"\d[\d,]*(?:\.\d+)?", word, re.ASCII):
        return None
    if sum(character.isdigit() for character in word) > MOST_DIGITS:
        return None
    value, end = float(word.replace(",", "")), at + 1
    scale = SCALES.get(word_at(words, end), 100 if word_at(words, end) == "hundred" else 0)
    if scale:
        return Found(value * scale, end + 1)
    if word_at(words, end) == "/":
        below = _figures(words, end + 1)
        return Found(value / below.value, below.end) if below and below.value else None
    if re.fullmatch(r"\d+", word_at(words, end)) and word_at(words, end + 1) == "/":
        part = _figures(words, end)  # `2 1/2`
        return Found(value + part.value, part.end) if part and part.value < 1 else None
    return _and_part(words, Found(value, end))


def _collective(words: Words, at: int) -> Found | None:
    """`a dozen`, `half a dozen`, `two dozen`, `a couple of`."""
    if list(words[at : at + 3]) == ["half", "a", "dozen"]:
        return Found(6, at + 3)
    start = at + (word_at(words, at) == "a")
    if word_at(words, start) in ("couple", "pair") and start > at:
        return Found(2, start + 1 + (word_at(words, start + 1) == "of"))
    several = read_below_hundred(words, at)
    count, end = (several.value, several.end) if several else (1, start)
    if word_at(words, end) == "dozen" and end > at:
        return Found(12 * count, end + 1)
    return None


def _fraction(words: Words, at: int) -> Found | None:
    """`half`, `a quarter`, `two thirds`."""
    if word_at(words, at) == "half":
        return Found(0.5, at + 1)
    part = read_fraction(words, at, start=("a", "one"))
    if not part:
        return None
    above, below = part.text.split("/")
    return Found(int(above) / int(below), part.end)


def _said(words: Words, at: int) -> Found | None:
    whole = read_cardinal(words, at)
    if not whole:
        return None
    if word_at(words, whole.end) == "point":
        digits, end = read_digits(words, whole.end + 1)
        if not digits and (rest := read_below_hundred(words, whole.end + 1)):
            digits, end = str(rest.value), rest.end
        if not digits or len(digits) > MOST_DIGITS:
            return None
        scale = SCALES.get(word_at(words, end), 1)
        return Found(float(f"{whole.value}.{digits}") * scale, end + (scale > 1))
    return _and_part(words, Found(whole.value, whole.end))


def _and_part(words: Words, whole: Found) -> Found:
    """`two` and a half."""
    if word_at(words, whole.end) != "and":
        return whole
    part = read_fraction(words, whole.end + 1, start=("a", "one"))
    if not part or whole.value != int(whole.value):
        return whole
    above, below = part.text.split("/")
    end = part.end + (word_at(words, part.end) == "of")
    return Found(whole.value + int(above) / int(below), end)


# --- lengths of time ------------------------------------------------------------------------------

SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
UNITS = {
    "s": "second", "sec": "second", "m": "minute", "min": "minute", "h": "hour", "hr": "hour",
    "d": "day", "wk": "week",
} | {unit: unit for unit in SECONDS}  # fmt: skip
SMALLER = {"hour": "minute", "minute": "second"}
"""What a number after these counts: `an hour thirty`."""


def unit_of_time(word: str) -> str | None:
    """`mins` -> `minute`; None for what is no fixed length, as a month."""
    return UNITS.get(word) or (UNITS.get(word[:-1]) if word.endswith("s") else None)


_ABOUT = frozenset("for another around roughly about in more extra further".split())
"""Words that say nothing of a length: `ten more minutes`."""


def duration(text: str) -> float | None:
    """Seconds: `an hour and a half`, `90 secs`, `quarter of an hour`, `1h30m`, `a minute ten`."""
    words = words_of(re.sub(r"(?<=\d)(?=[a-z])|(?<=[hms])(?=\d)", " ", text.lower()))
    words = [word for word in words if word not in _ABOUT]
    while words and words[-1] in ("long", "longer", "more", "extra", "time"):
        words = words[:-1]
    found = read_duration(words, 0)
    return found.value if found and found.end == len(words) else None


def read_duration(words: Words, at: int) -> Found | None:
    """The longest length that begins at a word; its units become smaller from part to part."""
    total, end, last = 0.0, at, ""
    while True:
        start = end + (end > at and word_at(words, end) == "and")
        part = _part(words, start, last)
        if not part or (last and SECONDS[part[1]] >= SECONDS[last]):
            break
        total, last, end = total + part[0], part[1], part[2]
    return Found(round(total, 3), end) if last else None


def _part(words: Words, at: int, last: str) -> tuple[float, str, int] | None:
    """Seconds, unit and end of `two hours`, `half an hour`, `a minute and a half`."""
    amount = _amount(words, at)
    if not amount or amount.value < 0:
        return None
    if word_at(words, amount.end) == "fortnight":
        return 14 * amount.value * SECONDS["day"], "week", amount.end + 1
    unit = unit_of_time(word_at(words, amount.end))
    if unit is None:
        smaller = SMALLER.get(last)  # `an hour thirty`
        if smaller and amount.value < 60 and words[at] not in ("a", "an", "half"):
            return amount.value * SECONDS[smaller], smaller, amount.end
        return None
    seconds, end = amount.value * SECONDS[unit], amount.end + 1
    tail = (
        read_fraction(words, end + 1, start=("a", "one")) if word_at(words, end) == "and" else None
    )
    if tail and unit_of_time(word_at(words, tail.end)) is None and word_at(words, tail.end) != "of":
        above, below = tail.text.split("/")
        return seconds + SECONDS[unit] * int(above) / int(below), unit, tail.end
    return seconds, unit, end


def _amount(words: Words, at: int) -> Found | None:
    """What stands before a unit: `an`, `half an`, `a quarter of an`, `two and a half`."""
    word = word_at(words, at)
    bare = word in PARTS or (word == "a" and word_at(words, at + 1) in PARTS)
    if bare:
        end = at + 1 + (word == "a")
        value = PARTS[words[end - 1]]
    elif (
        word in ("a", "an") and not _collective(words, at) and word_at(words, at + 1) not in SCALES
    ):
        return Found(1, at + 1) if word_at(words, at + 1) != "hundred" else read_number(words, at)
    else:
        found = read_number(words, at)
        if not found:
            return None
        value, end = found.value, found.end
    end += word_at(words, end) == "of"
    end += word_at(words, end) in ("a", "an") and value < 1
    return Found(value, end)
