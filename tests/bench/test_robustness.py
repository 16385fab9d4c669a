"""Noise has the asked level and the asked colour."""

from __future__ import annotations

import numpy as np
import pytest

from bench.robustness import mix, pink
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
