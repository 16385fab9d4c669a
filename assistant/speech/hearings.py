"""The same sound heard more than once, and what the hearings agree on.

The network is sensitive to what no ear notices: heard from 5 ms later on, a clip changes one word
in eight, for the better as often as for the worse (see EXPERIMENTS.md). Where it errs by chance it
errs elsewhere each time, so the mean of several hearings errs less, and the same words spoken into
another microphone give the same text more often. (`models.ctc` takes the mean.)
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from assistant.messages import SAMPLE_RATE
from assistant.speech.features import log_mel
from assistant.speech.vocal_tract import warp_frequencies

WAYS = ((-1, -1), (1, 1), (2, -2), (-2, 2))
"""Of each further hearing, how far its formants are moved and how much later it begins, in parts
of the settings."""


def hearings(
    samples: npt.NDArray[np.float32], first: int, last: int, formants: float, shift: float
) -> Tensor:
    """Features of a piece of sound as it is, and of the same piece begun a little earlier or later
    with its formants moved down or up, see `WAYS`.

    samples : the whole sound, shape (time,), at `SAMPLE_RATE`; silent before and after
    first, last : where the piece begins and ends, in samples
    formants : part by which they are moved
    shift : seconds
    returns : Tensor, shape = (hearings, frames, mels); a single one if both are 0
    """
    plain = log_mel(torch.from_numpy(samples[first:last].copy()))
    if not formants and not shift:
        return plain[None]
    others = []
    for up, later in WAYS:
        moved = log_mel(
            torch.from_numpy(_cut(samples, first, last, round(later * shift * SAMPLE_RATE)))
        )
        others.append(warp_frequencies(moved, 1 + up * formants) if formants else moved)
    return torch.stack([plain, *others])


def _cut(
    samples: npt.NDArray[np.float32], first: int, last: int, by: int
) -> npt.NDArray[np.float32]:
    """As long as samples[first:last], from `by` later."""
    begin, end = first + by, min(last, len(samples)) + by
    cut = np.zeros(end - begin, np.float32)
    there = slice(max(0, begin), max(0, min(end, len(samples))))
    part = samples[there]
    cut[there.start - begin :][: len(part)] = part
    return cut
