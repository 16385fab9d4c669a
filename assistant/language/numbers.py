"""Numbers as they are said, and as they are written: words <-> digits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
LARGE = {word: scale for word, scale in SCALES.items() if scale >= 10**6}
"""Written in letters: 3 million."""
DIGITS = {word: str(digit) for digit, word in enumerate(ONES[:10])} | {"oh": "0", "o": "0"}
BELOW_HUNDRED = {word: value for value, word in enumerate(ONES)} | {
    word: 20 + 10 * i for i, word in enumerate(TENS)
}

LONGEST = 30
"""Words: no number below 10^15 has more."""

_ODD_ORDINALS = {
    "one": "first", "two": "second", "three": "third", "five": "fifth", "eight": "eighth",
    "nine": "ninth", "twelve": "twelfth",
}  # fmt: skip


def ordinal_word(word: str) -> str:
    """`three` -> `third`, `twenty` -> `twentieth`."""
    if word in _ODD_ORDINALS:
        return _ODD_ORDINALS[word]
    return f"{word[:-1]}ieth" if word.endswith("y") else f"{word}th"


ORDINALS = {ordinal_word(word): word for word in (*ONES[1:], *TENS, "hundred", *SCALES)}
"""`third` -> `three`: the last word of an ordinal -> that of its number."""


@dataclass(frozen=True)
class Read:
    """A number found among words."""

    value: int
    end: int
    """Index of the first word after it."""


def word_at(words: Sequence[str], at: int) -> str:
    """The word at an index; nothing outside."""
    return words[at] if 0 <= at < len(words) else ""


# --- words -> numbers -----------------------------------------------------------------------------


def read_cardinal(words: Sequence[str], at: int) -> Read | None:
    """The longest number that begins at a word: `a hundred and five thousand`."""
    total, end, limit = 0, at, 10**15
    while group := _below_thousand(words, _after_and(words, end, at)):
        scale = SCALES.get(word_at(words, group.end), 1)
        # `two thousand and three thousand` are two numbers, `five oh two` is none.
        too_large = scale >= limit or group.value * scale >= limit
        if end > at and (too_large or not group.value):
            break
        total += group.value * scale
        end, limit = group.end + (scale > 1), scale
        if scale == 1 or not group.value:
            break
    return Read(total, end) if end > at else None


def _after_and(words: Sequence[str], at: int, first: int) -> int:
    """Past an `and` that joins the parts of a number."""
    return at + 1 if at > first and word_at(words, at) == "and" else at


def _below_thousand(words: Sequence[str], at: int) -> Read | None:
    """A part that may stand before a scale; up to 9999 where people count in hundreds."""
    small = read_below_hundred(words, at)
    if word_at(words, at) == "a" and word_at(words, at + 1) in ("hundred", *SCALES):
        small = Read(1, at + 1)
    if not small or not small.value or word_at(words, small.end) != "hundred":
        return small
    end = small.end + 1
    rest = read_below_hundred(words, _after_and(words, end, at))
    # `five hundred and six hundred` are two numbers, `eight hundred five five five` digits.
    next_one = (*DIGITS, "hundred") if rest and rest.value < 10 else ("hundred",)
    if not rest or not rest.value or word_at(words, rest.end) in next_one:
        return Read(100 * small.value, end)
    return Read(100 * small.value + rest.value, rest.end)


def read_below_hundred(words: Sequence[str], at: int) -> Read | None:
    """`seven`, `seventeen`, `seventy`, `seventy seven`."""
    word, following = word_at(words, at), word_at(words, at + 1)
    if word not in BELOW_HUNDRED:
        return None
    if word in TENS and following in ONES[1:10]:
        return Read(BELOW_HUNDRED[word] + BELOW_HUNDRED[following], at + 2)
    return Read(BELOW_HUNDRED[word], at + 1)


def read_ordinal(words: Sequence[str], at: int) -> Read | None:
    """`twenty first`, `one hundred and third`."""
    for last in range(at, min(at + LONGEST, len(words))):
        if words[last] in ORDINALS:
            number = read_cardinal([*words[at:last], ORDINALS[words[last]]], 0)
            whole = number is not None and number.end == last + 1 - at
            return Read(number.value, last + 1) if number and whole else None
    return None


def read_digits(words: Sequence[str], at: int) -> tuple[str, int]:
    """Digits said one by one, and the index of the first word after them."""
    end = at
    while word_at(words, end) in DIGITS:
        end += 1
    if end > at and word_at(words, end) in ("hundred", *SCALES):
        end -= 1  # the last one belongs to the number that follows
    return "".join(DIGITS[word] for word in words[at:end]), end


def read_year(words: Sequence[str], at: int) -> Read | None:
    """A year said in two halves: `nineteen eighty four`, `nineteen oh five`, `ten sixty six`."""
    century = BELOW_HUNDRED.get(word_at(words, at), 0)
    if not 10 <= century <= 20:
        return None
    if word_at(words, at + 1) in ("oh", "o"):
        digit = BELOW_HUNDRED.get(word_at(words, at + 2), 0)
        return Read(100 * century + digit, at + 3) if 1 <= digit <= 9 else None
    rest = read_below_hundred(words, at + 1)
    if not rest or rest.value < 10 or word_at(words, rest.end) in ("hundred", *SCALES):
        return None
    return Read(100 * century + rest.value, rest.end)


# --- numbers -> words -----------------------------------------------------------------------------


def say_cardinal(value: int) -> str:
    """`one thousand nine hundred and eighty four`; below 10^15.

    Raises:
        ValueError: the number is negative or too large to have a name here.
    """
    if not 0 <= value < 10**15:
        raise ValueError(f"{value} has no name")
    parts = []
    for word, scale in reversed(SCALES.items()):
        if value >= scale:
            parts.append(f"{_say_below_thousand(value // scale)} {word}")
            value %= scale
    if 0 < value < 100 and parts:
        parts.append("and")
    if value or not parts:
        parts.append(_say_below_thousand(value))
    return " ".join(parts)


def _say_below_thousand(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    if not hundreds:
        return say_below_hundred(rest)
    said = f"{ONES[hundreds]} hundred"
    return f"{said} and {say_below_hundred(rest)}" if rest else said


def say_below_hundred(value: int) -> str:
    if value < 20:
        return ONES[value]
    tens, ones = divmod(value, 10)
    return f"{TENS[tens - 2]} {ONES[ones]}" if ones else TENS[tens - 2]


def say_ordinal(value: int) -> str:
    """`one hundred and third`."""
    *before, last = say_cardinal(value).split()
    return " ".join([*before, ordinal_word(last)])


def say_year(value: int) -> str:
    """Four digits as a year: `nineteen oh five`, `nineteen hundred`, `two thousand and one`."""
    century, rest = divmod(value, 100)
    if century % 10 == 0 and rest < 10:
        return say_cardinal(value)
    if not rest:
        return f"{say_below_hundred(century)} hundred"
    end = say_below_hundred(rest) if rest >= 10 else f"oh {ONES[rest]}"
    return f"{say_below_hundred(century)} {end}"


def say_digits(digits: str) -> str:
    """One by one; a nought is `oh`, as in telephone numbers."""
    return " ".join("oh" if digit == "0" else ONES[int(digit)] for digit in digits)


def ordinal_ending(value: int) -> str:
    """The letters of 1st, 2nd, 3rd, 11th."""
    if value % 100 in (11, 12, 13):
        return "th"
    return {1: "st", 2: "nd", 3: "rd"}.get(value % 10, "th")
