"""Several n-gram models as one: text that is rare but apt gets its say.

Ten million words of talk drown one million of novels if all are simply counted together.
Instead each kind of text trains a model of its own, and every n-gram gets the weighted mean
of their probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from assistant.speech.ngrams import NEVER, Level
from training.ngram import KneserNey
from training.ngram_pruning import renormalised


def mix(models: Sequence[KneserNey], weights: Sequence[float]) -> KneserNey:
    """The linear interpolation of models over the same ids and of the same order.

    Exact for every n-gram that one of them holds; others back off, and every context sums to
    one. The weights are scaled to sum to one.
    """
    first = models[0]
    if any(m.symbols != first.symbols or len(m.levels) != len(first.levels) for m in models):
        raise ValueError("the models differ in vocabulary or order")
    shares = np.asarray(weights, float) / np.sum(weights)
    levels: list[Level] = []
    frequencies = []
    index = [np.empty(0, np.int64)] * len(models)  # each model's n-grams among all of them
    for n in range(len(first.levels)):
        keys = [
            (index[i][m.levels[n].prefix] if n else 0) * first.symbols + m.levels[n].word
            for i, m in enumerate(models)
        ]
        every = np.unique(np.concatenate(keys))
        index = [np.searchsorted(every, key) for key in keys]
        frequency = np.zeros(len(every))
        for model, share, place in zip(models, shares, index, strict=True):
            frequency[place] += share * model.raw[n] / max(1, model.raw[0].sum())
        frequencies.append(frequency)
        nothing = np.zeros(len(every))
        levels.append(Level(every // first.symbols, every % first.symbols, nothing, nothing))
    mixed = KneserNey(first.vocabulary, first.sentences, levels, frequencies)
    scored = [_scored(mixed, n, models, shares) for n in range(len(levels))]
    return renormalised(KneserNey(first.vocabulary, first.sentences, scored, frequencies))


def _scored(
    mixed: KneserNey, n: int, models: Sequence[KneserNey], shares: Sequence[float]
) -> Level:
    level = mixed.levels[n]
    probability = np.zeros(len(level))
    # In pieces: the rows of five million n-grams in every model at once would take gigabytes.
    rows = mixed.rows(n)
    for start in range(0, len(rows), 500_000):
        part = rows[start : start + 500_000]
        for model, share in zip(models, shares, strict=True):
            probability[start : start + len(part)] += share * 10.0 ** model.last_word(part)
    with np.errstate(divide="ignore"):
        logarithm = np.maximum(np.log10(probability), NEVER)
    return Level(level.prefix, level.word, logarithm, np.zeros(len(level)))
