"""The same words from a longer and a shorter vocal tract."""

from __future__ import annotations

import math
from functools import cache

import torch
from torch import Tensor

from assistant.speech.features import FEATURES

WIDEST = 0.2
"""Nobody's formants lie further from the mean."""


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
