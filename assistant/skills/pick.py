"""Which of several things is meant by words that need not be quite the same."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.language.numbers import ONES, ORDINALS
from assistant.skills.values_number import words_of

_EMPTY = frozenset("a an the my to of on in at for some and one please about that this it".split())
_LAST = ("last", "latest", "newest")


def by_words(text: str, things: Sequence[str]) -> list[int]:
    """Places of those that are meant: the same words; else all of them in it; else most in common.

    Several if they fit equally well; none if no word that says something is in common.
    """
    wanted = _roots(text)
    if not wanted:
        return []
    all_roots = [_roots(thing) for thing in things]
    same = [place for place, roots in enumerate(all_roots) if roots == wanted]
    if same:
        return same
    inside = [place for place, roots in enumerate(all_roots) if wanted <= roots]
    if inside:
        return inside
    shares = [len(wanted & roots) / max(1, len(wanted | roots)) for roots in all_roots]
    best = max(shares, default=0.0)
    return [place for place, share in enumerate(shares) if share == best] if best >= 0.5 else []


def numbered(text: str, count: int) -> int | None:
    """The place that `the second one`, `number three` or `the last` names, from 0, or None."""
    words = [word for word in words_of(text) if word not in ("the", "note", "number", "reminder")]
    words = words[:-1] if len(words) > 1 and words[-1] == "one" else words
    if len(words) != 1:
        return None
    word = words[0]
    if word in _LAST:
        return count - 1 if count else None
    figures = word.rstrip("stndrh")
    cardinal = ORDINALS.get(word, word)
    place = int(figures) if figures.isdigit() else -1
    if cardinal in ONES:
        place = ONES.index(cardinal)
    return place - 1 if 1 <= place <= count else None


def _roots(text: str) -> frozenset[str]:
    """Words that say something, without the s of a plural."""
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return frozenset(
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
        for word in words
        if word not in _EMPTY
    )
