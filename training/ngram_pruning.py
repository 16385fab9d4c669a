"""Make an n-gram model smaller by dropping what it can best do without."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from assistant.speech.ngrams import Level
from training.ngram import TINY, KneserNey

Flags = npt.NDArray[np.bool_]


def prune(model: KneserNey, sizes: Sequence[int]) -> KneserNey:
    """A smaller model: of order 2, 3, ... at most so many n-grams, the most useful ones.

    Stolcke (1998): drop what changes the distribution least, weighted by how often its
    context occurs. N-grams that start a kept longer one stay, so a level may be larger.
    """
    levels, raw = list(model.levels), list(model.raw)
    leaf = np.ones(len(levels[-1]), bool)
    for n in range(len(levels) - 1, 0, -1):
        limit = sizes[n - 1] if n <= len(sizes) else len(levels[n])
        keep = _worth_keeping(model, n, leaf, limit)
        level, raw[n] = _select(levels[n], keep), raw[n][keep]
        if n + 1 < len(levels):
            moved = np.cumsum(keep) - 1
            above = levels[n + 1]
            levels[n + 1] = Level(
                moved[above.prefix], above.word, above.log_probability, above.log_backoff
            )
        levels[n] = level
        leaf = np.bincount(level.prefix, minlength=len(levels[n - 1])) == 0
    return renormalised(KneserNey(model.vocabulary, model.sentences, levels, raw))


def _worth_keeping(model: KneserNey, n: int, leaf: Flags, limit: int) -> Flags:
    """All inner n-grams of a level and the leaves whose loss would cost most, up to `limit`."""
    level = model.levels[n]
    spare = len(level) - limit
    if spare <= 0:
        return np.ones(len(level), bool)
    own = 10.0 ** level.log_probability.astype(np.float64)
    lower = 10.0 ** model.last_word(model.rows(n)[:, 1:])
    size = len(model.levels[n - 1])
    left = np.maximum(1 - np.bincount(level.prefix, own, size), TINY)[level.prefix]
    free = np.maximum(1 - np.bincount(level.prefix, lower, size), TINY)[level.prefix]
    after = np.log((left + own) / (free + lower))
    change = own * (np.log(lower) + after - np.log(own)) + left * (after - np.log(left / free))
    cost = -change * model.raw[n - 1][level.prefix]
    cost[~leaf] = np.inf
    keep = np.ones(len(level), bool)
    keep[np.argsort(cost, kind="stable")[:spare]] = False
    return keep | ~leaf


def renormalised(model: KneserNey) -> KneserNey:
    """The same n-grams, with back-off weights that make every context sum to one."""
    levels = list(model.levels)
    for n in range(1, len(levels)):
        # Scoring the lower order uses only back-offs that are right by now.
        current = KneserNey(model.vocabulary, model.sentences, levels, model.raw)
        own = 10.0 ** levels[n].log_probability.astype(np.float64)
        lower = 10.0 ** current.last_word(current.rows(n)[:, 1:])
        below = levels[n - 1]
        left = np.maximum(1 - np.bincount(levels[n].prefix, own, len(below)), TINY)
        free = np.maximum(1 - np.bincount(levels[n].prefix, lower, len(below)), TINY)
        backoff = np.log10(left / free)
        levels[n - 1] = Level(below.prefix, below.word, below.log_probability, backoff)
    return KneserNey(model.vocabulary, model.sentences, levels, model.raw)


def _select(level: Level, keep: Flags) -> Level:
    return Level(
        level.prefix[keep], level.word[keep], level.log_probability[keep], level.log_backoff[keep]
    )
