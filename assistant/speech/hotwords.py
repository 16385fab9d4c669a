"""Phrases that a caller expects, as the search wants them: words and how they sound."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice, product
from typing import Protocol

from assistant.errors import BadOption
from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.speech.decode import Spelling

MOST_PHRASES = 500
LONGEST_PHRASE = 8
"""Words."""
VARIANTS = 8
"""Most ways to say one phrase."""


class Pronounces(Protocol):
    """What `pronounce.Pronouncer` does."""

    def pronounce(self, word: str) -> tuple[tuple[str, ...], ...]:
        """Phonemes of each pronunciation, the likeliest first; none for what can't be said."""


def spellings(
    phrases: Sequence[str], pronouncer: Pronounces, symbols: Symbols
) -> tuple[Spelling, ...]:
    """Each way to say each phrase.

    Raises:
        BadOption: too many or too long phrases, or one that nobody could pronounce.
    """
    if len(phrases) > MOST_PHRASES:
        raise BadOption(f"{len(phrases)} hotwords are too many: give {MOST_PHRASES} at most.")
    found: dict[Spelling, None] = {}
    for phrase in phrases:
        words = phrase.lower().split()
        if not 1 <= len(words) <= LONGEST_PHRASE:
            raise BadOption(
                f"The hotword {phrase[:60]!r} has {len(words)} words: give 1 to {LONGEST_PHRASE}."
            )
        said = [_known(pronouncer.pronounce(word), symbols) for word in phrase.split()]
        if not all(said):
            raise BadOption(f"The hotword {phrase[:60]!r} can't be said: write it in letters.")
        for ways in islice(product(*said), VARIANTS):
            found[" ".join(words), tuple(symbol for way in ways for symbol in way)] = None
    return tuple(found)


def _known(ways: Sequence[Sequence[str]], symbols: Symbols) -> list[tuple[int, ...]]:
    """The pronunciations that the network has symbols for, each with the boundary after it."""
    return [
        tuple(symbols.encode([*phones, BOUNDARY]))
        for phones in ways
        if phones and all(phone in symbols for phone in phones)
    ]
