"""Changes to log-mel features that leave the words as they are.

Each function takes a clip's features, shape = (frames, mels), and a generator, and returns
features of the same kind. All randomness comes from the generator, so that a resumed
training hears just what an uninterrupted one would have heard.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Protocol

import torch
from torch import Tensor
from torch.nn import functional as F

from assistant.speech.features import FEATURES, FRAMES_PER_SECOND
from assistant.speech.hearings import WAYS
from assistant.speech.vocal_tract import warp_frequencies


@dataclass(frozen=True)
class Spoiling:
    """How much of each change a clip gets. The shares are of the clips."""

    speed: float = 0.0
    """Stretched by up to this part, either way."""
    warp: float = 0.0
    """Formants moved by up to this part, either way."""
    room: float = 0.0
    """Share with reverberation."""
    noise: float = 0.0
    """Share with noise at 3 to 25 dB."""
    band: float = 0.0
    """Share that loses what a telephone or a cheap microphone loses."""
    silence: float = 0.0
    """Share that stands between stretches of digital silence, as a browser's recording may."""
    masks: int = 0
    """Masked stretches of mel bands in a clip, and of time in each four seconds."""

    def halved(self) -> Spoiling:
        """Half as much of everything, and no masks."""
        shares = ("speed", "warp", "room", "noise", "band", "silence")
        return replace(self, masks=0, **{name: getattr(self, name) / 2 for name in shares})


class Clips(Protocol):
    """Features of many clips."""

    def __len__(self) -> int: ...
    def __getitem__(self, index: int) -> Tensor: ...


def spoil(
    features: Tensor, spoiling: Spoiling, noises: Clips, generator: torch.Generator
) -> Tensor:
    """A clip as it might have been heard, in the order in which sound is spoilt on its way.

    The masks are not part of it: see `mask`.
    """

    def between(low: float, high: float) -> float:
        return uniform(low, high, generator)

    if spoiling.speed:
        features = change_speed(features, between(1 - spoiling.speed, 1 + spoiling.speed))
    if spoiling.warp:
        features = warp_frequencies(features, between(1 - spoiling.warp, 1 + spoiling.warp))
    if between(0, 1) < spoiling.room:
        features = add_room(features, between(0.15, 0.8), between(-3, 15))
    if between(0, 1) < spoiling.noise:
        noise = noises[int(torch.randint(len(noises), (), generator=generator))]
        features = add_noise(features, noise, between(3, 25), generator)
    if between(0, 1) < spoiling.band:
        features = limit_band(features, round(between(0, 8)), round(between(52, 79)))
    if between(0, 1) < spoiling.silence:
        before, after = between(0, 1) ** 2, between(0, 1) ** 2
        features = add_silence(features, before, after)
    return features


def hear_again(features: Tensor, formants: float, shift: float) -> list[Tensor]:
    """A clip as recognition hears it, see `assistant.speech.hearings`, here from features alone.

    formants : part by which they are moved
    shift : seconds
    returns : each shape = (frames, mels), the clip as it is first; it alone if both are 0
    """
    if not formants and not shift:
        return [features]
    others = [
        warp_frequencies(delay(features, later * shift * FRAMES_PER_SECOND), 1 + up * formants)
        for up, later in WAYS
    ]
    return [features, *others]


def delay(features: Tensor, frames: float) -> Tensor:
    """The same sound from so many frames later on, or earlier; its first or last frame is repeated
    where there is none."""
    places = (torch.arange(len(features)) + frames).clamp(0, len(features) - 1)
    below = places.floor().long()
    above = places.ceil().long()
    share = (places - below)[:, None]
    return features[below] * (1 - share) + features[above] * share


def mask(features: Tensor, masks: int, generator: torch.Generator) -> Tensor:
    """SpecAugment: hide stretches of bands and of time, see `Spoiling.masks`."""
    for _ in range(masks):
        features = mask_bands(features, 20, generator)
    for _ in range(masks * -(-len(features) // 400)):
        features = mask_time(features, 25, generator)
    return features


def uniform(low: float, high: float, generator: torch.Generator) -> float:
    return low + (high - low) * float(torch.rand((), generator=generator))


def change_speed(features: Tensor, factor: float) -> Tensor:
    """Stretch in time without changing pitch: factor 1.1 is 10 % faster."""
    frames = max(1, round(len(features) / factor))
    stretched = torch.nn.functional.interpolate(
        features.T[None], size=frames, mode="linear", align_corners=False
    )
    return stretched[0].T.contiguous()


def add_noise(
    features: Tensor, noise: Tensor, decibels: float, generator: torch.Generator
) -> Tensor:
    """Mix in noise at a signal-to-noise ratio, in the mel domain.

    Sound powers add up on average, so that mixing mel powers stands in for mixing samples,
    and needs no decoded audio at hand.

    noise : Tensor, shape = (frames, mels); a random stretch of it is taken, repeated if short
    """
    need = len(features)
    if len(noise) < need:
        noise = noise.repeat(-(-need // len(noise)), 1)
    start = int(torch.randint(len(noise) - need + 1, (), generator=generator))
    power, hiss = features.exp(), noise[start : start + need].exp()
    gain = power.mean() / hiss.mean().clamp_min(1e-10) * 10 ** (-decibels / 10)
    return (power + gain * hiss).log()


def add_room(features: Tensor, seconds: float, decibels: float) -> Tensor:
    """Reverberation, in the mel domain: each sound's power dies away exponentially.

    seconds : in which the echo falls by 60 dB
    decibels : of the direct sound over the whole of its echo
    """
    decay = 10 ** (-6 / (seconds * FRAMES_PER_SECOND))
    echo = decay ** torch.arange(1, round(seconds * FRAMES_PER_SECOND / 2) + 1).flip(0)
    echo *= 10 ** (-decibels / 10) / echo.sum()
    power = features.exp()
    padded = F.pad(power.T[:, None], (len(echo), 0))
    late = F.conv1d(padded, echo[None, None])[:, 0, :-1].T
    return (power + late).log()


def limit_band(features: Tensor, low: int, high: int) -> Tensor:
    """Only the bands low..high - 1 pass, as through a telephone or a cheap microphone."""
    limited = torch.full_like(features, math.log(FEATURES.floor))
    limited[:, low:high] = features[:, low:high]
    return limited


def add_silence(features: Tensor, before: float, after: float) -> Tensor:
    """Nothing at all, not even noise, for so many seconds before and after."""
    sides = (round(before * FRAMES_PER_SECOND), round(after * FRAMES_PER_SECOND))
    return F.pad(features, (0, 0, *sides), value=math.log(FEATURES.floor))


def mask_bands(features: Tensor, bands: int, generator: torch.Generator) -> Tensor:
    """Hide one stretch of up to `bands` mel bands: SpecAugment (Park et al. 2019).

    Masked cells get the clip's mean, which the network's normalisation turns into zero.
    """
    mean = features.mean(0)
    features = features.clone()
    width = int(torch.randint(bands + 1, (), generator=generator))
    start = int(torch.randint(features.shape[1] - width + 1, (), generator=generator))
    features[:, start : start + width] = mean[start : start + width]
    return features


def mask_time(features: Tensor, frames: int, generator: torch.Generator) -> Tensor:
    """Hide one stretch of up to `frames` frames, and of no more than a fifth of the clip."""
    mean = features.mean(0)
    features = features.clone()
    width = int(torch.randint(min(frames, len(features) // 5) + 1, (), generator=generator))
    start = int(torch.randint(len(features) - width + 1, (), generator=generator))
    features[start : start + width] = mean
    return features
