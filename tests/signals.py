"""Sounds made from formulas, for tests that need something like speech, or unlike it."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from assistant.messages import SAMPLE_RATE

VOWELS = ((730, 1090, 2440), (270, 2290, 3010), (300, 870, 2240), (530, 1840, 2480))
"""Hertz: the first three formants of the vowels in "father", "see", "do" and "bed"."""


def noise(length: int, tilt: int, seed: int = 0) -> npt.NDArray[np.float64]:
    """Random noise of deviation 1; its power falls with frequency to the power of `tilt`."""
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(length))
    frequency = np.maximum(np.fft.rfftfreq(length, 1 / SAMPLE_RATE), 20)
    sound = np.fft.irfft(spectrum / frequency ** (tilt / 2), length)
    return sound / sound.std()


def talk(seconds: float, seed: int = 0) -> npt.NDArray[np.float64]:
    """A babble of vowels that glide into each other at a wavering pitch, peak 1."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    chance = np.random.default_rng(seed)
    pitch = chance.uniform(100, 200) * (1 + 0.15 * np.sin(2 * np.pi * 1.3 * time + seed))
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE
    corners = np.arange(0, seconds + 0.3, 0.15)
    chosen = np.array(VOWELS)[chance.integers(0, len(VOWELS), len(corners))]
    sound = np.zeros(len(time))
    for harmonic in range(1, 30):
        frequency = harmonic * pitch
        gain = sum(
            1 / (1 + ((frequency - np.interp(time, corners, chosen[:, i])) / 90) ** 2)
            for i in range(3)
        )
        sound += gain * np.sin(harmonic * phase) * (frequency < 5000) / harmonic**0.5
    sound *= 0.55 - 0.45 * np.cos(2 * np.pi * 4 * time)  # syllables
    return sound / np.abs(sound).max()
