"""Changes to log-mel features that leave the words as they are.

Each function takes a clip's features, shape = (frames, mels), and a generator, and returns
features of the same kind. All randomness comes from the generator, so that a resumed
training hears just what an uninterrupted one would have heard.
"""

from __future__ import annotations

import torch
from torch import Tensor


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


def mask(features: Tensor, bands: int, frames: int, generator: torch.Generator) -> Tensor:
    """SpecAugment (Park et al. 2019) with one band of mels and one stretch of time.

    Masked cells get the clip's mean, which the network's normalisation turns into zero.
    """
    mean = features.mean(0)
    features = features.clone()
    width = int(torch.randint(bands + 1, (), generator=generator))
    start = int(torch.randint(features.shape[1] - width + 1, (), generator=generator))
    features[:, start : start + width] = mean[start : start + width]
    width = int(torch.randint(min(frames, len(features) // 5) + 1, (), generator=generator))
    start = int(torch.randint(len(features) - width + 1, (), generator=generator))
    features[start : start + width] = mean
    return features
