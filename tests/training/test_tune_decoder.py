"""The searches find what was hidden."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.speech.activity import SURE
from assistant.speech.decode import DecoderSettings, Hypothesis
from assistant.speech.endpoint import Gate
from assistant.speech.recognise import Heard
from training.reranking import Said, choice, chosen, error_rates, mean
from training.speech_judge import REFUSED, judge_settings, signs
from training.tune_decoder import STEPS, Decoded, search, search_weights


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

    best = search(bowl, DecoderSettings(), {**STEPS, "prior_scale": 0.2, "boundary_score": 1.0})
    assert best.language_weight == pytest.approx(2.25, abs=0.13)
    assert best.word_score == pytest.approx(-1.5, abs=0.26)
    assert best.prior_scale == pytest.approx(0.5, abs=0.06)
    assert best.boundary_score == 0
    assert len(calls) == len(set(calls))


def test_search_never_leaves_what_makes_sense() -> None:
    best = search(lambda s: s.language_weight + s.word_score**2, DecoderSettings(), STEPS)
    assert best.language_weight == 0
    assert best.word_score == 0


def hypothesis(text: str, sound: float, language: float) -> Hypothesis:
    return Hypothesis(tuple(text.split()), sound + 2 * language, sound, language)


def test_reweighing_by_hand() -> None:
    """Sound alone prefers "too keys"; the n-grams at weight 2 "two keys": -3 - 2 < -1.5 - 6."""
    pieces = [
        choice([hypothesis("too keys", -1.5, -3), hypothesis("two keys", -3, -1)]),
        choice([hypothesis("", 0, 0)]),
        choice([]),
        choice([hypothesis("bee", -1, -1)]),
    ]
    assert chosen(pieces, (1, 0, 0)) == "too keys bee"
    assert chosen(pieces, (1, 2, 0)) == "two keys bee"
    lists = [(Said("a", "two keys bee"), pieces), (Said("b", "see"), pieces[2:])]
    assert error_rates(lists, (1, 0, 0)) == {"a": round(1 / 3, 4), "b": 1.0}
    assert mean(error_rates(lists, (1, 2, 0))) == pytest.approx(0.5)


def test_the_recurrent_model_is_one_more_part() -> None:
    both = choice([hypothesis("too", 0, 0), hypothesis("two", 0, 0)], recurrent=[-2, -1])
    assert both.parts.tolist() == [[0, 0, 1, -2], [0, 0, 1, -1]]
    assert chosen([both], (1, 0, 0, 0.5)) == "two"


def test_decoding_anew_ends_where_it_brings_nothing() -> None:
    """The candidates ask for a weight above 2.4; then another prior scale is better as well."""
    lists = [(Said("a", "two"), [choice([hypothesis("too", 0, -5), hypothesis("two", -12, 0)])])]
    tried = []

    def decoded(settings: DecoderSettings) -> Decoded:
        tried.append(settings)
        rate = abs(settings.language_weight - 3.25) / 10 + abs(settings.prior_scale - 0.8)
        return Decoded(settings, [], lists, {"a": rate})

    best = search_weights(decoded, DecoderSettings(language_weight=2.0, prior_scale=0.6))
    assert best.settings.language_weight == 2.5
    assert best.settings.prior_scale == pytest.approx(0.8)
    assert len(tried) == 4


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
    assert found == [(pytest.approx(0.8), pytest.approx(0.0), SURE)]


def test_all_clips_of_a_corpus_count() -> None:
    said = [Said("a", "one two three"), Said("a", "four")]
    lists = [
        (said[0], [choice([Hypothesis(("one", "two"), 0.0)])]),
        (said[1], [choice([Hypothesis(("four",), 0.0)])]),
    ]
    assert error_rates(lists, (1, 0, 0)) == {"a": 0.25}
