"""Sounds that are not speech, made from formulas: to train on, to fit on, and to measure with.

Each maker takes a length in samples and a source of chance, and returns samples of any level,
shape = (time,). Other seeds give other sounds of the same kind.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from assistant.messages import SAMPLE_RATE

Floats = npt.NDArray[np.float64]
Maker = Callable[[int, np.random.Generator], Floats]

SCALE = (0, 2, 4, 5, 7, 9, 11, 12)
"""Semitones of the major scale."""
CHORDS = ((0, 4, 7), (0, 3, 7), (0, 5, 9), (0, 4, 7, 10))
"""Semitones above the root."""


def silence(length: int, chance: np.random.Generator) -> Floats:
    """Nothing at all, or the faint hiss of a microphone."""
    level = 0.0 if chance.random() < 0.3 else 10 ** chance.uniform(-5, -3.3)
    return level * chance.standard_normal(length)


def hiss(length: int, chance: np.random.Generator) -> Floats:
    """White to brown noise, steady or in waves, or switched on for a while."""
    sound = coloured(length, chance.uniform(0, 2), chance)
    time = np.arange(length) / SAMPLE_RATE
    wave = 1 + chance.uniform(0, 0.95) * np.sin(2 * np.pi * chance.uniform(0.1, 3) * time)
    if chance.random() < 0.3:
        start, end = np.sort(chance.uniform(0, length, 2))
        wave *= (np.arange(length) > start) & (np.arange(length) < end)
    return sound * wave * 10 ** chance.uniform(-3, -0.7)


def hum(length: int, chance: np.random.Generator) -> Floats:
    """Mains, fans and motors: many harmonics of one low note, the speed drifting a little."""
    base = chance.choice([50.0, 60.0, chance.uniform(30, 400)])
    drift = 1 + chance.choice([0.0, chance.uniform(0, 0.03)]) * np.sin(
        2 * np.pi * chance.uniform(0.05, 0.5) * np.arange(length) / SAMPLE_RATE
    )
    phase = 2 * np.pi * np.cumsum(base * drift) / SAMPLE_RATE
    gains = chance.exponential(size=30) / np.arange(1, 31) ** chance.uniform(0.3, 1.5)
    sound = sum(gain * np.sin(k * phase) for k, gain in enumerate(gains, start=1))
    beat = 1 + chance.uniform(0, 0.5) * np.sin(phase * chance.choice([0.1, 0.5, 1.0]))
    faint = coloured(length, 1, chance) * 10 ** chance.uniform(-3, -1)
    return (normal(sound * beat) + faint) * 10 ** chance.uniform(-3, -0.7)


def tone(length: int, chance: np.random.Generator) -> Floats:
    """A held tone, or beeps."""
    time = np.arange(length) / SAMPLE_RATE
    phase = 2 * np.pi * chance.uniform(120, 3500) * time
    shapes: tuple[Callable[[Floats], Floats], ...] = (
        np.sin,
        lambda x: np.sign(np.sin(x)),
        lambda x: x / np.pi % 2 - 1,
    )
    sound = shapes[chance.integers(len(shapes))](phase)
    if chance.random() < 0.6:
        period = chance.uniform(0.1, 1.5)
        sound = sound * (time % period < period * chance.uniform(0.2, 0.7))
    return sound * 10 ** chance.uniform(-2.5, -0.7)


def melody(length: int, chance: np.random.Generator) -> Floats:
    """One voice: plucked, bowed or blown notes of a scale, with vibrato or without."""
    beat, root = chance.uniform(0.12, 0.6), chance.uniform(80, 800)
    decay, partials = chance.choice([0.0, chance.uniform(1, 12)]), int(chance.integers(1, 12))
    sound = np.zeros(length)
    for start in np.arange(0, length / SAMPLE_RATE, beat):
        pitch = root * 2 ** (chance.choice(SCALE) / 12)
        held = beat * chance.choice([0.5, 1.0, 1.0, 2.0])
        if chance.random() < 0.85:
            add(sound, start, note(pitch, held, decay, partials, chance))
    return normal(sound) * 10 ** chance.uniform(-2.5, -0.7)


def chords(length: int, chance: np.random.Generator) -> Floats:
    """Several notes at once with a bass, sometimes over drums: a band in the next room."""
    beat, root = chance.uniform(0.25, 1.5), chance.uniform(100, 350)
    decay, partials = chance.uniform(0, 5), int(chance.integers(3, 12))
    sound = np.zeros(length)
    for start in np.arange(0, length / SAMPLE_RATE, beat):
        low = root * 2 ** (chance.choice(SCALE) / 12)
        for semitone in (*CHORDS[chance.integers(len(CHORDS))], -12):
            pitch = low * 2 ** (semitone / 12)
            add(sound, start, note(pitch, beat, decay, partials, chance))
    if chance.random() < 0.5:
        sound = normal(sound) + chance.uniform(0.2, 1.5) * normal(drums(length, chance))
    return normal(sound) * 10 ** chance.uniform(-2.5, -0.7)


def drums(length: int, chance: np.random.Generator) -> Floats:
    """Bursts of noise and thumps in time."""
    beat = chance.uniform(0.15, 0.5)
    sound = np.zeros(length)
    for number, start in enumerate(np.arange(0, length / SAMPLE_RATE, beat)):
        time = np.arange(SAMPLE_RATE // 4) / SAMPLE_RATE
        if number % 2:
            hit = chance.standard_normal(len(time)) * np.exp(-time * chance.uniform(15, 60))
        else:
            fall = 2 * np.pi * (60 * time + 6 * (1 - np.exp(-20 * time)))
            hit = 2 * np.sin(fall) * np.exp(-12 * time)
        add(sound, start, hit * chance.uniform(0.4, 1))
    return normal(sound) * 10 ** chance.uniform(-2.5, -0.7)


def typing(length: int, chance: np.random.Generator) -> Floats:
    """Keys, clicks and knocks: each a short, damped ring, at the times that fingers take."""
    sound = 10 ** chance.uniform(-4, -2.5) * chance.standard_normal(length)
    start, pace = chance.uniform(0, 0.5), chance.uniform(0.08, 0.6)
    while start < length / SAMPLE_RATE:
        time = np.arange(int(chance.uniform(0.005, 0.06) * SAMPLE_RATE)) / SAMPLE_RATE
        ring = np.sin(2 * np.pi * chance.uniform(200, 5000) * time) * chance.uniform(0, 2)
        click = (ring + chance.standard_normal(len(time))) * np.exp(-time * chance.uniform(80, 600))
        add(sound, start, click * 10 ** chance.uniform(-1.3, -0.3))
        start += pace * chance.uniform(0.3, 2)
    return sound


def breath(length: int, chance: np.random.Generator) -> Floats:
    """Breathing in and out close to the microphone: hiss through a wide resonance."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    frequency = np.fft.rfftfreq(length, 1 / SAMPLE_RATE)
    shape = sum(
        chance.uniform(0.3, 1) / (1 + ((frequency - centre) / chance.uniform(250, 900)) ** 2)
        for centre in chance.uniform(200, 4500, 3)
    )
    sound = normal(np.fft.irfft(spectrum * shape, length))
    envelope = np.zeros(length)
    start = chance.uniform(0, 1)
    while start < length / SAMPLE_RATE:
        lasts = chance.uniform(0.3, 1.8)
        rise = np.sin(np.pi * np.linspace(0, 1, int(lasts * SAMPLE_RATE))) ** chance.uniform(1, 3)
        add(envelope, start, rise * chance.uniform(0.3, 1))
        start += lasts + chance.uniform(0.1, 1.5)
    return sound * envelope * 10 ** chance.uniform(-2.5, -0.8)


