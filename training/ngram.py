"""Interpolated modified Kneser-Ney n-gram models (Chen & Goodman 1998) on word ids.

Used twice: as the decoder's language model, and as the baseline that our own networks must
beat. Ten million words take seconds for each order, because an n-gram is the pair (index
of its prefix, last word): counting an order is one sort of whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.speech.ngrams import NEVER, Level, NGrams, write_arpa

Ints = npt.NDArray[np.int64]
Doubles = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

START, END = "<s>", "</s>"
TINY = 1e-12
"""Stands in for probability mass that rounding has made zero or negative."""


@dataclass(frozen=True, eq=False)
class Counts:
    """The distinct n-grams of one order, sorted by (prefix, word); each field has shape (n,)."""

    prefix: Ints
    """Index into the order below of all words but the last."""
    word: Ints
    suffix: Ints
    """Index into the order below of all words but the first."""
    raw: Ints
    """Occurrences."""
    adjusted: Ints
    """Occurrences at the highest order and right after a sentence start; elsewhere the number
    of different words that came before: Kneser and Ney's idea."""


class KneserNey:
    """A trained model over ids 0 .. vocabulary - 1 and the two ends of a sentence."""

    def __init__(
        self,
        vocabulary: int,
        sentences: bool,
        levels: Sequence[Level],
        raw: Sequence[npt.NDArray[Any]],
    ) -> None:
        self.vocabulary = vocabulary
        self.sentences = sentences
        self.levels = tuple(levels)
        self.raw = tuple(raw)
        """Occurrences (of a mixture: relative) of the n-grams of each level, for pruning."""
        self._keys = [level.prefix * self.symbols + level.word for level in levels]

    @property
    def symbols(self) -> int:
        """Words, then sentence start and end: `vocabulary` and `vocabulary + 1`."""
        return self.vocabulary + 2

    @classmethod
    def train(
        cls,
        sequences: Iterable[Sequence[int] | Ints],
        order: int,
        vocabulary: int,
        cutoffs: Sequence[int] = (),
        sentences: bool = True,
    ) -> KneserNey:
        """Count and estimate.

        cutoffs : for order 1, 2, ...: n-grams that occur so often or less are left to the
            order below (0, or nothing, keeps all; unigrams are always kept)
        sentences : each sequence has a start and an end that are part of the model; without,
            the sequences are pieces of running text
        """
        if order < 1 or vocabulary < 1:
            raise ValueError("order and vocabulary must be at least 1")
        stream, place = _join(sequences, vocabulary, sentences)
        counts = _count(stream, place, order, vocabulary)
        keep = _above(counts, cutoffs)
        return cls(
            vocabulary,
            sentences,
            _estimate(counts, keep, vocabulary, sentences),
            [count.raw[kept] for count, kept in zip(counts, keep, strict=True)],
        )

    def log_probability(self, sequence: Sequence[int] | Ints) -> Doubles:
        """Natural log of p(token | what came before), for each token and then for the end.

        returns : shape (time + 1,) for models of sentences, else (time,)
        """
        stream, _ = _join([sequence], self.vocabulary, self.sentences)
        if not len(stream):
            return np.empty(0)
        order = len(self.levels)
        # Each row is one position and what precedes it; -1 is "before the beginning".
        padded = np.r_[np.full(order - 1, -1), stream]
        rows = np.lib.stride_tricks.sliding_window_view(padded, order)[: len(stream)]
        result: Doubles = self.last_word(rows) * np.log(10)
        return result[1:] if self.sentences else result

    def last_word(self, rows: Ints) -> Doubles:
        """Log 10 of p(last id | ids before it), rows of shape (n, length), -1 for none."""
        width = rows.shape[1]
        result: Doubles = self.levels[0].log_probability[rows[:, -1]].astype(np.float64)
        for n in range(1, width):
            if not len(self.levels[n - 1]):
                break  # so little text that no n-gram is this long
            context = self._find(rows[:, width - 1 - n : width - 1])
            gram = self._child(n, context, rows[:, -1])
            backoff = self.levels[n - 1].log_backoff[context].astype(np.float64)
            result += np.where(context >= 0, backoff, 0)
            result[gram >= 0] = self.levels[n].log_probability[gram[gram >= 0]]
        return result

    def following(self, context: Sequence[int]) -> Doubles:
        """Natural log of p(id | context) for every id, shape = (vocabulary,); what of the context
        is older than the model reaches back counts for nothing."""
        result = self.levels[0].log_probability[: self.vocabulary].astype(np.float64)
        for n in range(1, min(len(self.levels) - 1, len(context)) + 1):
            index = int(self._find(np.array([context[-n:]], np.int64))[0])
            if index < 0 or not len(self.levels[n]):
                break  # what was never seen was never seen with more before it
            result += float(self.levels[n - 1].log_backoff[index])
            first, last = np.searchsorted(
                self._keys[n], [index * self.symbols, index * self.symbols + self.vocabulary]
            )
            level = self.levels[n]
            result[level.word[first:last]] = level.log_probability[first:last]
        natural: Doubles = result * np.log(10)
        return natural

    def _find(self, rows: Ints) -> Ints:
        """Index of each row's n-gram in its level, or -1."""
        index: Ints = rows[:, 0].astype(np.int64)
        for n in range(1, rows.shape[1]):
            index = self._child(n, index, rows[:, n])
        return index

    def _child(self, n: int, prefix: Ints, word: Ints) -> Ints:
        keys = self._keys[n]
        wanted = np.where((prefix >= 0) & (word >= 0), prefix * self.symbols + word, -1)
        slot = np.minimum(np.searchsorted(keys, wanted), max(len(keys) - 1, 0))
        return np.where(keys[slot] == wanted, slot, -1) if len(keys) else np.full(len(word), -1)

    def rows(self, n: int) -> Ints:
        """The ids of all n-grams of level n, shape (size, n + 1)."""
        columns = [self.levels[n].word]
        prefix = self.levels[n].prefix
        for level in self.levels[n - 1 :: -1] if n else ():
            columns.append(level.word[prefix])
            prefix = level.prefix[prefix]
        return np.stack(columns[::-1], axis=1)

    def named(self, words: Sequence[str]) -> NGrams:
        """The model with words for ids, as the decoder packs it."""
        if len(words) != self.vocabulary:
            raise ValueError(f"need {self.vocabulary} words, not {len(words)}")
        return NGrams((*words, START, END), self.levels)

    def write_arpa(self, path: Path, words: Sequence[str]) -> None:
        """Write the text format that other tools read."""
        write_arpa(path, self.named(words))


