"""Arithmetic in words -> an exact number: `fifteen percent of eighty` -> 12.

A recursive descent over words, with fractions inside, so that a tenth is a tenth:

    sum      product ((plus | minus) product)*
    product  power ((times | divided by | modulo) power)*
    power    atom (squared | cubed | to the power of atom)*
    atom     number | minus power | half of power | number percent of power | square root of power
             | the sum of sum and sum | add sum to sum | ( sum )
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from assistant.language.numbers import read_ordinal, word_at
from assistant.language.quantities import DENOMINATORS, read_fraction
from assistant.skills.sum_numbers import (
    ByZero,
    NoSum,
    Number,
    Words,
    cube_root,
    factorial,
    number_at,
    raised,
    square_root,
    tokens,
    worked,
)

LONGEST = 400
"""Characters of a sum."""
DEEPEST = 30
"""Levels of brackets."""
PI = Fraction("3.14159265358979323846")

Found = tuple[Number, int]
"""A part's number, and the index of the first word after it."""

PLUS = ("plus", "added to", "and then add", "add")
MINUS = ("minus", "take away", "and take away", "less", "subtract")
TIMES = ("times", "multiplied by", "multiplied with", "times by", "multiply by")
OVER = ("divided by", "over", "divide by")
MODULO = ("modulo", "mod")
POWER = ("to the power of", "to the power", "raised to the power of", "raised to", "power")
COUNTED = {"twice": 2, "double": 2, "thrice": 3, "triple": 3, "treble": 3, "quadruple": 4}
AFTER = frozenset(
    "please equal equals is make makes what then thanks thank you for me now exactly = mate "
    "altogether again be come to give and left over do i have so mean "
    "dollars euros pounds pence cents bucks quid".split()
)
"""What may follow a sum without changing it."""
_MATHS = frozenset(
    "log logarithm ln sine sin cosine cos tangent tan integral derivative root square cube "
    "squared cubed percent average mean median factorial plus minus times divided multiplied over "
    "sum product difference remainder quotient prime modulo mod power half third quarter double "
    "twice triple negative".split()
)
"""What must not stand unread before a sum."""


def evaluate(text: str) -> Number:
    """What a sum comes to, whatever polite words stand around it.

    Raises:
        NoSum: there is no sum, it divides by zero, it has no real result, or its result is huge.
    """
    if len(text) > LONGEST:
        raise NoSum("That is a very long sum. Could you give it to me in parts?")
    words = tokens(text)
    for start in range(len(words)):
        found = _sum(words, start, 0)
        if found and found[0].worked and all(word in AFTER for word in words[found[1] :]):
            return found[0]
        if _means_something(words, start):
            break
    raise NoSum(
        "I could not work that out. Try it like “seven times eight” or “a fifth of ninety”."
    )


def _means_something(words: Words, at: int) -> bool:
    return words[at] in _MATHS or (
        words[at] not in ("a", "o", "oh") and number_at(words, at) is not None
    )


# --- the grammar: each reads at a word, and gives nothing if its part is not there ----------------


def _sum(words: Words, at: int, depth: int) -> Found | None:
    found = _product(words, at, depth)
    while found:
        number, end = found
        sign, after = 1, _phrase(words, end, PLUS)
        if after is None:
            sign, after = -1, _phrase(words, end, MINUS)
        other = _product(words, after, depth) if after is not None else None
        if not other:
            return found
        change = other[0].value
        if other[0].percent and not number.percent:  # `eighty plus ten percent` is 88
            change *= number.value
        found = worked(number.value + sign * change, number, other[0]), other[1]
    return None


def _product(words: Words, at: int, depth: int) -> Found | None:
    found = _power(words, at, depth)
    while found:
        number, end = found
        by = {name: _phrase(words, end, names) for name, names in _PRODUCTS.items()}
        name, after = next(((n, a) for n, a in by.items() if a is not None), ("", end))
        other = _power(words, after, depth) if name else None
        if not other:
            return found
        found = _times(name, number, other[0]), other[1]
    return None


_PRODUCTS = {"times": TIMES, "over": OVER, "modulo": MODULO}


def _times(name: str, one: Number, other: Number) -> Number:
    if name == "times":
        return worked(one.value * other.value, one, other)
    if not other.value:
        raise ByZero("Nothing can be divided by zero.")
    result = one.value / other.value if name == "over" else one.value % other.value
    return worked(result, one, other)


def _power(words: Words, at: int, depth: int) -> Found | None:
    found = _atom(words, at, depth)
    while found:
        number, end = found
        word = word_at(words, end)
        if word in ("squared", "cubed"):
            found = raised(number, Number(Fraction(2 if word == "squared" else 3))), end + 1
        elif word == "factorial":
            found = factorial(number), end + 1
        elif word == "percent":
            found = _percent(number, words, end + 1, depth)
        elif ordinal := _nth(words, end):
            found = raised(number, Number(Fraction(ordinal[0]))), ordinal[1]
        else:
            after = _phrase(words, end, POWER)
            other = _atom(words, after, depth) if after is not None else None
            if not other:
                return found
            found = raised(number, other[0]), other[1]
    return None


def _nth(words: Words, at: int) -> tuple[int, int] | None:
    """`to the fifth [power]`."""
    start = at + (word_at(words, at) == "raised")
    if word_at(words, start) != "to" or word_at(words, start + 1) != "the":
        return None
    ordinal = read_ordinal(words, start + 2)
    return (
        (ordinal.value, ordinal.end + (word_at(words, ordinal.end) == "power")) if ordinal else None
    )


