"""The output layer's loss on a part of a large vocabulary.

A softmax over 33,000 words costs more than the recurrent layers below it, and most of its
gradient goes to words that are improbable everywhere. Here each batch draws the words that count:
those that do follow somewhere in it, and of the others each with its own probability. The sum
in the softmax's denominator is then estimated without bias (Horvitz and Thompson 1952, and for
language models Bengio and Senécal 2003): a word that was drawn with probability p counts as 1 / p.
"""

from __future__ import annotations

import torch
from torch import Tensor
from torch.nn import functional as F


def inclusion(counts: Tensor, expected: int) -> Tensor:
    """With which probability each word is drawn: as often as it occurs, but 1 at most.

    counts : Tensor, shape = (vocab,); a word that does not occur counts as if it did once
    expected : how many words are to be drawn on average; all of them if there are no more
    returns : Tensor of float, shape = (vocab,)
    """
    weights = counts.clamp_min(1).float()
    if expected >= len(weights):
        return torch.ones_like(weights)
    low, high = 0.0, float(expected)  # find the scale by halving: the sum grows with it
    for _ in range(60):
        scale = (low + high) / 2
        drawn = float((scale * weights).clamp_max(1).sum())
        low, high = (scale, high) if drawn < expected else (low, scale)
    return (high * weights).clamp_max(1)


def sampled_cross_entropy(
    features: Tensor, following: Tensor, weight: Tensor, bias: Tensor, included: Tensor
) -> Tensor:
    """About the summed cross-entropy of the whole vocabulary, in nats.

    features : Tensor, shape = (places, embedding), what the output layer sees
    following : Tensor of ids, shape = (places,)
    weight : Tensor, shape = (vocab, embedding); bias : shape = (vocab,)
    included : Tensor, shape = (vocab,), what `inclusion` gave
    """
    drawn = torch.rand(included.shape, device=included.device) < included
    chance = included.clone()
    drawn[following], chance[following] = True, 1.0
    kept = drawn.nonzero()[:, 0]
    # Not weight[kept]: its gradient is many times slower on a CPU.
    rows = weight.index_select(0, kept)
    logits = F.linear(features, rows, bias.index_select(0, kept) - chance[kept].log())
    place = torch.zeros_like(drawn, dtype=torch.long)
    place[kept] = torch.arange(len(kept), device=kept.device)
    return F.cross_entropy(logits, place[following], reduction="sum")
