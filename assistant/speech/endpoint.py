"""Where speech starts and stops in a clip, told by the sound alone.

Three cheap signs tell speech from the rest. It is louder than the clip's own background
(steady hum and noise are not). Its spectrum has peaks (hiss and clicks have none). And its
spectrum moves all the time (a held tone or a hum does not). What passes all three is only
probably speech: `recognise` asks the network as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from assistant.messages import SAMPLE_RATE

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

HOP = SAMPLE_RATE // 100
"""Samples: 10 ms."""
WINDOW = 2 * HOP + HOP // 2
"""Samples: 25 ms."""
SPECTRUM = 512
"""Points of the Fourier transform."""
BAND = (200, 3800)
"""Hertz: where speech is strongest, and mains hum is not."""
BANDS = 16
"""Parts of `BAND` in which movement is measured."""
NOTHING = 1e-4
"""Samples within this of zero hold no sound at all: -80 dB re full scale, three steps of 16 bits.
Microphones are louder; muted ones, and programs that put silence around a clip, are not."""


@dataclass(frozen=True)
class Gate:
    """What counts as speech. Levels in decibels, times in seconds."""

    above_floor: float = 7.0
    """How far speech rises over the clip's quiet tenth."""
    below_peak: float = 40.0
    """How far it may fall behind the clip's loudest."""
    quietest: float = -62.0
    """Level, re full scale, below which nothing is heard."""
    flatness: float = 0.4
    """Geometric over arithmetic mean of the power in the band: noise is near 0.56."""
    movement: float = 2.0
    """Mean change of the band levels over 60 ms, the overall level taken out."""
    shortest: float = 0.07
    """Least time for which all three signs last: the onset of a note moves for 50 ms."""
    pause: float = 0.5
    """A shorter silence belongs to the speech around it."""
    margin: float = 0.45
    """Kept on both sides, for the soft beginnings and ends of words; networks that learned from
    whole clips spell a little better with some silence around the speech."""


@dataclass(frozen=True)
class Region:
    """One stretch of speech, in seconds from the start of the clip."""

    start: float
    end: float


def speech_regions(
    samples: npt.NDArray[np.float32], gate: Gate | None = None
) -> tuple[Region, ...]:
    """Stretches that are probably speech, in order, not overlapping; none for silence or noise.

    samples : shape (time,), in [-1, 1] at 16 kHz
    """
    gate = gate or Gate()
    power = _power(samples)
    level = 10 * np.log10(power.sum(1) + 1e-12)
    active = level > _threshold(level, gate)
    voiced = active & (_flatness(power) < gate.flatness) & (_movement(power) > gate.movement)
    regions = []
    for first, last in _runs(active, round(gate.pause * 100)):
        lengths = [end - start for start, end in _runs(voiced[first:last], pause=2)]
        if max(lengths, default=0) >= gate.shortest * 100:
            regions.append((first / 100 - gate.margin, last / 100 + gate.margin))
    return tuple(
        _sounding(samples, region) for region in _merged(regions, len(samples) / SAMPLE_RATE)
    )


def pieces(
    samples: npt.NDArray[np.float32], regions: tuple[Region, ...], longest: float
) -> tuple[Region, ...]:
    """Regions gathered into pieces of at most `longest` seconds, cut at pauses.

    Speech that goes on for longer is cut where it is quietest, in the later half of a piece.
    """
    gathered: list[Region] = []
    for region in regions:
        start = region.start
        if gathered and region.end - gathered[-1].start <= longest:
            start = gathered.pop().start
        while region.end - start > longest:
            half, end = start + longest / 2, start + longest
            cut = half + quietest(samples[round(half * SAMPLE_RATE) : round(end * SAMPLE_RATE)])
            gathered.append(Region(start, cut))
            start = cut
        gathered.append(Region(start, region.end))
    return tuple(gathered)


def quietest(samples: npt.NDArray[np.float32]) -> float:
    """The middle of the quietest tenth of a second, in seconds from the first sample.

    samples : shape (time,), at least a tenth of a second
    """
    width = SAMPLE_RATE // 10
    energy = np.convolve(samples.astype(np.float64) ** 2, np.ones(width), "valid")
    return (int(energy.argmin()) + width / 2) / SAMPLE_RATE


