"""Spoken numbers -> figures, one rule a kind: money, measures, times, dates, years.

The rules are tried in turn at each word; the first that fits takes its words, and what no rule
takes stays as it is. So that reading aloud gives the words back (`spoken.py`), what is said
differently is written differently: `nineteen eighty four` is 1984, `one thousand nine hundred
and eighty four` is 1,984. Numbers below ten stay words, as in print, unless something written
in figures goes with them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from assistant.language.numbers import (
    BELOW_HUNDRED,
    ONES,
    ORDINALS,
    SCALES,
    TENS,
    Read,
    ordinal_ending,
    read_below_hundred,
    read_cardinal,
    read_digits,
    read_ordinal,
    read_year,
    word_at,
)
from assistant.language.quantities import Quantity, Words, ends_number, quantity, read_fraction

UNITS = {
    "percent": "%", "per cent": "%", "degrees celsius": "°C", "degrees fahrenheit": "°F",
    "degrees": "°", "kilometers per hour": "km/h", "kilometers an hour": "km/h",
    "miles per hour": "mph", "miles an hour": "mph", "kilometers": "km", "centimeters": "cm",
    "millimeters": "mm", "meters": "m", "kilograms": "kg", "kilos": "kg", "grams": "g",
    "milligrams": "mg", "liters": "l", "milliliters": "ml", "kilobytes": "kB",
    "megabytes": "MB", "gigabytes": "GB", "terabytes": "TB", "hertz": "Hz", "kilohertz": "kHz",
    "megahertz": "MHz", "gigahertz": "GHz", "watts": "W", "kilowatts": "kW", "volts": "V",
}  # fmt: skip
"""As they are said after any number but one."""
TIGHT = ("°",)
"""Written without a space before them."""
MONTHS = (
    "january february march april may june july august september october november december"
).split()
CURRENCIES = {"dollars": ("$", "cents"), "euros": ("€", "cents"), "pounds": ("£", "pence")}
"""As said, the sign, and the hundredth."""
COUNTED_AFTER = ("number", "page", "chapter", "room", "channel", "platform", "gate", "version")
"""A figure follows these, however small."""
TIME_AFTER = ("at", "by", "until", "till", "since", "it's")
"""What comes next may be a time of day."""
YEAR_AFTER = ("in", "since", "year", "until", "till", "from")


@dataclass(frozen=True)
class Token:
    """A piece of written text, and the spoken words that it stands for."""

    text: str
    first: int
    end: int
    """Index of the first word after it."""


def figures(words: Words) -> list[Token]:
    """The words with numbers as figures, in order, each word in one token."""
    tokens: list[Token] = []
    at = 0
    while at < len(words):
        found = next(filter(None, (rule(words, at) for rule in RULES)), None)
        tokens.append(found or Token(words[at], at, at + 1))
        at = tokens[-1].end
    return tokens


def money(words: Words, at: int) -> Token | None:
    """`three dollars fifty`, `five euros and ten cents`, `twenty cents`."""
    amount = quantity(words, at)
    if word_at(words, at) == "a" and word_at(words, at + 1) == "dollar":
        amount = Quantity("1", at + 1, asks=False)
    if not amount or "/" in amount.text:
        return None
    unit = word_at(words, amount.end)
    if unit in ("cents", "cent") and amount.text.isdigit():
        return Token(f"{amount.text}¢", at, amount.end + 1)
    single = amount.text == "1"
    currency = CURRENCIES.get(f"{unit}s" if single else unit)
    if not currency:
        return None
    sign, small = currency
    hundredths = None if "." in amount.text else _hundredths(words, amount.end + 1, small)
    if hundredths:
        return Token(f"{sign}{amount.text}.{hundredths.value:02}", at, hundredths.end)
    # Five pounds may be a weight, a dollar anything.
    if sign == "£" or (words[at] == "a" and single):
        return None
    return Token(f"{sign}{amount.text}", at, amount.end + 1)


def _hundredths(words: Words, at: int, unit: str) -> Read | None:
    """`fifty`, `and fifty cents`."""
    joined = word_at(words, at) == "and"
    number = read_below_hundred(words, at + joined)
    if not number:
        return None
    named = word_at(words, number.end) in (unit, "cent", "penny")
    whole = word_at(words, number.end) not in ("hundred", *SCALES)
    if named:
        return Read(number.value, number.end + 1)
    return number if number.value >= 10 and whole and not joined else None


def measure(words: Words, at: int) -> Token | None:
    """`twenty five percent`, `one kilometer an hour`."""
    amount = quantity(words, at)
    if not amount:
        return None
    for unit, sign in UNITS.items():
        first, *rest = unit.split()
        end = amount.end + 1 + len(rest)
        said = [_american(word) for word in words[amount.end : end]]
        if said[:1] in ([first], [first.removesuffix("s")]) and said[1:] == rest:
            return Token(f"{amount.text}{'' if sign in TIGHT else ' '}{sign}", at, end)
    return None


def _american(word: str) -> str:
    return word.replace("metre", "meter").replace("litre", "liter")


def clock(words: Words, at: int) -> Token | None:
    """`half past seven`, `ten to eight`, `seven o'clock`, `seven thirty p m`."""
    return _relative_time(words, at) or _plain_time(words, at)


def _relative_time(words: Words, at: int) -> Token | None:
    start = at + (word_at(words, at) == "a" and word_at(words, at + 1) == "quarter")
    named = {"half": Read(30, start + 1), "quarter": Read(15, start + 1)}
    minutes = named.get(word_at(words, start)) or read_below_hundred(words, start)
    if not minutes or minutes.value > 30:
        return None
    way = minutes.end + (word_at(words, minutes.end) == "minutes")
    hour = BELOW_HUNDRED.get(word_at(words, way + 1), 0)
    if not 1 <= hour <= 12 or read_year(words, way + 1) or read_fraction(words, way + 1):
        return None
    sure = word_at(words, start) == "quarter" or word_at(words, at - 1) in TIME_AFTER
    # `ten to eight` is no range; `ten to twelve` may be one, and `ten to one` a bet.
    sure |= minutes.value > hour > 1
    if word_at(words, way) == "past":
        text = f"{hour}:{minutes.value:02}"
    elif word_at(words, way) == "to" and sure and minutes.value in (5, 10, 15, 20, 25):
        text = f"{(hour - 2) % 12 + 1}:{60 - minutes.value}"
    else:
        return None
    return _with_half_day(words, Token(text, at, way + 2))


def _plain_time(words: Words, at: int) -> Token | None:
    hour = BELOW_HUNDRED.get(word_at(words, at), 0)
    if not 1 <= hour <= 12:
        return None
    if word_at(words, at + 1) == "o'clock":
        return _with_half_day(words, Token(f"{hour}:00", at, at + 2))
    minutes = read_below_hundred(words, at + 1)
    if word_at(words, at + 1) in ("oh", "o") and word_at(words, at + 2) in ONES[1:10]:
        minutes = Read(BELOW_HUNDRED[words[at + 2]], at + 3)
    fits = minutes and (minutes.value >= 10 or minutes.end == at + 3) and minutes.value < 60
    if not minutes or not fits or ends_number(word_at(words, minutes.end)):
        bare = Token(str(hour), at, at + 1)
        timed = _with_half_day(words, bare)
        return timed if timed != bare else None
    token = _with_half_day(words, Token(f"{hour}:{minutes.value:02}", at, minutes.end))
    sure = word_at(words, at - 1) in TIME_AFTER or token.end > minutes.end
    before = word_at(words, at - 1)
    usual = minutes.value % 5 == 0 and minutes.value >= 10 and not ends_number(before)
    return token if sure or (usual and before != "in") else None


def _with_half_day(words: Words, time: Token) -> Token:
    """`a m` and `p m` after a time; also as one word, but for the `am` of `am i`."""
    following = word_at(words, time.end)
    if following in ("a", "p") and word_at(words, time.end + 1) == "m":
        return Token(f"{time.text} {following}.m.", time.first, time.end + 2)
    if following == "pm" or (following == "am" and word_at(words, time.end + 1) != "i"):
        return Token(f"{time.text} {following[0]}.m.", time.first, time.end + 1)
    return time


def day(words: Words, at: int) -> Token | None:
    """`the twenty first of march`, `march the third`, `july four`."""
    month_before = word_at(words, at - 1) in MONTHS
    ordinal = read_ordinal(words, at)
    if ordinal and ordinal.value <= 31:
        of = word_at(words, ordinal.end) == "of" and word_at(words, ordinal.end + 1) in MONTHS
        the = word_at(words, at - 1) == "the" and word_at(words, at - 2) in MONTHS
        if of or the or month_before or word_at(words, ordinal.end) in MONTHS:
            return Token(f"{ordinal.value}{ordinal_ending(ordinal.value)}", at, ordinal.end)
    plain = read_below_hundred(words, at)
    if plain and month_before and 1 <= plain.value <= 31:
        then_year = read_year(words, plain.end) is not None
        certain = words[at - 1] not in ("march", "may") and not read_year(words, at)
        return Token(str(plain.value), at, plain.end) if certain or then_year else None
    return None


def digit_string(words: Words, at: int) -> Token | None:
    """`eight six two oh`; two digits may be two numbers, and an `oh` a sigh."""
    digits, end = read_digits(words, at)
    named = sum(word not in ("oh", "o") for word in words[at:end])
    return Token(digits, at, end) if len(digits) > 2 and named > 1 else None


def year(words: Words, at: int) -> Token | None:
    """`nineteen eighty four`, `the nineteen eighties`, `in two thousand and one`."""
    if found := read_year(words, at):
        return Token(str(found.value), at, found.end)
    century, decade = BELOW_HUNDRED.get(word_at(words, at), 0), word_at(words, at + 1)
    tens = f"{decade.removesuffix('ies')}y"
    if 10 <= century <= 20 and decade.endswith("ies") and tens in TENS:
        return Token(f"{century}{BELOW_HUNDRED[tens]}s", at, at + 2)
    before = word_at(words, at - 1)
    hinted = before in (*YEAR_AFTER, *MONTHS) or before in ORDINALS
    number = read_cardinal(words, at)
    if not number or not 1100 <= number.value <= 2099:
        return None
    counted_in_hundreds = words[at + 1] == "hundred" or (number.value // 1000 == 2 and hinted)
    return Token(str(number.value), at, number.end) if counted_in_hundreds else None


def fraction(words: Words, at: int) -> Token | None:
    found = read_fraction(words, at)
    return Token(found.text, at, found.end) if found else None


def ordinal(words: Words, at: int) -> Token | None:
    """From `tenth` on. `thirty second` is one only where it can't be a time."""
    found = read_ordinal(words, at)
    if not found or found.value < 10 or words[at] == "a":
        return None
    if words[found.end - 1] == "second" and word_at(words, at - 1) not in ("the", "on"):
        return None
    if found.end == at + 1 and words[at] in ("hundredth", *SCALES):
        return None
    return Token(f"{found.value:,}{ordinal_ending(found.value)}", at, found.end)


def number(words: Words, at: int) -> Token | None:
    """Any other quantity from ten on, and smaller ones beside it or after `page`, `room`."""
    found = quantity(words, at)
    if not found:
        return None
    counted = word_at(words, at - 1) in COUNTED_AFTER
    joined = word_at(words, found.end) in ("to", "or")
    other = quantity(words, found.end + joined) if words[at] != "one" else None
    beside = other is not None and other.asks and other.text.isdigit()
    return Token(found.text, at, found.end) if found.asks or counted or beside else None


RULES: tuple[Callable[[Words, int], Token | None], ...] = (
    money, measure, clock, day, digit_string, year, fraction, ordinal, number,
)  # fmt: skip
