"""Turning what the user said of themselves into what we say to them: "my" -> "your"."""

from __future__ import annotations

import re

_SWAPS = {
    "i": "you", "i'm": "you're", "i've": "you've", "i'll": "you'll", "i'd": "you'd",
    "my": "your", "mine": "yours", "myself": "yourself", "me": "you",
    "we": "you", "we're": "you're", "we've": "you've", "we'll": "you'll", "us": "you",
    "our": "your", "ours": "yours", "ourselves": "yourselves",
    "your": "my", "yours": "mine", "yourself": "myself", "you're": "I'm", "you've": "I've",
    "you'll": "I'll", "you'd": "I'd",
}  # fmt: skip
_VERBS = {"am": "are", "was": "were", "wasn't": "weren't"}
_BACK = {"are": "am", "were": "was", "weren't": "wasn't"}
_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")
_STARTS = frozenset(
    "and but that because if when while so then or think know hope say believe said".split()
)


def to_second_person(text: str) -> str:
    """ "I was in my mother's garden" -> "you were in your mother's garden".

    "You" is the assistant: "I" where it begins a clause, otherwise "me".
    """
    previous, subject = "", ""

    def swapped(found: re.Match[str]) -> str:
        nonlocal previous, subject
        word, before, owner = found[0], previous, subject
        lower = word.lower()
        previous = lower
        subject = lower if lower in ("i", "you", "we") else ""
        if lower == "you":
            return "I" if before == "" or before in _STARTS else "me"
        if owner in ("i", "we") and lower in _VERBS:
            return _VERBS[lower]
        if owner == "you" and lower in _BACK:
            return _BACK[lower]
        if lower in ("am", "was", "are", "were") and not owner:
            return _inverted(lower, text[found.end() :])
        return _SWAPS.get(lower, word)

    return _WORD.sub(swapped, text)


def _inverted(verb: str, rest: str) -> str:
    """ "am I" -> "are you"; other subjects keep their verb."""
    follows = rest[:3].lower()
    if re.match(r" i\b", follows):
        return {"am": "are", "was": "were"}.get(verb, verb)
    return verb


def listed(things: list[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join([", ".join(things[:-1]), things[-1]] if len(things) > 1 else things)


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text.strip()
    end = "" if text[-1:] in (".", "!", "?") else "."
    return text[:1].upper() + text[1:] + end
