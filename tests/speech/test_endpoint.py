"""Speech is found where it is; what merely sounds is not taken for it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from assistant.messages import SAMPLE_RATE
from assistant.speech.endpoint import Gate, Region, pieces, speech_regions
from tests.signals import noise, talk

TIME = np.arange(4 * SAMPLE_RATE) / SAMPLE_RATE


def hum(mains: float) -> np.ndarray:
    return 0.1 * sum(np.sin(2 * np.pi * mains * k * TIME) / k for k in range(1, 20))


def typing() -> np.ndarray:
    chance = np.random.default_rng(5)
    sound = 0.001 * chance.standard_normal(len(TIME))
    for start in chance.integers(0, len(TIME) - 500, 25):
        decay = np.exp(-np.arange(480) / chance.uniform(40, 150))
        sound[start : start + 480] += 0.4 * chance.standard_normal(480) * decay
    return sound


def melody(partials: int, decay: float, gap: float, octave: float = 1.0) -> np.ndarray:
    notes = []
    for semitone in (0, 2, 4, 5, 7, 9, 11, 12):
        time = np.arange(int(0.3 * SAMPLE_RATE)) / SAMPLE_RATE
        pitch = 440 * octave * 2 ** (semitone / 12)
        tone = sum(np.sin(2 * np.pi * pitch * k * time) / k for k in range(1, partials + 1))
        notes += [0.2 * tone * np.exp(-decay * time), np.zeros(int(gap * SAMPLE_RATE))]
    return np.concatenate(notes)


NOT_SPEECH = {
    "silence": np.zeros(len(TIME)),
    "one sample": np.array([0.5]),
    "constant": np.full(len(TIME), 0.3),
    "square": np.sign(np.sin(2 * np.pi * 200 * TIME)),
    "hum 50": hum(50),
    "hum 60": hum(60),
    "hum switched on": hum(50) * (TIME > 2),
    "white": 0.05 * noise(len(TIME), 0),
    "pink": 0.05 * noise(len(TIME), 1),
    "brown": 0.05 * noise(len(TIME), 2),
    "faint white": 1e-4 * noise(len(TIME), 0),
    "loud white": np.clip(noise(len(TIME), 0), -1, 1),
    "white burst": 0.1 * noise(len(TIME), 0) * ((TIME > 1) & (TIME < 2.5)),
    "pink burst": 0.1 * noise(len(TIME), 1) * ((TIME > 1) & (TIME < 2.5)),
    "waves": 0.05 * noise(len(TIME), 1) * (1 + 0.9 * np.sin(np.pi * TIME)),
    "typing": typing(),
    "held tone": 0.3 * np.sin(2 * np.pi * 440 * TIME),
    "beeps": melody(1, 0, 0.25),
    "flute": melody(2, 0, 0),
    "plucked": melody(6, 8, 0),
    "bass": melody(6, 3, 0, octave=0.25),
}


@pytest.mark.parametrize("name", NOT_SPEECH)
def test_what_only_sounds_is_not_speech(name: str) -> None:
    assert speech_regions(NOT_SPEECH[name].astype(np.float32)) == ()


@pytest.mark.parametrize("level", [0.5, 0.05, 0.01])
def test_speech_is_found_at_any_level(level: float) -> None:
    sound = np.concatenate([np.zeros(SAMPLE_RATE), level * talk(1.0), np.zeros(SAMPLE_RATE)])
    sound += 3e-4 * noise(len(sound), 0)  # of the microphone itself
    (region,) = speech_regions(sound.astype(np.float32))
    assert region.start == pytest.approx(1 - Gate().margin, abs=0.1)
    assert region.end == pytest.approx(2 + Gate().margin, abs=0.15)


@pytest.mark.parametrize("tilt", [0, 1, 2])
@pytest.mark.parametrize("seed", range(3))
def test_speech_passes_in_noise_ten_decibels_below(tilt: int, seed: int) -> None:
    voice = np.concatenate([np.zeros(8000), talk(2.0, seed), np.zeros(8000)])
    sound = voice + noise(len(voice), tilt) * talk(2.0, seed).std() * 10 ** (-10 / 20)
    regions = speech_regions(sound.astype(np.float32))
    assert regions
    assert regions[0].start < 1.0
    assert regions[-1].end > 2.0


def test_a_long_pause_parts_two_regions() -> None:
    pause = np.zeros(int(1.5 * SAMPLE_RATE))
    sound = np.concatenate([talk(1.0), pause, talk(1.0, 1), pause]).astype(np.float32)
    first, second = speech_regions(sound)
    assert first.start == 0
    assert first.end < 1.5 < 2.0 < second.start


def test_regions_are_ordered_and_inside_the_clip() -> None:
    pieces = [part for i in range(6) for part in (talk(0.4, i), np.zeros(9000))]
    sound = np.concatenate(pieces).astype(np.float32)
    regions = speech_regions(sound)
    edges = [edge for region in regions for edge in (region.start, region.end)]
    assert edges == sorted(edges)
    assert edges[0] >= 0
    assert edges[-1] <= len(sound) / SAMPLE_RATE


def test_pieces_gather_short_regions_and_part_at_pauses() -> None:
    regions = tuple(Region(start, start + 4.0) for start in (0.0, 6.0, 12.0, 30.0))
    sound = np.zeros(40 * SAMPLE_RATE, np.float32)
    assert pieces(sound, regions, 20.0) == (Region(0.0, 16.0), Region(30.0, 34.0))
    assert pieces(sound, regions, 9.0) == regions
    assert pieces(sound, (), 20.0) == ()


def test_unbroken_speech_is_cut_where_it_is_quietest() -> None:
    sound = 0.1 * noise(50 * SAMPLE_RATE, 0).astype(np.float32)
    sound[int(17.1 * SAMPLE_RATE) : int(17.3 * SAMPLE_RATE)] *= 0.01
    found = pieces(sound, (Region(1.0, 49.0),), 20.0)
    assert found[0].start == 1.0
    assert 17.1 < found[0].end < 17.3
    assert found[-1].end == 49.0
    for one, two in itertools.pairwise(found):
        assert one.end == two.start
    assert all(0 < piece.end - piece.start <= 20.0 for piece in found)


@pytest.mark.parametrize("around", [(0.5, 1.0), (0.0, 0.123), (2.0, 0.0)])
def test_digital_silence_around_a_clip_changes_nothing(around: tuple[float, float]) -> None:
    clip = (0.3 * talk(2.0, 3) + 0.002 * noise(2 * SAMPLE_RATE, 0)).astype(np.float32)
    before, after = (np.zeros(round(s * SAMPLE_RATE), np.float32) for s in around)
    (alone,) = speech_regions(clip)
    (within,) = speech_regions(np.concatenate([before, clip, after]))
    assert within.start == pytest.approx(alone.start + around[0], abs=1 / SAMPLE_RATE)
    assert within.end == pytest.approx(alone.end + around[0], abs=1 / SAMPLE_RATE)


def test_clicks_beside_speech_do_not_hide_it() -> None:
    sound = 0.3 * talk(2.0)
    sound[::4000] = 1.0
    assert speech_regions(sound.astype(np.float32)) == (Region(0.0, 2.0),)


def test_five_minutes_take_little_time_and_memory() -> None:
    sound = np.tile(np.concatenate([talk(2.0), np.zeros(2 * SAMPLE_RATE)]), 75)
    assert len(speech_regions(sound.astype(np.float32))) == 75
