"""The CMU pronouncing dictionary as words to learn from and words to be tested on.

A word's split is decided by its letters alone, so that it never changes. "Walk" may be in one
part and "walks" in another, as in everybody's split of this dictionary.
"""

from __future__ import annotations

import hashlib
import re
from typing import Literal

from assistant.speech.pronounce import Pronunciation
from training.data.speech import read_lexicon

Split = Literal["train", "dev", "test"]
Words = dict[str, list[Pronunciation]]
"""Word -> its pronunciations, the commonest first."""

PARTS = 20
"""Of these one is the test part and one is dev."""

_WORD = re.compile("[a-z']*[a-z][a-z']*")


def split_of(word: str) -> Split:
    number = hashlib.sha256(word.encode()).digest()[0] % PARTS
    return {0: "test", 1: "dev"}.get(number, "train")  # type: ignore[return-value]


def read_words(split: Split) -> Words:
    """The words of one split.

    Raises:
        BadData: the dictionary is missing or damaged.
    """
    words = only_letters(read_lexicon())
    return {word: said for word, said in words.items() if split_of(word) == split}


def only_letters(lexicon: Words) -> Words:
    """The words that are written with letters and apostrophes only."""
    return {word: said for word, said in lexicon.items() if _WORD.fullmatch(word)}
