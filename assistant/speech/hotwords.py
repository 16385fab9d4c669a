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


def check(phrases: Sequence[str]) -> None:
    """
    Raises:
        BadOption: no list, too many phrases, or an empty or too long one.
    """
    if isinstance(phrases, str):
        raise BadOption("Give the hotwords as a list of phrases, not as one text.")
    if len(phrases) > MOST_PHRASES:
        raise BadOption(f"{len(phrases)} hotwords are too many: give {MOST_PHRASES} at most.")
    for phrase in phrases:
        if not 1 <= len(phrase.split()) <= LONGEST_PHRASE:
            raise BadOption(
                f"The hotword {phrase[:60]!r} has {len(phrase.split())} words: give 1 to "
                f"{LONGEST_PHRASE}."
            )


def spellings(
    phrases: Sequence[str], pronouncer: Pronounces, symbols: Symbols
) -> tuple[Spelling, ...]:
    """Each way to say each phrase, boundaries after its words.

    Raises:
        BadOption: nobody could pronounce a phrase.
    """
    found: dict[Spelling, None] = {}
    for phrase in phrases:
        said = [_known(pronouncer.pronounce(word), symbols) for word in phrase.split()]
        if not all(said):
            raise BadOption(f"{phrase[:60]!r} can't be said: write it in letters.")
        for ways in islice(product(*said), VARIANTS):
            spelling = tuple(symbol for way in ways for symbol in way)
            found[" ".join(phrase.lower().split()), spelling] = None
    return tuple(found)


def _known(ways: Sequence[Sequence[str]], symbols: Symbols) -> list[tuple[int, ...]]:
    """The pronunciations that the network has symbols for, each with the boundary after it."""
    return [
        tuple(symbols.encode([*phones, BOUNDARY]))
        for phones in ways
        if phones and all(phone in symbols for phone in phones)
    ]