MAKERS: dict[str, Maker] = {
    "silence": silence,
    "hiss": hiss,
    "hum": hum,
    "tone": tone,
    "melody": melody,
    "chords": chords,
    "drums": drums,
    "typing": typing,
    "breath": breath,
}


def make(kind: str, seconds: float, seed: int) -> npt.NDArray[np.float32]:
    """A sound of one kind, in [-1, 1]; the same for the same arguments."""
    # Letters, not the place in `MAKERS`: a new kind must not change the others' sounds.
    chance = np.random.default_rng([seed, *kind.encode()])
    sound = MAKERS[kind](round(seconds * SAMPLE_RATE), chance)
    return np.clip(sound, -1, 1).astype(np.float32)


def coloured(length: int, tilt: float, chance: np.random.Generator) -> Floats:
    """Noise of deviation 1 whose power falls with frequency to the power of `tilt`."""
    spectrum = np.fft.rfft(chance.standard_normal(length))
    frequency = np.maximum(np.fft.rfftfreq(length, 1 / SAMPLE_RATE), 20)
    return normal(np.fft.irfft(spectrum / frequency ** (tilt / 2), length))


def note(
    pitch: float, seconds: float, decay: float, partials: int, chance: np.random.Generator
) -> Floats:
    """Harmonics of one pitch in hertz with a soft beginning and end."""
    time = np.arange(int(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    vibrato = chance.choice([0.0, 0.006]) * np.sin(2 * np.pi * 5.5 * time)
    phase = 2 * np.pi * np.cumsum(pitch * (1 + vibrato)) / SAMPLE_RATE
    heard = [k for k in range(1, partials + 1) if k * pitch < 7000] or [1]
    sound = sum(np.sin(k * phase) / k for k in heard) * np.exp(-decay * time)
    edge = np.minimum(1, np.minimum(time, time[::-1]) / 0.01)
    faded: Floats = sound * edge
    return faded


def add(sound: Floats, start: float, part: Floats) -> None:
    """Mix `part` in from `start` seconds on; what reaches past the end is cut."""
    first = int(start * SAMPLE_RATE)
    fits = part[: max(0, len(sound) - first)]
    sound[first : first + len(fits)] += fits


def normal(sound: Floats) -> Floats:
    """At deviation 1; silence stays silence."""
    scaled: Floats = sound / max(float(sound.std()), 1e-9)
    return scaled