def _sounding(samples: npt.NDArray[np.float32], region: Region) -> Region:
    """Without the digital silence at its ends, so that the network hears the same of a clip
    whatever stands around it: a margin of nothing is nothing to learn from.
    """
    first, last = round(region.start * SAMPLE_RATE), round(region.end * SAMPLE_RATE)
    sounds = np.flatnonzero(np.abs(samples[first:last]) > NOTHING)
    if not len(sounds):
        return region
    return Region(
        (first + int(sounds[0])) / SAMPLE_RATE, (first + int(sounds[-1]) + 1) / SAMPLE_RATE
    )


def _power(samples: npt.NDArray[np.float32]) -> Floats:
    """Power spectrum within `BAND` of every 10 ms; the sum over points is the mean square.

    returns : shape (frames, points)
    """
    padded = np.pad(samples, (0, max(0, WINDOW - len(samples))))
    frames = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::HOP]
    window = np.hanning(WINDOW).astype(np.float32)
    points = slice(BAND[0] * SPECTRUM // SAMPLE_RATE, BAND[1] * SPECTRUM // SAMPLE_RATE + 1)
    scale = 2 / (SPECTRUM * (window**2).sum())
    parts = [  # in pieces: five minutes at once would take a gigabyte
        np.abs(np.fft.rfft(frames[i : i + 4096] * window, SPECTRUM)[:, points]) ** 2 * scale
        for i in range(0, len(frames), 4096)
    ]
    return np.concatenate(parts)


def _threshold(level: Floats, gate: Gate) -> float:
    """The level above which a frame may be speech; digital silence tells nothing of the room."""
    sounding = level[level > 20 * np.log10(NOTHING)]
    if not len(sounding):
        return gate.quietest
    floor = float(np.percentile(sounding, 10))
    peak = float(np.percentile(sounding, 99))
    return max(floor + gate.above_floor, peak - gate.below_peak, gate.quietest)


def _flatness(power: Floats) -> Floats:
    """Geometric over arithmetic mean of each spectrum, in (0, 1], tilted to be the flattest.

    Noise may fall with frequency (pink, brown) and yet have no peaks.
    """
    quiet = power + 1e-14
    points = np.arange(1, power.shape[1] + 1) + BAND[0] * SPECTRUM / SAMPLE_RATE
    geometric = np.log(quiet).mean(1)
    flatness = np.zeros(len(power))
    for tilt in (0, 1, 2):
        weight = points.astype(float) ** tilt
        lifted = np.exp(geometric + np.log(weight).mean()) / (quiet @ weight / len(weight))
        flatness = np.maximum(flatness, lifted)
    return flatness


def _movement(power: Floats) -> Floats:
    """Mean absolute change in decibels of the band levels between 30 ms before and after."""
    bands = np.stack([part.sum(1) for part in np.array_split(power, BANDS, axis=1)], axis=1)
    # The floor keeps rounding errors in empty bands from counting as movement.
    loudest = bands.max(1, keepdims=True)
    levels = 10 * np.log10(np.maximum(bands, loudest * 1e-4) + 1e-12)
    shape = levels - levels.mean(1, keepdims=True)
    step = 3
    padded = np.pad(shape, ((step, step), (0, 0)), mode="edge")
    moved: Floats = np.abs(padded[2 * step :] - padded[: -2 * step]).mean(1)
    return moved


def _runs(active: Flags, pause: int) -> list[tuple[int, int]]:
    """(first, last + 1) of the stretches of active frames; gaps shorter than `pause` are closed."""
    index = np.flatnonzero(active)
    if not len(index):
        return []
    breaks = np.flatnonzero(np.diff(index) > pause)
    firsts = index[np.r_[0, breaks + 1]]
    lasts = index[np.r_[breaks, len(index) - 1]] + 1
    return list(zip(firsts.tolist(), lasts.tolist(), strict=True))


def _merged(regions: list[tuple[float, float]], seconds: float) -> tuple[Region, ...]:
    """Cut to the clip, joined where they touch."""
    merged: list[Region] = []
    for start, end in regions:
        start, end = max(0.0, start), min(seconds, end)
        if merged and start <= merged[-1].end:
            merged[-1] = Region(merged[-1].start, end)
        else:
            merged.append(Region(start, end))
    return tuple(merged)
