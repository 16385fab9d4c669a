"""Noise has the asked level and the asked colour."""

from __future__ import annotations

import numpy as np
import pytest

from bench.robustness import CODECS, mix, pink
from tests import tiny


@pytest.mark.parametrize("decibels", [0.0, 10.0, 20.0])
def test_noise_lies_so_many_decibels_below_the_speech(decibels: float) -> None:
    speech = tiny.tone(1.0, 440.0, 0.1)
    noise = pink(np.random.default_rng(0))(len(speech))
    added = mix(speech, noise, decibels) - speech
    ratio = 10 * np.log10(np.mean(speech**2) / np.mean(added**2))
    assert ratio == pytest.approx(decibels, abs=0.01)


def test_what_would_clip_is_made_quieter() -> None:
    mixed = mix(tiny.tone(level=0.9), tiny.tone(hertz=90.0), 0.0)
    assert np.abs(mixed).max() == pytest.approx(1.0)
    assert mixed.dtype == np.float32


def test_pink_noise_has_equal_power_in_every_octave() -> None:
    samples = pink(np.random.default_rng(0))(1 << 16)
    power = np.abs(np.fft.rfft(samples)) ** 2
    octaves = [power[2**k : 2 ** (k + 1)].sum() for k in range(6, 15)]
    assert max(octaves) / min(octaves) < 1.6


@pytest.mark.parametrize("name", CODECS)
def test_a_codec_keeps_length_and_tone_but_not_the_samples(name: str) -> None:
    sound = tiny.tone(1.03, 600.0, 0.3)
    coded = CODECS[name](sound)
    assert coded.shape == sound.shape and coded.dtype == np.float32
    assert np.argmax(np.abs(np.fft.rfft(coded))) == pytest.approx(600 * 1.03, abs=3)
    assert np.abs(coded - sound).max() > 1e-3
    # Whatever lies above what a telephone passes is lost on the way.
    if name == "GSM telephone":
        high = CODECS[name](tiny.tone(1.0, 6_000.0, 0.3))
        assert np.abs(high).max() < 0.02
