"""A sum that goes on from the last result: `and divided by four?`, `double that`."""

from __future__ import annotations

import re
from fractions import Fraction

from assistant.skills.sum_numbers import ByZero, NoSum
from assistant.skills.sums import evaluate

_BEFORE = re.compile(
    r"^(?:(?:and|then|now|so|ok|okay|but|what about|how about|what is|what's|make (?:it|that))\s+)+"
)
_RESULT = re.compile(r"\b(?:that|this|it|the (?:result|answer|total|sum))\b(?!')")
_MORE = re.compile(
    r"(?:plus|minus|times|over|less|add|subtract|take away|divided?|multipl(?:y|ied)|"
    r"squared|cubed|to the)\b"
)
_HALVE = re.compile(r"\bhalve\b")


def goes_on(text: str, result: Fraction) -> str | None:
    """The whole sum, if a text does something to the last result; None if it stands by itself."""
    plain = text.lower().replace("\u2019", "'").strip(" .?!,")
    rest = _BEFORE.sub("", plain)
    number = _written(result)
    if _RESULT.search(rest):
        whole = _RESULT.sub(number, _HALVE.sub("half of", rest), count=1)
    elif _MORE.match(rest) and (rest != plain or not _is_sum(rest)):
        whole = f"{number} {rest}"
    else:
        return None
    return whole if _is_sum(whole) else None


def _written(number: Fraction) -> str:
    """A number as a sum reads it, exactly."""
    if number >= 0 and number.denominator == 1:
        return str(number)
    sign = "minus " if number < 0 else ""
    return f"({sign}{abs(number.numerator)} over {number.denominator})"


def _is_sum(text: str) -> bool:
    try:
        evaluate(text)
    except ByZero:
        return True  # which is worth being told
    except NoSum:
        return False
    return True
