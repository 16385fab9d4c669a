"""Sounds from formulas: finite, bounded, the same for a seed."""

import numpy as np
import pytest

from assistant.messages import SAMPLE_RATE
from training.sounds import MAKERS, add, make, note


@pytest.mark.parametrize("kind", MAKERS)
def test_every_kind_is_a_sound_and_a_seed_decides_it(kind):
    one, again, other = make(kind, 2.0, 1), make(kind, 2.0, 1), make(kind, 2.0, 2)
    assert one.shape == (2 * SAMPLE_RATE,)
    assert one.dtype == np.float32
    assert np.isfinite(one).all()
    assert np.abs(one).max() <= 1
    assert np.array_equal(one, again)
    assert kind == "silence" or not np.array_equal(one, other)


def test_a_new_kind_leaves_the_others_as_they_were(monkeypatch):
    before = make("hum", 0.5, 3)
    monkeypatch.setitem(MAKERS, "aardvark", MAKERS["hiss"])
    assert np.array_equal(make("hum", 0.5, 3), before)


def test_a_note_has_its_pitch():
    sound = note(440.0, 1.0, 0.0, 1, np.random.default_rng(1))
    spectrum = np.abs(np.fft.rfft(sound))
    assert spectrum.argmax() == pytest.approx(440, abs=3)


def test_what_reaches_past_the_end_is_cut():
    sound = np.zeros(SAMPLE_RATE)
    add(sound, 0.75, np.ones(SAMPLE_RATE))
    add(sound, 2.0, np.ones(10))
    assert sound.sum() == SAMPLE_RATE / 4
