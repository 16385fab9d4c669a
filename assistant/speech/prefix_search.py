"""CTC prefix beam search without a lexicon: the probability of a text over all its alignments.

After Graves and Jaitly (2014) and Hannun et al. (2014), "First-pass large vocabulary continuous
speech recognition using bi-directional recurrent DNNs", without a language model.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from torch import Tensor

Prefix = tuple[int, ...]


@dataclass(frozen=True)
class Candidate:
    """A text and how likely it is, all its alignments together."""

    symbols: Prefix
    log_probability: float


def prefix_beam_search(log_probabilities: Tensor, beam: int = 8) -> list[Candidate]:
    """The most probable symbol sequences, best first; exact if the beam is wide enough.

    log_probabilities : Tensor, shape = (frames, symbols), blank first
    """
    # For each prefix: log-probability of the paths that end in blank, and of the others.
    beams: dict[Prefix, tuple[float, float]] = {(): (0.0, -math.inf)}
    for frame in log_probabilities.tolist():
        extended: dict[Prefix, tuple[float, float]] = {}
        for prefix, (blank, symbol) in beams.items():
            _add(extended, prefix, _log_add(blank, symbol) + frame[0], ends_blank=True)
            for index, score in enumerate(frame[1:], start=1):
                repeated = bool(prefix) and prefix[-1] == index
                if repeated:
                    _add(extended, prefix, symbol + score, ends_blank=False)
                # A symbol that repeats is a new one only after a blank.
                before = blank if repeated else _log_add(blank, symbol)
                _add(extended, (*prefix, index), before + score, ends_blank=False)
        ranked = sorted(extended.items(), key=lambda item: _log_add(*item[1]), reverse=True)
        beams = dict(ranked[:beam])
    found = [Candidate(prefix, _log_add(*scores)) for prefix, scores in beams.items()]
    return sorted(found, key=lambda candidate: -candidate.log_probability)


def _add(
    beams: dict[Prefix, tuple[float, float]], prefix: Prefix, score: float, ends_blank: bool
) -> None:
    if score == -math.inf:
        return
    blank, symbol = beams.get(prefix, (-math.inf, -math.inf))
    if ends_blank:
        beams[prefix] = _log_add(blank, score), symbol
    else:
        beams[prefix] = blank, _log_add(symbol, score)


def _log_add(a: float, b: float) -> float:
    if a < b:
        a, b = b, a
    return a if b == -math.inf else a + math.log1p(math.exp(b - a))
