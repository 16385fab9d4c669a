"""Slot text -> typed value; None for what can't be told: the skill then asks, and never guesses.

| type     | value                                                                      |
|----------|----------------------------------------------------------------------------|
| duration | seconds                                                                    |
| time     | `{"hour": 18, "minute": 30}`, or an ISO datetime if it names a day         |
| date     | ISO date                                                                   |
| number   | whole or not                                                               |
| percent  | 0 to 100                                                                   |
| colour   | `{"name": "red", "hex": "#ff0000"}`                                        |
| room     | one of `values_name.ROOMS`                                                 |
| unit     | what pint calls it                                                         |
| city     | IANA time zone                                                             |
| confirm  | True for yes, False for no                                                 |
| item, name, word, phrase | text, without what only surrounds it                       |
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from datetime import datetime
from typing import Any

from assistant.skills.values_city import city
from assistant.skills.values_date import date_value
from assistant.skills.values_name import colour, room, unit
from assistant.skills.values_number import LONGEST, duration, number, percent, words_of
from assistant.skills.values_time import time_value

LONGEST_TEXT = 1000
"""Characters of a note."""
YES = frozenset(
    "yes|yeah|yep|yup|sure|of course|ok|okay|do it|go ahead|go on|please do|certainly|right|"
    "absolutely|definitely|confirm|correct|yes please|yes do it|yes go ahead|sure thing|fine|"
    "i am sure|i'm sure|yes i am|yes i'm sure|that's right|yes all of it|all of it|alright".split(
        "|"
    )
)
NO = frozenset(
    "no|nope|nah|no thanks|no thank you|don't|do not|better not|rather not|stop|keep it|keep them|"
    "not now|no don't|no keep it|i'd rather not|no way|leave it|no leave it|not really".split("|")
)
_ARTICLES = ("a", "an", "the", "some", "my", "our", "more", "any")
_COUNTS = ("dozen", "couple", "few", "bit", "lot", "pair", "hundred")


def resolve(type: str, text: str, now: datetime) -> Any | None:
    """The value that a slot's text stands for.

    type : one of those above
    now : aware; times and days are seen from here

    Raises:
        KeyError: there is no such type.
    """
    resolver = RESOLVERS[type]
    return resolver(text, now) if text.strip() else None


def confirm(text: str) -> bool | None:
    """Yes or no; None for anything else."""
    words = re.sub(r"[^a-z' ]", " ", text.lower().replace("\u2019", "'")).split()
    while words and words[-1] in ("please", "thanks", "then") and len(words) > 1:
        words = words[:-1]
    said = " ".join(words)
    return True if said in YES else False if said in NO else None


def clean(text: str) -> str | None:
    """One line without quotes and full stops around it; None if nothing or far too much is left."""
    text = "".join(c if c.isprintable() else " " for c in unicodedata.normalize("NFC", text))
    text = " ".join(text.split()).strip(' ,;:"“”').rstrip(".!?").rstrip()
    return text if text and len(text) <= LONGEST_TEXT else None


def item(text: str) -> str | None:
    """`some milk` -> `milk`; `two pints of milk` stays."""
    words = (clean(text) or "").split()
    while len(words) > 1 and words[0].lower() in _ARTICLES and words[1].lower() not in _COUNTS:
        words = words[1:]
    return " ".join(words) or None


def name(text: str) -> str | None:
    """What something is called, in small letters: `my Shopping` -> `shopping`."""
    found = item(text)
    return found.lower() if found and len(found) <= LONGEST else None


def word(text: str) -> str | None:
    """One word, as it is said."""
    found = clean(text)
    found = found.removeprefix("the word ") if found else found
    return found if found and " " not in found and len(found) <= LONGEST else None


RESOLVERS: dict[str, Callable[[str, datetime], Any]] = {
    "duration": lambda text, now: duration(text),
    "time": time_value,
    "date": lambda text, now: date_value(text, now.date()),
    "number": lambda text, now: number(text),
    "percent": lambda text, now: percent(text),
    "colour": lambda text, now: colour(text),
    "room": lambda text, now: room(text),
    "unit": lambda text, now: unit(text),
    "city": lambda text, now: city(text),
    "confirm": lambda text, now: confirm(text),
    "item": lambda text, now: item(text),
    "name": lambda text, now: name(text),
    "word": lambda text, now: word(text),
    "phrase": lambda text, now: clean(text),
}
CLOSED = frozenset("duration time date number percent colour room unit city confirm".split())
"""Types whose values only some texts have."""

__all__ = ["CLOSED", "RESOLVERS", "clean", "resolve", "words_of"]