def _join(
    sequences: Iterable[Sequence[int] | Ints], vocabulary: int, sentences: bool
) -> tuple[Ints, Ints]:
    """All sequences in a row, and each symbol's place in its own; shapes (time,)."""
    ends = ([vocabulary], [vocabulary + 1]) if sentences else ([], [])
    parts, lengths = [], []
    for sequence in sequences:
        ids = np.asarray(sequence, np.int64)
        if ids.size and (ids.min() < 0 or ids.max() >= vocabulary):
            raise ValueError(f"an id lies outside 0 .. {vocabulary - 1}")
        parts.append(np.concatenate([ends[0], ids, ends[1]]).astype(np.int64))
        lengths.append(len(parts[-1]))
    stream = np.concatenate([*parts, np.empty(0, np.int64)])
    starts = np.cumsum(lengths) - lengths if lengths else np.empty(0, np.int64)
    return stream, np.arange(len(stream)) - np.repeat(starts, lengths).astype(np.int64)


def _count(stream: Ints, place: Ints, order: int, vocabulary: int) -> list[Counts]:
    symbols = vocabulary + 2
    ids = np.arange(symbols)
    zeros = np.zeros(symbols, np.int64)
    found = [(zeros, ids, zeros, np.bincount(stream, minlength=symbols))]
    index = stream  # of the n-gram that ends at each position
    for n in range(1, order):
        position = np.flatnonzero(place >= n)
        key = index[position - 1] * symbols + stream[position]
        keys, first, inverse, raw = np.unique(
            key, return_index=True, return_inverse=True, return_counts=True
        )
        found.append((keys // symbols, keys % symbols, index[position[first]], raw))
        index = np.full(len(stream), -1)
        index[position] = inverse
    return _adjust(found, start=vocabulary)


def _adjust(found: list[tuple[Ints, Ints, Ints, Ints]], start: int) -> list[Counts]:
    counts = []
    opens = np.zeros(1, bool)  # whether the n-gram begins with a sentence start
    for n, (prefix, word, suffix, raw) in enumerate(found):
        opens = opens[prefix] if n else word == start
        adjusted = raw
        if n + 1 < len(found):
            before = np.bincount(found[n + 1][2], minlength=len(raw))
            adjusted = np.where(opens, raw, before)
        counts.append(Counts(prefix, word, suffix, raw, adjusted))
    return counts


def _above(counts: list[Counts], cutoffs: Sequence[int]) -> list[Flags]:
    """Which n-grams pass their cutoff or begin one that does."""
    keep = [np.ones(len(counts[0].raw), bool)]
    for n in range(1, len(counts)):
        keep.append(counts[n].raw > (cutoffs[n] if n < len(cutoffs) else 0))
    for n in range(len(counts) - 1, 1, -1):
        keep[n - 1][counts[n].prefix[keep[n]]] = True
    return keep


def _discounts(adjusted: Ints) -> Doubles:
    """What to take from counts of 0, 1, 2, and 3 or more (Chen & Goodman, equation 26)."""
    n = np.bincount(np.minimum(adjusted, 5), minlength=6).astype(float)
    if n[1:5].min() == 0:  # too little text to estimate them: what KenLM falls back to
        return np.array([0, 0.5, 1.0, 1.5])
    y = n[1] / (n[1] + 2 * n[2])
    i = np.arange(1, 4)
    taken: Doubles = np.r_[0, np.clip(i - (i + 1) * y * n[2:5] / n[1:4], 0.01, i)]
    return taken


def _estimate(
    counts: list[Counts], keep: list[Flags], vocabulary: int, sentences: bool
) -> list[Level]:
    lower = _unigrams(counts[0], vocabulary, sentences)
    kept: list[tuple[Ints, Ints, Doubles]] = [(counts[0].prefix, counts[0].word, lower)]
    backoffs: list[Doubles] = []
    moved = np.arange(len(lower))  # index among the kept ones of the order below
    for count, passed in zip(counts[1:], keep[1:], strict=True):
        discount = _discounts(count.adjusted)[np.minimum(count.adjusted, 3)]
        total = np.bincount(count.prefix, count.adjusted, len(lower))
        share = np.where(passed, count.adjusted - discount, 0) / np.maximum(total, 1)[count.prefix]
        backoff = np.maximum(1 - np.bincount(count.prefix, share, len(lower)), TINY)
        backoffs.append(backoff[keep[len(backoffs)]])
        # What was cut has no share of its own but still a probability, for the next order.
        lower = share + backoff[count.prefix] * lower[count.suffix]
        kept.append((moved[count.prefix[passed]], count.word[passed], lower[passed]))
        moved = np.cumsum(passed) - 1
    backoffs.append(np.ones(len(kept[-1][0])))
    return [
        Level(prefix, word, _log10(probability), _log10(backoff))
        for (prefix, word, probability), backoff in zip(kept, backoffs, strict=True)
    ]


def _unigrams(count: Counts, vocabulary: int, sentences: bool) -> Doubles:
    """Interpolated with the uniform distribution, so that no word is impossible."""
    possible = np.ones(vocabulary + 2)
    possible[vocabulary] = 0  # nothing is followed by a sentence start
    possible[vocabulary + 1] = sentences
    adjusted = count.adjusted * possible.astype(np.int64)
    total = adjusted.sum()
    uniform: Doubles = possible / possible.sum()
    if not total:
        return uniform
    share: Doubles = (adjusted - _discounts(adjusted)[np.minimum(adjusted, 3)]) / total
    smoothed: Doubles = share + (1 - share.sum()) * uniform
    return smoothed


def _log10(probability: Doubles) -> Doubles:
    with np.errstate(divide="ignore"):
        logarithm: Doubles = np.maximum(np.log10(probability), NEVER)
    return logarithm
