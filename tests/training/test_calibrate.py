"""A calibration that is fitted on made-up words says what they were made with."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assistant.messages import Word
from assistant.speech.confidence import Signs
from training.calibrate import Judged, Timing, crossed, fit, halves, share_close, timings
from training.metrics import calibration_error, matches
from training.regression import logistic_regression


def made_up(count: int, speakers: int = 10) -> list[Judged]:
    """Words that are right with the odds e^(agreement - 0.5); the other signs are noise."""
    chance = np.random.default_rng(0)
    words = []
    for number in range(count):
        signs = Signs(*chance.normal(0, 1, 9).tolist())
        right = chance.random() < 1 / (1 + math.exp(0.5 - signs.agreement))
        words.append(Judged(f"corpus/{number % speakers}", number // 5, signs, bool(right)))
    return words


def test_the_weights_come_back() -> None:
    calibration = fit(made_up(20_000))
    wanted = [0.0] * 9
    wanted[3] = 1.0
    assert calibration.weights == pytest.approx(wanted, abs=0.08)
    assert calibration.bias == pytest.approx(-0.5, abs=0.08)


def test_what_is_reported_is_measured_on_other_speakers() -> None:
    words = made_up(6000)
    first, second = halves(words)
    assert {word.speaker for word in first} & {word.speaker for word in second} == set()
    assert len(first) + len(second) == len(words)
    assert len(first) == pytest.approx(len(second), rel=0.1)
    for half in crossed(words).values():
        assert half["ece"] < 0.05
        assert 0.6 < half["auc"] < 0.85
        assert half["right_from_50%"] > half["right"]


def test_regression_of_separable_examples_stays_finite() -> None:
    signs = np.array([[-1.0], [-2.0], [1.0], [2.0]])
    slope, constant = logistic_regression(signs, np.array([0.0, 0, 1, 1]))
    assert 1 < slope < 50
    assert constant == pytest.approx(0, abs=1e-6)


def test_calibration_error_by_hand() -> None:
    """Two bins of two: .9 said and .5 right, .1 said and 0 right: (2 x .4 + 2 x .1) / 4."""
    assert calibration_error([0.9, 0.9, 0.1, 0.1], [1, 0, 0, 0]) == pytest.approx(0.25)
    assert calibration_error([1.0, 0.0], [1, 0]) == 0
    assert calibration_error([], []) == 0


def test_matches_by_hand() -> None:
    assert matches("the old clock".split(), "an old the clock".split()) == [(1, 1), (2, 3)]
    assert matches([], ["a"]) == []


def test_timings_are_of_words_that_are_right() -> None:
    heard = [Word("oh", 0, 0.1, 1), Word("see", 0.5, 1.0, 1)]
    reference = [Word("see", 0.42, 1.09, 1)]
    found = list(timings(heard, reference, [(0, 1)]))
    assert found == [Timing(pytest.approx(0.08), pytest.approx(-0.09))]
    assert [timing.close for timing in found] == [False]
    assert share_close([Timing(0.08, -0.08), Timing(0.0, 0.2)]) == 0.5
    assert share_close([]) == 0
