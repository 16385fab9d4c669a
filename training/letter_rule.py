"""What a letter sounds like between its neighbours: a baseline for reading words aloud.

Each letter of a word is aligned with none, one or two of its phonemes. Then a letter sounds as
it mostly does in the widest context that has been seen: three letters on either side, two, one,
or the letter alone (the decision list of van den Bosch and Daelemans 1993, without its weights).
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping, Sequence

from assistant.speech.pronounce import Pronunciation

WIDTHS = (3, 2, 1, 0)
"""Letters on either side, the widest first."""
ROUNDS = 4
"""Of aligning and counting anew."""
SAMPLE = 8000
"""Words that the alignment is learnt from."""
_EDGE = "#" * max(WIDTHS)

Cost = Callable[[str, Pronunciation], float]
"""Of a letter that sounds as these phonemes, in nats."""


def align(word: str, phones: Pronunciation, cost: Cost) -> list[Pronunciation] | None:
    """The cheapest share of the phonemes for each letter; None if there are too many."""
    best: list[dict[int, tuple[float, int]]] = [{0: (0.0, 0)}]
    for letter in word:
        reached: dict[int, tuple[float, int]] = {}
        for start, (spent, _) in best[-1].items():
            for end in range(start, min(start + 2, len(phones)) + 1):
                total = spent + cost(letter, phones[start:end])
                if end not in reached or total < reached[end][0]:
                    reached[end] = total, start
        best.append(reached)
    if len(phones) not in best[-1]:
        return None
    shares, end = [], len(phones)
    for column in reversed(best[1:]):
        start = column[end][1]
        shares.append(phones[start:end])
        end = start
    return shares[::-1]


def learn_costs(words: Mapping[str, Pronunciation]) -> Cost:
    """Begin with which letter and phoneme come in the same words; align, count, align again."""
    letters = Counter(letter for word in words for letter in set(word))
    sounds = Counter(phone for phones in words.values() for phone in set(phones))
    both = Counter((a, b) for word, phones in words.items() for a in set(word) for b in set(phones))

    def together(letter: str, share: Pronunciation) -> float:
        """Dice's coefficient; silence and pairs cost a little more than one likely sound."""
        each = (2 * both[letter, phone] / (letters[letter] + sounds[phone]) for phone in share)
        return sum(-math.log(value + 1e-4) for value in each) + (0.0 if len(share) == 1 else 2.0)

    cost: Cost = together
    for _ in range(ROUNDS):
        counts: Counter[tuple[str, Pronunciation]] = Counter()
        for word, phones in words.items():
            counts.update(zip(word, align(word, phones, cost) or [], strict=False))
        cost = _counted(counts)
    return cost


def _counted(counts: Counter[tuple[str, Pronunciation]]) -> Cost:
    totals: Counter[str] = Counter()
    for (letter, _), count in counts.items():
        totals[letter] += count

    def cost(letter: str, share: Pronunciation) -> float:
        return -math.log((counts[letter, share] + 0.01) / (totals[letter] + 1))

    return cost


class LetterRule:
    """Reads words by what was counted."""

    def __init__(self, words: Mapping[str, Sequence[Pronunciation]]) -> None:
        """words : each with its pronunciations, of which the first counts"""
        first = {word: said[0] for word, said in words.items()}
        few = dict(list(first.items())[:: 1 + len(first) // SAMPLE])
        cost = learn_costs(few)
        counts: defaultdict[str, Counter[Pronunciation]] = defaultdict(Counter)
        for word, phones in first.items():
            for place, share in enumerate(align(word, phones, cost) or []):
                for context in _contexts(word, place):
                    counts[context][share] += 1
        self._said = {context: said.most_common(1)[0][0] for context, said in counts.items()}

    def read(self, word: str) -> Pronunciation:
        said: list[str] = []
        for place in range(len(word)):
            seen = (self._said[c] for c in _contexts(word, place) if c in self._said)
            said += next(seen, ())
        return tuple(said)


def _contexts(word: str, place: int) -> list[str]:
    """The letter with its neighbours, widest first; `#` stands beyond the word."""
    padded = f"{_EDGE}{word}{_EDGE}"
    centre = place + len(_EDGE)
    return [padded[centre - width : centre + width + 1] for width in WIDTHS]
