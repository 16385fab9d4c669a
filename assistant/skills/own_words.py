"""The user's own words, as a recogniser should expect them: names, list items, taught phrases."""

from __future__ import annotations

import re
from collections.abc import Iterator

from assistant.errors import StoreError
from assistant.language.command_words import pieces
from assistant.skills.base import Store

_SLOT = re.compile(r"\{[^{}]*\}")


LONGEST = 200
"""Characters of a phrase that are looked at."""


def own_words(store: Store) -> tuple[str, ...]:
    """Each phrase once, as it is said; nothing if the store can't be read, which the skill that
    needs it tells."""
    try:
        return tuple(dict.fromkeys(map(_said, _phrases(store))))
    except StoreError:
        return ()


def _said(phrase: str) -> str:
    """`2 Lemons` -> `two lemons`."""
    return " ".join(piece.word for piece in pieces(phrase[:LONGEST]))


def _phrases(store: Store) -> Iterator[str]:
    """Where a recogniser has room for some only, it takes the last ones."""
    for name in store.list_names():
        yield from store.items(name)
    yield from (alert.label for alert in store.alerts() if alert.label)
    yield from store.list_names()
    for taught in store.taught():
        yield from filter(None, map(str.strip, _SLOT.split(taught.phrase)))
