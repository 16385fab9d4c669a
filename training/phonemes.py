"""Sentences as phonemes: what the phoneme head is trained on."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

Lexicon = dict[str, list[tuple[str, ...]]]
"""Word -> its pronunciations in ARPAbet without stress, the commonest first."""


def pronounce(text: str, lexicon: Lexicon) -> list[str] | None:
    """The phonemes of a sentence by each word's commonest pronunciation, None if one is unknown.

    Nothing said has no phonemes.
    """
    words = text.split()
    if any(word not in lexicon for word in words):
        return None
    return [phone for word in words for phone in (*lexicon[word][0], "|")][:-1]


def missing_words(texts: Iterable[str], lexicon: Lexicon) -> list[str]:
    """What is said in the texts and is not in the lexicon, in order."""
    return sorted({word for text in texts for word in text.split()} - lexicon.keys())


def read_aloud(words: Iterable[str], network: Path) -> Lexicon:
    """What the letter-to-sound network in a model folder makes of words.

    Raises:
        BadModel: the folder holds no such network.
    """
    from assistant.speech.pronounce import Pronouncer
    from assistant.stages import BUNDLED

    pronouncer = Pronouncer(BUNDLED / "speech", network)
    return {word: list(found) for word in words if (found := pronouncer.pronounce(word))}
