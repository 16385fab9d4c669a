"""What else the understanding network may be taught, beside the intents and tags themselves."""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def guess_loss(guesses: Tensor, tags: Tensor, known: Tensor) -> Tensor:
    """Sum of the cross-entropies of each word's tag for itself, in nats.

    guesses : Tensor before softmax, shape = (batch, time, tags)
    tags : Tensor of ids, shape = (batch, time)
    known : bool, where there is a word whose tag was marked; shape = (batch, time)
    """
    return F.cross_entropy(guesses[known].float(), tags[known], reduction="sum")


def disagreement(first: Tensor, second: Tensor) -> Tensor:
    """How much two readings of the same sentences differ: the sum of their divergences, in nats.

    The mean of the Kullback-Leibler divergences in both directions, as in Liang et al. 2021
    ("R-Drop: Regularized Dropout for Neural Networks").

    first, second : Tensor before softmax, shape = (batch, classes)
    """
    one, other = first.float().log_softmax(-1), second.float().log_softmax(-1)
    return 0.5 * torch.sum((one.exp() - other.exp()) * (one - other))
