"""The same words from a longer and a shorter vocal tract.

A network hears a voice a little differently when its formants are moved. Where it errs by
chance, it errs elsewhere each time, so the mean of several hearings errs less.
"""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

from assistant.speech.features import FEATURES

WIDEST = 0.2
"""Nobody's formants lie further from the mean."""


def versions(features: Tensor, spread: float) -> Tensor:
    """A clip as it is, and with its formants moved by `spread` down and up.

    features : Tensor, shape = (frames, mels)
    spread : 0 for the clip alone
    returns : Tensor, shape = (1 or 3, frames, mels), the clip itself first
    """
    factors = (1 - spread, 1 + spread) if spread else ()
    return torch.stack([features, *(warp_frequencies(features, factor) for factor in factors)])


def pooled(log_probabilities: Tensor) -> Tensor:
    """What several hearings agree on: their geometric mean, normalised.

    log_probabilities : Tensor, shape = (hearings, frames, symbols)
    returns : Tensor, shape = (frames, symbols); of a single hearing exactly what it is
    """
    if len(log_probabilities) == 1:
        return log_probabilities[0]
    return log_probabilities.mean(0).log_softmax(-1)


def warp_frequencies(features: Tensor, factor: float) -> Tensor:
    """Move the formants: vocal tract length perturbation (Jaitly and Hinton 2013).

    factor : above 1 raises them, as a shorter vocal tract does; 0.9 to 1.1 stays human
    """
    index = _warped_bands(factor)
    below = index.floor().long().clamp(0, features.shape[1] - 2)
    share = index - below
    return features[:, below] * (1 - share) + features[:, below + 1] * share


@cache
def _mel_scale() -> tuple[float, float]:
    """Mels of the lowest and the highest band edge."""
    return _to_mel(FEATURES.low), _to_mel(FEATURES.high)


def _to_mel(hertz: float) -> float:
    return 2595 * math.log10(1 + hertz / 700)


def _warped_bands(factor: float) -> Tensor:
    """Where each warped band lies among the old ones, shape = (mels,)"""
    low, high = _mel_scale()
    step = (high - low) / (FEATURES.mels + 1)
    bands = torch.arange(FEATURES.mels)
    hertz = 700 * (10 ** ((low + (bands + 1) * step) / 2595) - 1)
    # Linear up to a bend, then straight to the upper end, so that no band falls off.
    bend = 0.8 * FEATURES.high / max(factor, 1.0)
    slope = (FEATURES.high - bend / factor) / (FEATURES.high - bend)
    source = torch.where(
        hertz <= bend, hertz / factor, FEATURES.high - slope * (FEATURES.high - hertz)
    )
    mels = 2595 * torch.log10(1 + source / 700)
    return ((mels - low) / step - 1).clamp(0, FEATURES.mels - 1)
