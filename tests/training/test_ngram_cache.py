"""The n-gram model that remembers what was read."""

import math

import numpy as np
import pytest

from training.ngram_cache import remembered


def test_by_hand():
    """Half of .2, and half of what share of those before were the same."""
    alone = np.log(np.full(4, 0.2))
    found = np.exp(remembered(alone, [7, 7, 3, 7], 0.5)).tolist()
    assert found == pytest.approx([0.2, 0.1 + 0.5, 0.1, 0.1 + 0.5 * 2 / 3])


def test_what_is_further_back_is_forgotten():
    alone = np.log(np.full(4, 0.2))
    found = np.exp(remembered(alone, [7, 3, 3, 7], 0.5, window=2)).tolist()
    assert found[3] == pytest.approx(0.1)


def test_all_ids_together_have_the_probability_one():
    chances = np.log(np.array([0.5, 0.3, 0.2]))
    read = [0, 2, 2, 1, 0]
    total = 0.0
    for index in range(3):
        last = np.append(np.zeros(len(read)), chances[index])
        total += math.exp(remembered(last, [*read, index], 0.4)[-1])
    assert total == pytest.approx(1.0)


def test_without_a_share_nothing_changes():
    alone = np.log(np.array([0.1, 0.9, 0.4]))
    assert remembered(alone, [1, 1, 2], 0.0) == pytest.approx(alone)
