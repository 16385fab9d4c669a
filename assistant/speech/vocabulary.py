"""What is likely to be said where commands are listened for: the language model of commands.

Two kinds of sentences are expected, free speech and commands. What a sentence begins like tells
which it is: its probability is the weighted sum of both (mixtures of whole sentences: Iyer and
Ostendorf 1999), so that free speech loses next to nothing once it does not sound like a command.

    p(words) = (1 - share) general(words) + share commands(words)

The model of commands (`commands.npz.xz`) is made of n-grams with the word `<unk>`, for which any
word of the general model may stand: what people want to be reminded of, nobody knows before. The
user's own phrases and list items come in at run time, there and at the beginning of a sentence.

    commands(w | h) = (1 - own) (ngram(w | h) + ngram(<unk> | h) general(w | h))
                      + own phrases(w | h)
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from assistant.speech.ngrams import NGrams, unpack
from assistant.speech.word_models import END, START, UNKNOWN, NGramModel

COMMANDS = "commands.npz.xz"
MOST_PHRASES = 500
LONGEST_WORD = 40
"""Letters."""
LONGEST_PHRASE = 8
"""Words."""
OWN = 0.15
"""Of what may be anything in a command, how much is one of the user's phrases."""
INSIDE = 0.8
"""Probability that a phrase of the user's goes on once it has begun."""
MEMO = 50_000
"""Answers that are kept."""
NEVER = -99.0


@dataclass(frozen=True)
class Vocabulary:
    """What a caller expects: commands, and among them these phrases."""

    phrases: tuple[tuple[str, ...], ...] = ()
    """Words of each, small letters and apostrophes only."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """From phrases as they are said; what has other letters than a to z is left out."""
        found: dict[tuple[str, ...], None] = {}
        for text in texts:
            words = tuple(text.lower().split())
            if 0 < len(words) <= LONGEST_PHRASE and all(map(_sayable, words)):
                found[words] = None
        return cls(tuple(found)[-MOST_PHRASES:])

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Each word once."""
        return tuple(dict.fromkeys(word for phrase in self.phrases for word in phrase))


def _sayable(word: str) -> bool:
    letters = all(c == "'" or "a" <= c <= "z" for c in word)
    return letters and bool(word.strip("'")) and len(word) <= LONGEST_WORD


class OwnPhrases:
    """p(word | where we are in a phrase), for phrases that are equally likely."""

    def __init__(self, phrases: Iterable[tuple[str, ...]]) -> None:
        self._following: dict[tuple[str, ...], dict[str, float]] = {}  # where it goes on
        counts: dict[tuple[str, ...], Counter[str]] = {}
        for phrase in phrases:
            for said, word in enumerate((*phrase, END)):
                counts.setdefault(phrase[:said], Counter())[word] += 1
        for place, after in counts.items():
            if goes_on := {word: n / after.total() for word, n in after.items() if word != END}:
                self._following[place] = goes_on
        self._goes_on = {place: sum(after.values()) for place, after in self._following.items()}

    def probability(self, place: tuple[str, ...], word: str) -> float:
        """What is missing to one is the end of the phrase."""
        return self._following.get(place, {}).get(word, 0.0)

    def __bool__(self) -> bool:
        return bool(self._following)

    def goes_on(self, place: tuple[str, ...]) -> float:
        """Probability that the phrase does not end here; 0 if there are no phrases."""
        return self._goes_on.get(place, 0.0)

    def after(self, place: tuple[str, ...], word: str) -> tuple[str, ...]:
        """Where we are after a word: further in the phrase, in one that it begins, or in none."""
        for start in ((*place, word), (word,)):
            if start in self._following:
                return start
        return ()


class Place(NamedTuple):
    """How far a sentence is: what the model of commands needs to know of it."""

    words: tuple[int, ...]
    """Context of the n-grams."""
    phrase: tuple[str, ...] = ()
    """What was said of a phrase of the user's."""
    lead: float = 0.0
    """Log 10 of p(sentence so far) as a command, less that as free speech."""
    gain: float = 0.0
    """Log 10 of p(sentence so far) as either, less that as free speech."""


class CommandModel:
    """Sentences that may be commands. Holds nothing of a clip; safe to share between threads."""

    def __init__(self, ngrams: NGrams, vocabulary: Vocabulary, share: float) -> None:
        """share : of sentences that are commands, before anything is heard; in [0, 1)"""
        self._share = share
        self._ngrams = NGramModel(ngrams)
        self._known = frozenset(ngrams.words) - {UNKNOWN, START, END}
        self._own = OwnPhrases(vocabulary.phrases)
        self._begin = Place(self._ngrams.start())
        self._memo: dict[tuple[tuple[int, ...], str], tuple[tuple[int, ...], float, float]] = {}

    def start(self) -> Place:
        return self._begin

    def score(self, place: Place, word: str, general: float) -> tuple[Place, float]:
        """Where we are after a word, and log 10 of its probability.

        general : log 10 of p(word | words before) as free speech
        """
        context, known, anything = self._asked(place.words, word)
        probability = known + anything * 10.0**general
        phrase = place.phrase
        if self._own:
            own = self._own_share(place, anything)
            probability *= 1 - own * self._own.goes_on(phrase)
            probability += own * self._own.probability(phrase, word)
            phrase = self._own.after(phrase, word)
        lead = place.lead + (math.log10(probability) - general if probability > 0 else NEVER)
        gain = self._gain(lead)
        return Place(context, phrase, lead, gain), general + gain - place.gain

    def finish(self, place: Place, general: float) -> float:
        """Log 10 of the probability that the sentence ends here.

        general : the same as free speech
        """
        _, ends, anything = self._asked(place.words, END)
        if self._own:
            ends *= 1 - self._own_share(place, anything) * self._own.goes_on(place.phrase)
        lead = place.lead + math.log10(ends) - general
        return general + self._gain(lead) - place.gain

    def _own_share(self, place: Place, anything: float) -> float:
        """Probability that a phrase of the user's begins or goes on."""
        if place.phrase:
            return INSIDE
        return OWN * (1.0 if place == self._begin else anything)

    def _gain(self, lead: float) -> float:
        return math.log10(1 - self._share + self._share * 10.0 ** min(lead, 200.0))

    def _asked(self, context: tuple[int, ...], word: str) -> tuple[tuple[int, ...], float, float]:
        """The context after a word, the word's probability as one that the n-grams know, and that
        of any word there."""
        found = self._memo.get((context, word))
        if found is None:
            if len(self._memo) >= MEMO:
                self._memo.clear()
            after, known = self._ngrams.score(context, word)
            anything = self._ngrams.score(context, UNKNOWN)[1]
            listed = 10.0**known if word in self._known or word == END else 0.0
            found = self._memo[context, word] = after, listed, 10.0**anything
        return found


def read_commands(folder: Path) -> NGrams | None:
    """The n-grams of commands of a model folder; None if it brings none.

    Raises:
        BadModel: they are damaged.
    """
    return unpack(folder / COMMANDS) if (folder / COMMANDS).is_file() else None
