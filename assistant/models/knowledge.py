"""The network that tells whether a turn wants knowledge: word vectors in, one log-odds out.

    vectors -> bidirectional GRU -> mean and maximum over time -> one output

The word vectors are those of the reply encoder, which has them anyway; nothing of them is stored
here.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from assistant.models.layers import BidirectionalStack, length_mask


@dataclass(frozen=True)
class KnowledgeConfig:
    embedding: int = 320
    """Size of the word vectors."""
    scale: float = 1.0
    """By which they are multiplied: about one over their standard deviation."""
    hidden: int = 64
    """Units of one direction."""
    dropout: float = 0.4


class Knowledge(nn.Module):
    """A turn gives the same log-odds alone as padded in a batch."""

    def __init__(self, config: KnowledgeConfig) -> None:
        super().__init__()
        self.config = config
        self.dropout = nn.Dropout(config.dropout)
        self.trunk = BidirectionalStack(config.embedding, config.hidden, 1, cell="gru", norm=False)
        self.output = nn.Linear(4 * config.hidden, 1)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """
        vectors : Tensor, shape = (batch, time, embedding)
        lengths : Tensor, shape = (batch,), at least 1
        returns : Tensor, shape = (batch,), log-odds that knowledge is wanted
        """
        states = self.trunk(self.dropout(vectors * self.config.scale), lengths)
        beyond = ~length_mask(lengths, states.shape[1])[..., None]
        mean = states.masked_fill(beyond, 0).sum(1) / lengths[:, None]
        most = states.masked_fill(beyond, float("-inf")).amax(1)
        odds: Tensor = self.output(self.dropout(torch.cat([mean, most], -1)))
        return odds[:, 0]
