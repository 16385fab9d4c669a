"""Amounts as they are said -> figures: `minus five`, `three point one four`, `two and a half`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.language.numbers import (
    BELOW_HUNDRED,
    LARGE,
    ONES,
    SCALES,
    Read,
    ordinal_word,
    read_below_hundred,
    read_cardinal,
    read_digits,
    word_at,
)

Words = Sequence[str]

DENOMINATORS = {"half": 2, "halves": 2, "quarter": 4, "quarters": 4} | {
    f"{ordinal_word(word)}{'' if one else 's'}": value
    for one in (True, False)
    for value, word in enumerate(ONES[3:11], start=3)
}


@dataclass(frozen=True)
class Quantity:
    """A number in figures, and whether it should be so even if nothing else asks for it."""

    text: str
    end: int
    asks: bool


def quantity(words: Words, at: int) -> Quantity | None:
    """`minus five`, `three point one four`, `two and a half`, `three million`."""
    if word_at(words, at) in ("minus", "negative"):
        between = at > 0 and ends_number(words[at - 1])  # `five minus three`
        positive = None if between else _positive(words, at + 1)
        return replace(positive, text=f"-{positive.text}", asks=True) if positive else None
    return _positive(words, at)


def _positive(words: Words, at: int) -> Quantity | None:
    number = read_cardinal(words, at)
    if not number:
        return None
    for longer in (_decimal, _mixed):
        if found := longer(words, number):
            return found
    asks = number.value >= 10 and not (words[at] == "a" and number.end == at + 2)
    return Quantity(grouped(number.value), number.end, asks)


def _decimal(words: Words, whole: Read) -> Quantity | None:
    if word_at(words, whole.end) != "point":
        return None
    digits, end = read_digits(words, whole.end + 1)
    if not digits and (rest := read_below_hundred(words, whole.end + 1)):
        digits, end = str(rest.value), rest.end
    if not digits:
        return None
    text = f"{whole.value:,}.{digits}"
    if word_at(words, end) in LARGE:
        return Quantity(f"{text} {words[end]}", end + 1, asks=True)
    return Quantity(text, end, asks=True)


def _mixed(words: Words, whole: Read) -> Quantity | None:
    """`two and a half`, `two and three quarters`."""
    if word_at(words, whole.end) != "and":
        return None
    part = read_fraction(words, whole.end + 1, start=("a", "one"))
    return Quantity(f"{whole.value:,} {part.text}", part.end, asks=True) if part else None


def read_fraction(words: Words, at: int, start: Words = ("one",)) -> Quantity | None:
    """`three quarters`, `one third`."""
    above = 1 if word_at(words, at) in start else BELOW_HUNDRED.get(word_at(words, at), 0)
    name = word_at(words, at + 1)
    below = DENOMINATORS.get(name, 0)
    if not 0 < above < below or (above > 1) != name.endswith("s"):
        return None
    return Quantity(f"{above}/{below}", at + 2, asks=True)


def grouped(value: int) -> str:
    """Figures in groups of three; whole millions in letters."""
    for name, scale in reversed(LARGE.items()):
        if value % scale == 0 and 0 < value < 1000 * scale:
            return f"{value // scale} {name}"
    return f"{value:,}"


def ends_number(word: str) -> bool:
    return word in BELOW_HUNDRED or word in SCALES or word in ("hundred", "oh")
