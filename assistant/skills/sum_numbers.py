"""The numbers of a sum: read from words, raised, rooted, and shown.

All are fractions, so that a tenth is a tenth; what has to be rounded says so.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from assistant.errors import BadInput
from assistant.language.numbers import DIGITS as DIGIT_WORDS
from assistant.language.numbers import SCALES, read_below_hundred, read_cardinal, word_at
from assistant.language.quantities import ends_number, read_fraction

DIGITS = 30
"""Decimal digits before the point that a result may have."""
PLACES = 6
"""Decimals that are shown of a number that has no end."""


class NoSum(BadInput):
    """The words are no sum that can be worked out; says why."""


class ByZero(NoSum):
    """There is a sum, and it divides by zero."""


@dataclass(frozen=True)
class Number:
    """What a part of a sum comes to."""

    value: Fraction
    exact: bool = True
    """False once something was rounded: the root of two."""
    percent: bool = False
    """It was said as so many percent, of nothing yet."""
    worked: bool = False
    """Something was done to get it: `five` alone is no sum."""


Words = Sequence[str]
_TOKEN = re.compile(r"\d+(?:\.\d+)?|\.\d+|[a-z]+(?:'[a-z]+)*|[-+*/^%()\u00d7÷²³√=]")
_SPELT = {"\u00d7": "times", "*": "times", "x": "times", "÷": "over", "/": "over", "+": "plus",
          "-": "minus", "^": "power", "%": "percent", "²": "squared", "³": "cubed"}  # fmt: skip


def tokens(text: str) -> list[str]:
    """The words and signs of a sum."""
    text = re.sub(r"(?<=\d),(?=\d{3})", "", text.lower().replace("\u2212", "-"))
    text = re.sub(r"(?<=[a-z])-(?=[a-z])", " ", text.replace("per cent", "percent"))
    text = re.sub(r"(?<=\d)x(?=\d)", " x ", text)
    text = text.replace("to the tune of", "").replace("\u2019", "'")
    return [_SPELT.get(token, token) for token in _TOKEN.findall(text)]


def read_number(text: str) -> Fraction | None:
    """A number that a text is, in words or figures; None if it is anything else."""
    words = tokens(text)
    if word_at(words, 0) in ("minus", "negative"):
        found = number_at(words, 1)
        return -found[0] if found and found[1] == len(words) else None
    found = number_at(words, 0)
    return found[0] if found and found[1] == len(words) else None


def show(number: Fraction, exact: bool = True) -> str:
    """`1,234.5`, `about 0.333333`: as many decimals as there are, if they end."""
    places = _decimals(number)
    if places is None or places > 10:
        exact, places = False, _places(number)
    if not exact:
        places = min(places, _places(number))
    with localcontext() as context:
        context.prec = DIGITS + 2 * PLACES + 20
        decimal = Decimal(number.numerator) / Decimal(number.denominator)
        text = f"{decimal:,.{places}f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    text = "0" if text == "-0" else text
    return text if exact else f"about {text}"


def _places(number: Fraction) -> int:
    """Decimals so that a small number still shows a few of its figures."""
    if not number or abs(number) >= 1:
        return PLACES
    leading = len(str(abs(number.denominator // number.numerator))) if number else 0
    return min(PLACES + leading, 20)


def _decimals(number: Fraction) -> int | None:
    """How many decimals write a number in full; None if they never end."""
    rest, twos, fives = number.denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


def number_at(words: Words, at: int) -> tuple[Fraction, int] | None:
    """`twelve`, `3.5`, `two point five`, `three and a half`, `a dozen`, `two million`."""
    word = word_at(words, at)
    if re.fullmatch(r"\d*\.?\d+", word):
        return _scaled(Fraction(word), words, at + 1)
    if word == "point":
        digits, end = _decimals_said(words, at + 1)
        return _scaled(Fraction(f"0.{digits}"), words, end) if digits else None
    if word in ("hundred", *SCALES):
        return Fraction(100 if word == "hundred" else SCALES[word]), at + 1
    if word in ("nil", "nought", "nothing", "dozen"):
        return Fraction(12 if word == "dozen" else 0), at + 1
    if word == "a" and word_at(words, at + 1) == "dozen":
        return Fraction(12), at + 2
    whole = read_cardinal(words, at)
    if not whole:
        return None
    if word_at(words, whole.end) == "point":
        digits, end = _decimals_said(words, whole.end + 1)
        return _scaled(Fraction(f"{whole.value}.{digits}"), words, end) if digits else None
    if word_at(words, whole.end) == "and":
        part = read_fraction(words, whole.end + 1, start=("a", "one"))
        # `a hundred and a half of ..` would be a sum of its own.
        if part and word_at(words, part.end) != "of":
            return whole.value + Fraction(part.text), part.end
    fraction = read_fraction(words, at)
    if fraction and word_at(words, fraction.end) != "of":
        return Fraction(fraction.text), fraction.end
    if whole.value < 10**15 and not ends_number(word_at(words, whole.end)):
        return _scaled(Fraction(whole.value), words, whole.end)
    return Fraction(whole.value), whole.end


def _decimals_said(words: Words, at: int) -> tuple[str, int]:
    """What follows a `point`: `one four`, `seventy five`."""
    end = at
    while word_at(words, end) in DIGIT_WORDS:
        end += 1
    if end == at and (rest := read_below_hundred(words, at)):
        return str(rest.value), rest.end
    return "".join(DIGIT_WORDS[word] for word in words[at:end]), end


def _scaled(value: Fraction, words: Words, at: int) -> tuple[Fraction, int]:
    """`3 million`, `two point five thousand`."""
    if word_at(words, at) == "hundred":
        return value * 100, at + 1
    scale = SCALES.get(word_at(words, at))
    if word_at(words, at) == "dozen":
        scale = 12
    return (value * scale, at + 1) if scale else (value, at)


def worked(value: Fraction, *parts: Number) -> Number:
    """
    Raises:
        NoSum: the result has more than `DIGITS` digits.
    """
    if abs(value) >= 10**DIGITS:
        raise huge()
    if value.denominator >= 10 ** (4 * DIGITS):
        raise NoSum("That gets too fine for me to work out.")
    return Number(value, all(part.exact for part in parts), worked=True)


def huge() -> NoSum:
    return NoSum("That number is too big for me to say. Could we take a smaller one?")


def raised(base: Number, exponent: Number) -> Number:
    """A power; of a fraction, rounded. Nothing huge is ever built."""
    value, by = base.value, exponent.value
    if not value and by < 0:
        raise NoSum("Nothing can be divided by zero.")
    size = abs(math.log10(abs(value))) if value else 0.0
    if abs(by) > 10**6 or size * abs(by) > DIGITS:
        raise huge()
    if by.denominator == 1:
        if abs(by) * max(value.denominator.bit_length(), 1) > 400 and value.denominator > 1:
            return _rounded(float(value) ** float(by))
        return worked(value ** int(by), base, exponent)
    if value < 0:
        raise NoSum("That has no answer among the real numbers.")
    if by == Fraction(1, 2):
        return square_root(base)
    return _rounded(float(value) ** float(by))


def _rounded(value: float) -> Number:
    return Number(Fraction(repr(value)), exact=False, worked=True)


def square_root(of: Number) -> Number:
    if of.value < 0:
        raise NoSum("A negative number has no real square root.")
    above, below = math.isqrt(of.value.numerator), math.isqrt(of.value.denominator)
    if Fraction(above**2, below**2) == of.value:
        return worked(Fraction(above, below), of)
    with localcontext() as context:
        context.prec = DIGITS + 12
        root = (Decimal(of.value.numerator) / Decimal(of.value.denominator)).sqrt()
    return Number(Fraction(root), exact=False, worked=True)


def cube_root(of: Number) -> Number:
    near = round(math.cbrt(float(of.value)) * 1e6)
    for value in (Fraction(near, 10**6), Fraction(round(near / 1e6))):
        if value**3 == of.value:
            return worked(value, of)
    return _rounded(math.cbrt(float(of.value)))


def factorial(of: Number) -> Number:
    if of.value < 0 or of.value.denominator > 1:
        raise NoSum("Only whole numbers from zero up have a factorial.")
    if of.value > 28:
        raise huge()
    return worked(Fraction(math.factorial(int(of.value))), of)
