"""Written form -> the words that are said: `At 7:30.` -> `at seven thirty`.

The way back from `written.py`, and what a voice needs to read anything aloud. A number with
commas is said whole, one of four figures as a year, a longer one figure by figure.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from assistant.language.figures import CURRENCIES, UNITS
from assistant.language.normalise import normalise
from assistant.language.numbers import (
    LARGE,
    say_below_hundred,
    say_cardinal,
    say_digits,
    say_ordinal,
    say_year,
)
from assistant.language.quantities import DENOMINATORS

_SIGNS = {sign: (name, small) for name, (sign, small) in CURRENCIES.items()}
_UNITS = {sign.lower(): name for name, sign in reversed(UNITS.items())}
_PARTS = {below: name for name, below in reversed(DENOMINATORS.items()) if name[-1] == "s"}
_PART = {below: name for name, below in reversed(DENOMINATORS.items()) if name[-1] != "s"}
_LETTERS = "|".join(LARGE)
_AMOUNT = rf"(?<!\d)(?P<amount>\d+(?:,\d{{3}}(?!\d))*(?:\.\d+)?(?: (?:{_LETTERS}))?)"
_UNIT = "|".join(re.escape(sign) for sign in sorted(_UNITS, key=len, reverse=True))
_NOT_SAID = re.compile(r"[^\w\s']|(?<!\w)'|'(?!\w)")

Match = re.Match[str]


def spoken(text: str) -> str:
    """Lower-case words with single spaces; punctuation is not said."""
    text = normalise(text)
    for pattern, say in _RULES:
        text = pattern.sub(lambda found, say=say: f" {say(found)} ", text)  # type: ignore[misc]
    return " ".join(_NOT_SAID.sub(" ", text).replace("_", " ").split())


def _money(found: Match) -> str:
    """`$3.50`, `$3 million`; other decimals are read as they are."""
    name, small = _SIGNS[found["sign"]]
    amount = found["amount"]
    whole, _, cents = amount.partition(".")
    if len(cents) == 2 and cents.isdigit():
        one = name.removesuffix("s") if whole == "1" else name
        return f"{_amount(whole)} {one} and {say_below_hundred(int(cents))} {small}"
    return f"{_amount(amount)} {name.removesuffix('s') if amount == '1' else name}"


def _measure(found: Match) -> str:
    name = _UNITS[found["unit"]]
    if found["amount"] == "1":
        first, _, rest = name.partition(" ")
        name = f"{first.removesuffix('s')} {rest}".strip()
    return f"{_amount(found['amount'])} {name}"


def _cents(found: Match) -> str:
    return f"{_amount(found['amount'])} cent{'' if found['amount'] == '1' else 's'}"


def _clock(found: Match) -> str:
    hour, minutes = say_below_hundred(int(found[1])), int(found[2])
    if not minutes:
        return f"{hour} o'clock"
    return f"{hour} {'oh ' if minutes < 10 else ''}{say_below_hundred(minutes)}"


def _fraction(found: Match) -> str:
    """`2 1/2`, `3/4`; any other slash is left."""
    above, below = int(found[2]), int(found[3])
    names = _PART if above == 1 else _PARTS
    if below not in names or above >= below:
        return f"{found[1] or ''} {say_cardinal(above)} {say_cardinal(below)}"
    if not found[1]:
        return f"{say_cardinal(above)} {names[below]}"
    part = "a half" if (above, below) == (1, 2) else f"{say_cardinal(above)} {names[below]}"
    return f"{_amount(found[1].strip())} and {part}"


def _decade(found: Match) -> str:
    return f"{say_year(int(found[1])).removesuffix('y')}ies"


def _ordinal(found: Match) -> str:
    return say_ordinal(_whole(found[1]))


def _number(found: Match) -> str:
    """`1,984`, `1984`, `3.14`, `5551234`, `3 million`."""
    return _amount(found["amount"])


def _amount(text: str) -> str:
    number, _, scale = text.partition(" ")
    whole, _, part = number.partition(".")
    said = _figures(whole)
    if part:
        said = f"{say_cardinal(_whole(whole))} point {say_digits(part)}"
    return f"{said} {scale}".strip()


def _figures(text: str) -> str:
    """A whole number, said as it is written."""
    if "," not in text and (len(text) > 4 or text[0] == "0" < text):
        return say_digits(text)
    if "," not in text and len(text) == 4:
        return say_year(int(text)) if text < "2100" or text.endswith("00") else say_digits(text)
    return say_cardinal(_whole(text))


def _whole(text: str) -> int:
    """Its first fifteen figures: beyond, numbers have no name."""
    return int(text.replace(",", "")[:15] or 0)


_RULES: tuple[tuple[re.Pattern[str], Callable[[Match], str]], ...] = (
    (re.compile(r"\b([ap])\.m\.?(?!\w)"), lambda found: f"{found[1]} m"),
    (re.compile(r"(?<![\w.,])-(?=[$\u20ac\u00a3]?\d)"), lambda found: "minus"),
    (re.compile(rf"(?P<sign>[{''.join(_SIGNS)}]) ?{_AMOUNT}"), _money),
    (re.compile(rf"{_AMOUNT}¢"), _cents),
    (re.compile(r"(?<![\w.,/])(\d+ )?(\d{1,2})/(\d{1,2})(?![\w/])"), _fraction),
    (re.compile(rf"{_AMOUNT} ?(?P<unit>{_UNIT})(?![\w/])"), _measure),
    (re.compile(r"(?<![\w:.,])([01]?\d|2[0-3]):([0-5]\d)(?![\w:])"), _clock),
    (re.compile(r"\b([12]\d\d0)s\b"), _decade),
    (re.compile(r"(?<![\w.,])(\d[\d,]*)(?:st|nd|rd|th)\b"), _ordinal),
    (re.compile(_AMOUNT), _number),
)
"""Tried in this order on the whole text; what a rule has said holds no more figures."""