def _percent(number: Number, words: Words, at: int, depth: int) -> Found:
    """`percent of eighty`, `percent off eighty`, or only `percent`."""
    share = replace(number, value=number.value / 100, percent=True)
    how = word_at(words, at)
    base = _power(words, at + 1, depth) if how in ("of", "off", "on") else None
    if not base:
        return share, at
    part = {"of": share.value, "off": 1 - share.value, "on": 1 + share.value}[how]
    return worked(part * base[0].value, number, base[0]), base[1]


def _atom(words: Words, at: int, depth: int) -> Found | None:
    if depth > DEEPEST:
        raise NoSum("That is too much in brackets for me. Could you give it to me in parts?")
    word = word_at(words, at)
    if word == "the":
        return _atom(words, at + 1, depth + 1)
    if word in ("minus", "negative"):
        found = _power(words, at + 1, depth + 1)
        return (replace(found[0], value=-found[0].value), found[1]) if found else None
    if word == "(":
        inner = _sum(words, at + 1, depth + 1)
        closed = inner is not None and word_at(words, inner[1]) == ")"
        return (inner[0], inner[1] + 1) if inner and closed else None
    for rule in (_root, _part, _two, _many):
        if found := rule(words, at, depth + 1):
            return found
    if word == "pi":
        return Number(PI, exact=False), at + 1
    plain = number_at(words, at)
    return (Number(plain[0]), plain[1]) if plain else None


def _root(words: Words, at: int, depth: int) -> Found | None:
    """`square root of`, `cube root of`, `square of`, `cube of`, `factorial of`."""
    for names, work in _PREFIXES:
        after = _phrase(words, at, names)
        inner = _power(words, after, depth) if after is not None else None
        if inner:
            return work(inner[0]), inner[1]
    return None


def _part(words: Words, at: int, depth: int) -> Found | None:
    """`half of`, `a third of`, `two thirds of`, `twice`, `half a million`."""
    start = at + (word_at(words, at) == "a")
    share, end = Fraction(0), at
    if word_at(words, start) == "half":
        share, end = Fraction(1, 2), start + 1
    elif fraction := read_fraction(words, at, start=("a", "one")):
        share, end = Fraction(fraction.text), fraction.end
    elif word_at(words, at) in DENOMINATORS:  # `the third of ninety`, `quarter of eight`
        share, end = Fraction(1, DENOMINATORS[words[at]]), at + 1
    elif word_at(words, at) in COUNTED:
        share, end = Fraction(COUNTED[words[at]]), at + 1
    if not share:
        return None
    inner = _power(words, end + (word_at(words, end) == "of"), depth)
    if inner:
        return worked(share * inner[0].value, inner[0]), inner[1]
    return (Number(share), end) if share.denominator > 1 else None


def _two(words: Words, at: int, depth: int) -> Found | None:
    """`the sum of two and three`, `add two to three`, `subtract two from three`."""
    for opening, joints, name in _TWO:
        after = _phrase(words, at, opening)
        # What is divided stands before the words that divide.
        read = _power if name == "modulo" else _sum
        first = read(words, after, depth) if after is not None else None
        joint = _phrase(words, first[1], joints) if first else None
        second = _sum(words, joint, depth) if joint is not None else None
        if not first or not second:
            continue
        one, other = first[0], second[0]
        if name == "from":
            return worked(other.value - one.value, one, other), second[1]
        if name == "into":
            return _times("over", other, one), second[1]
        if name in ("plus", "minus"):
            change = other.value if name == "plus" else -other.value
            return worked(one.value + change, one, other), second[1]
        return _times(name, one, other), second[1]
    return None


_AND = ("and", "with", "plus")
_TWO: tuple[tuple[tuple[str, ...], tuple[str, ...], str], ...] = (
    (("sum of",), _AND, "plus"),
    (("add",), ("to", "and", "with"), "plus"),
    (("difference between", "difference of"), ("and",), "minus"),
    (("product of",), ("and", "with"), "times"),
    (("multiply",), ("by", "with", "and"), "times"),
    (("divide",), ("by",), "over"),
    (("quotient of",), ("and",), "over"),
    (("subtract", "take away", "take"), ("from", "away from"), "from"),
    (("remainder of", "remainder when dividing"), ("divided by", "by", "over"), "modulo"),
    (("often does", "many times does"), ("go into", "fit into", "fit in", "go in"), "into"),
)


def _many(words: Words, at: int, depth: int) -> Found | None:
    """`the average of two, three and seven`."""
    after = _phrase(words, at, ("average of", "mean of"))
    if after is None:
        return None
    numbers: list[Number] = []
    while found := _power(words, after, depth):
        numbers.append(found[0])
        after = found[1] + (word_at(words, found[1]) == "and")
        if after >= len(words):
            break
    if len(numbers) < 2:
        return None
    total = sum((number.value for number in numbers), Fraction(0))
    return worked(total / len(numbers), *numbers), found[1] if found else after


def _phrase(words: Words, at: int, phrases: Sequence[str]) -> int | None:
    """Past one of some phrases; None if none stands here."""
    for phrase in phrases:
        parts = phrase.split()
        if list(words[at : at + len(parts)]) == parts:
            return at + len(parts)
    return None


_PREFIXES = (
    (("square root of", "root of", "square root", "√"), square_root),
    (("cube root of", "cubic root of", "cube root", "third root of"), cube_root),
    (("square of", "square"), lambda number: raised(number, Number(Fraction(2)))),
    (("cube of", "cube"), lambda number: raised(number, Number(Fraction(3)))),
    (("factorial of",), factorial),
)
