"""Temperature and threshold of the understanding network, from dev sentences only."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional as F

from assistant.models.classifier import NONE
from training.understanding_scores import Reading

TEMPERATURES = np.geomspace(0.2, 5.0, 129)


def fit_temperature(logits: Tensor, wanted: Tensor) -> float:
    """The temperature at which the right answers are likeliest (Guo et al. 2017).

    logits : Tensor, shape = (examples, classes); wanted : ids, shape = (examples,)
    """
    if not len(wanted):
        return 1.0
    losses = [float(F.cross_entropy(logits / temperature, wanted)) for temperature in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def fit_threshold(readings: Sequence[Reading], worth: float) -> float:
    """The threshold with the best in-scope accuracy plus `worth` times out-of-scope recall.

    It stands halfway between the two dev sentences that it parts. Of several that are as good,
    the middle one of the first row of neighbours.

    readings : made with threshold 0 and the final temperature
    """
    refused = np.array([reading.none > reading.confidence for reading in readings])
    sure = np.array([reading.confidence for reading in readings])
    inside = np.array([reading.example.intent != NONE for reading in readings])
    right = np.array([reading.likeliest == reading.example.intent for reading in readings])
    if inside.all() or not inside.any():
        return 0.0
    edges = np.unique(np.concatenate([[0.0], sure, [1.0]]))
    places = np.concatenate([[0.0], (edges[1:] + edges[:-1]) / 2])
    kept = ~refused & (sure >= places[:, None])
    accuracy = (kept & right)[:, inside].mean(1)
    recall = (~kept)[:, ~inside].mean(1)
    merit = accuracy + worth * recall
    best = np.flatnonzero(merit >= merit.max() - 1e-9)
    run = best[: 1 + int(np.argmax(np.diff(best, append=best[-1] + 2) > 1))]
    return float(torch.tensor(places[run[len(run) // 2]]))
