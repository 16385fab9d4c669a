"""The searches find what was hidden."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.speech.decode import DecoderSettings
from assistant.speech.endpoint import Gate
from assistant.speech.recognise import Heard
from training.speech_judge import REFUSED, judge_settings, signs
from training.tune_decoder import Utterance, error_rates, mean, search


def test_search_finds_the_bottom_of_a_bowl() -> None:
    calls = []

    def bowl(settings: DecoderSettings) -> float:
        calls.append(settings)
        return (
            (settings.language_weight - 2.25) ** 2
            + (settings.word_score + 1.5) ** 2
            + (settings.prior_scale - 0.5) ** 2
            + settings.boundary_score**2
        )

    best = search(bowl, DecoderSettings())
    assert best.language_weight == pytest.approx(2.25, abs=0.13)
    assert best.word_score == pytest.approx(-1.5, abs=0.26)
    assert best.prior_scale == pytest.approx(0.5, abs=0.06)
    assert best.boundary_score == 0
    assert len(calls) == len(set(calls))


def test_search_never_leaves_what_makes_sense() -> None:
    best = search(lambda s: s.language_weight + s.prior_scale, DecoderSettings())
    assert best.language_weight >= 0
    assert best.prior_scale >= 0


def test_error_rates_by_hand() -> None:
    said = [
        Utterance("a", "one two three four", "one too three", ()),
        Utterance("a", "five six", "five six", ()),
        Utterance("b", "seven", "", ()),
    ]
    rates = error_rates(said, lambda utterance: utterance.spelt)
    assert rates == {"a": round(2 / 6, 4), "b": 1.0}
    assert mean(rates) == pytest.approx((0.3333 + 1) / 2)


def test_judge_accepts_the_speech_and_refuses_the_noise() -> None:
    chance = np.random.default_rng(0)
    speech = list(map(tuple, chance.normal((0.7, 2.0, 3.0), (0.05, 0.3, 2), (400, 3)).tolist()))
    noise = list(map(tuple, chance.normal((0.4, 0.0, -3.0), (0.05, 0.5, 2), (300, 3)).tolist()))
    fitted = judge_settings([[s] for s in speech], [[n] for n in noise], DecoderSettings())

    weights = (fitted.speech_certainty, fitted.speech_rate, fitted.speech_activity)

    def accepted(points: list[tuple[float, ...]]) -> float:
        return float(np.mean(np.array(points) @ weights + fitted.speech_bias >= 0))

    assert accepted(speech) >= 1 - 2 * REFUSED
    assert accepted(noise) < 0.05


def test_signs_leave_out_pieces_without_symbols() -> None:
    blank = torch.tensor([[0.9, 0.1]]).log()
    named = torch.tensor([[0.2, 0.8]]).log()
    a_second = 1 + 2 * Gate().margin  # of speech, between its margins
    found = list(signs([Heard(0, blank, blank, a_second), Heard(0, named, named, a_second)]))
    assert found == [(pytest.approx(0.8), pytest.approx(0.0), 0.0)]
