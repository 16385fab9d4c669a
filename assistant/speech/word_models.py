"""What a search asks about words: how likely is this one after those?

`NGramModel` answers from the tables of `ngrams.py`; a grammar (`grammar.py`) answers yes or no.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

import numpy as np

from assistant.speech.decode import DecoderSettings
from assistant.speech.ngrams import Ints, NGrams

UNKNOWN, START, END = "<unk>", "<s>", "</s>"
IMPOSSIBLE = -math.inf


class WordModel(Protocol):
    """Scores are logarithms to base 10; a state is what a model needs to know of the past."""

    def start(self) -> Any:
        """The state before the first word."""

    def score(self, state: Any, word: str) -> tuple[Any, float]:
        """The state after a word, and log p(word | state)."""

    def finish(self, state: Any) -> float:
        """Log p(nothing follows | state)."""

    def credit(self, word: str) -> float:
        """What a search may expect of a word before it is complete; its score makes up for it."""


class NGramModel:
    """Back-off n-grams (Katz 1987): the longest known context answers, at the price of the others.

    A state is the words that can still matter, at most order - 1 of them.
    """

    def __init__(self, ngrams: NGrams) -> None:
        self._ids = {word: index for index, word in enumerate(ngrams.words)}
        self._order = ngrams.order
        self._levels = ngrams.levels
        # One number for each n-gram, rising as the levels are sorted: found by bisection.
        self._keys = [
            _listed(level.prefix * len(ngrams.words) + level.word) for level in self._levels
        ]

    def start(self) -> tuple[int, ...]:
        return (self._ids[START],)

    def score(self, state: tuple[int, ...], word: str) -> tuple[tuple[int, ...], float]:
        index = self._ids.get(word, self._ids[UNKNOWN])
        kept = (*state, index)[-(self._order - 1) :] if self._order > 1 else ()
        return kept, self._log_probability(state, index)

    def finish(self, state: tuple[int, ...]) -> float:
        return self._log_probability(state, self._ids[END])

    def credit(self, word: str) -> float:
        return self.score(self.start(), word)[1]

    def _log_probability(self, context: tuple[int, ...], word: int) -> float:
        penalty = 0.0
        while (found := self._find((*context, word))) is None:
            known = self._find(context)
            if known is not None:
                penalty += float(self._levels[len(context) - 1].log_backoff[known])
            context = context[1:]
        return penalty + float(self._levels[len(context)].log_probability[found])

    def _find(self, words: Sequence[int]) -> int | None:
        """The place of an n-gram in its level, if the model holds it."""
        place = 0
        for keys, word in zip(self._keys, words, strict=False):
            key = place * len(self._ids) + word
            place = bisect_left(keys, key)
            if place == len(keys) or keys[place] != key:
                return None
        return place


def _listed(keys: Ints) -> array[int]:
    """Single numbers are found several times as fast as in an array of numpy's."""
    found = array("q")
    found.frombytes(keys.astype(np.int64).tobytes())
    return found


class PhraseModel:
    """Another model that also knows phrases: their words as it scores them, and a bonus."""

    def __init__(self, words: WordModel, extra: Mapping[str, float]) -> None:
        """extra : log 10 of what a phrase, its words with spaces between, is favoured by"""
        self._words = words
        self._extra = extra

    def start(self) -> Any:
        return self._words.start()

    def score(self, state: Any, word: str) -> tuple[Any, float]:
        total = self._extra.get(word, 0.0)
        for part in word.split():
            state, log_probability = self._words.score(state, part)
            total += log_probability
        return state, total

    def finish(self, state: Any) -> float:
        return self._words.finish(state)

    def credit(self, word: str) -> float:
        return self.score(self.start(), word)[1]


def phrase_scores(phrases: Iterable[str], settings: DecoderSettings) -> dict[str, float]:
    """What `PhraseModel` adds for each phrase, so that its score in the search comes out as
    that of its words, each with its word score, and the bonus for every word.

    Log 10: the search multiplies it by the language weight.
    """
    return {
        phrase: (
            settings.hotword_bonus * len(phrase.split())
            + settings.word_score * (len(phrase.split()) - 1)
        )
        / max(settings.language_weight, 1e-6)
        for phrase in phrases
    }
