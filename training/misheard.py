"""Sentences as they may be misheard: words replaced by ones that sound alike, dropped, put in.

How alike two words sound is a weighted edit distance of their phonemes: sounds that differ in
voice or a little in place cost little (as in the confusions of Miller and Nicely 1955), a vowel
for a consonant costs most. Only words of a given list come in: a recogniser, too, hears what it
expects.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.language.command_words import repaired
from assistant.speech.pronounce import Pronunciation

NEAR = 0.45
"""Farthest a word may be from the one that it stands for, in cost per phoneme of both."""
NEIGHBOURS = 8
SPREAD = 0.15
"""The larger, the more evenly near and far neighbours are chosen."""
KINDS = {"replace": 0.7, "drop": 0.18, "insert": 0.12}
LITTLE = ("a", "the", "and", "to", "it", "of", "in", "is", "uh", "for", "that", "on")
"""Words that are heard where there are none."""

VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW".split()
CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH".split()
PHONES = {phone: index for index, phone in enumerate((*VOWELS, *CONSONANTS))}
_ALIKE = (
    "P B,T D,K G,F V,S Z,SH ZH,CH JH,TH DH,M N,N NG,L R,W V,P T,T K,B D,D G,F TH,S TH,S SH,D DH,"
    "V DH,V B,W R,IH IY,EH AE,EH IH,AH UH,AH AA,AH IH,AH EH,AA AO,UW UH,OW AO,ER AH,EY EH,EY IY,"
    "AY AA,AW AA,OY AO,AE AA"
)
_WEAK = ("T", "D", "HH", "AH", "IH", "R", "L", "N")
"""Sounds that come and go most easily."""

Floats = npt.NDArray[np.float64]


def _costs() -> tuple[Floats, Floats]:
    """Of replacing one phoneme by another, and of dropping or putting in each."""
    vowels = len(VOWELS)
    replace = np.full((len(PHONES), len(PHONES)), 1.3)
    replace[:vowels, :vowels] = 0.7
    replace[vowels:, vowels:] = 0.9
    for pair in _ALIKE.split(","):
        one, other = (PHONES[phone] for phone in pair.split())
        replace[one, other] = replace[other, one] = 0.3
    np.fill_diagonal(replace, 0.0)
    gap = np.full(len(PHONES), 0.8)
    gap[[PHONES[phone] for phone in _WEAK]] = 0.5
    return replace, gap


REPLACE, GAP = _costs()


class Mishearing:
    """Mishears sentences within a list of words; the same for the same random numbers."""

    def __init__(
        self, words: Iterable[str], lexicon: Mapping[str, Sequence[Pronunciation]]
    ) -> None:
        """
        words : all that can be heard; those without a pronunciation never come in
        lexicon : word -> its pronunciations in ARPAbet without stress
        """
        self._lexicon = lexicon
        said = [
            (word, phones)
            for word in sorted(set(words))
            for phones in lexicon.get(word, ())
            if phones and all(phone in PHONES for phone in phones)
        ]
        self._words = [word for word, _ in said]
        self._lengths = np.array([len(phones) for _, phones in said], dtype=np.int64)
        longest = int(self._lengths.max(initial=0))
        self._phones = np.zeros((len(said), longest), dtype=np.int64)
        for row, (_, phones) in enumerate(said):
            self._phones[row, : len(phones)] = [PHONES[phone] for phone in phones]
        self._little = [word for word in LITTLE if word in set(words)]
        self.neighbours = lru_cache(maxsize=None)(self._neighbours)

    def _neighbours(self, word: str) -> tuple[tuple[str, float], ...]:
        """Other words that sound like it, nearest first, with cost per phoneme."""
        nearest: dict[str, float] = {}
        for phones in self._lexicon.get(word, ()):
            if not phones or not self._words or any(phone not in PHONES for phone in phones):
                continue
            costs = self._distances(phones) / (0.5 * (len(phones) + self._lengths))
            for row in np.flatnonzero(costs <= NEAR):
                other, cost = self._words[row], float(costs[row])
                if other != word and cost < nearest.get(other, np.inf):
                    nearest[other] = cost
        ranked = sorted(nearest.items(), key=lambda item: (item[1], item[0]))
        return tuple(ranked[:NEIGHBOURS])

    def _distances(self, phones: Sequence[str]) -> Floats:
        """To every pronunciation in the list; all rows of the table are reckoned at once."""
        gaps = GAP[self._phones]
        before = np.concatenate([np.zeros((len(gaps), 1)), np.cumsum(gaps, axis=1)], axis=1)
        for phone in phones:
            index = PHONES[phone]
            row = np.empty_like(before)
            row[:, 0] = before[:, 0] + GAP[index]
            kept = np.minimum(
                before[:, :-1] + REPLACE[index][self._phones], before[:, 1:] + GAP[index]
            )
            for place in range(kept.shape[1]):
                row[:, place + 1] = np.minimum(kept[:, place], row[:, place] + gaps[:, place])
            before = row
        result: Floats = before[np.arange(len(before)), self._lengths]
        return result

    def mishear(
        self, words: Sequence[str], tags: Sequence[str], numbers: random.Random, errors: int = 1
    ) -> tuple[list[str], list[str]]:
        """The sentence with so many errors, where so many are possible, and its BIO tags.

        No slot is lost whole, and no sentence is.
        """
        heard, marks = list(words), list(tags)
        for _ in range(errors):
            kinds = numbers.choices(list(KINDS), list(KINDS.values()))
            for kind in (*kinds, *KINDS):  # the next best where one can't be
                done = getattr(self, f"_{kind}")(heard, marks, numbers)
                if done:
                    break
        return heard, repaired(marks)

    def _replace(self, words: list[str], tags: list[str], numbers: random.Random) -> bool:
        places = [place for place, word in enumerate(words) if self.neighbours(word)]
        if not places:
            return False
        place = numbers.choice(places)
        near = self.neighbours(words[place])
        weights = [float(np.exp(-cost / SPREAD)) for _, cost in near]
        words[place] = numbers.choices([word for word, _ in near], weights)[0]
        return True

    def _drop(self, words: list[str], tags: list[str], numbers: random.Random) -> bool:
        """Short words go sooner; two words or one would say too little without one."""
        places = [place for place in range(len(words)) if not _alone(tags, place)]
        if not places or len(words) < 3:
            return False
        place = numbers.choices(places, [1 / len(words[place]) ** 2 for place in places])[0]
        if tags[place][0] == "B" and tags[place + 1 : place + 2] == [f"I{tags[place][1:]}"]:
            tags[place + 1] = tags[place]
        del words[place], tags[place]
        return True

    def _insert(self, words: list[str], tags: list[str], numbers: random.Random) -> bool:
        if not self._little or not words:
            return False
        place = numbers.randrange(len(words) + 1)
        inside = place < len(words) and tags[place][0] == "I"
        words.insert(place, numbers.choice(self._little))
        tags.insert(place, tags[place] if inside else "O")
        return True


def _alone(tags: Sequence[str], place: int) -> bool:
    """The word is all that its slot has."""
    begins = tags[place][0] == "B"
    return begins and (place + 1 == len(tags) or tags[place + 1][0] != "I")
