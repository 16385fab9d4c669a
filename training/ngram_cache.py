"""An n-gram model that remembers: the cache of Kuhn and De Mori (1990).

A network with a neural cache adapts to the text that it reads, and a count of n-grams does not:
beside each other they are no fair pair. Here the n-gram model is mixed with how often each id
came among the last ones of the same text.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

WINDOW = 2000
"""Ids, as many as the neural cache looks back on."""


def remembered(
    log_probabilities: npt.NDArray[np.float64],
    ids: Sequence[int],
    share: float,
    window: int = WINDOW,
) -> npt.NDArray[np.float64]:
    """Natural logarithms of (1 - share) p(id) + share count(id among the last) / window.

    log_probabilities : of each id under the n-gram model, shape = (time,)
    share : of the probability, in [0, 1); nothing while nothing has been read
    """
    lately: deque[int] = deque()
    counts: dict[int, int] = {}
    mixed = np.empty(len(ids))
    for place, (index, chance) in enumerate(zip(ids, log_probabilities, strict=True)):
        recent = counts.get(index, 0) / len(lately) if lately else 0.0
        kept = 1 - share if lately else 1.0
        mixed[place] = math.log(kept * math.exp(chance) + (1 - kept) * recent)
        lately.append(index)
        counts[index] = counts.get(index, 0) + 1
        if len(lately) > window:
            counts[lately.popleft()] -= 1
    return mixed
