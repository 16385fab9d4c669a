"""The network that tells whether a reply fits: text to a vector.

A dual encoder (Lowe et al. 2015, Henderson et al. 2017): one bidirectional recurrent trunk
reads the conversation and the reply; two heads turn what it found into vectors of unit length.
The dot product of a context's vector with a reply's says how well the one answers the other.
Two contexts that call for the same reply come out close, which finds a question again in
other words.

    ids -> embedding -> BidirectionalStack -> mean and maximum over time -> head -> unit vector
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models.layers import BidirectionalStack, length_mask

FIRST_SCALE = 16.0
"""Of the dot products, before the network has learnt its own; as an inverse temperature."""


@dataclass(frozen=True)
class EncoderConfig:
    vocabulary: int = 6000
    embedding: int = 320
    hidden: int = 256
    """Units of one direction."""
    layers: int = 1
    size: int = 384
    """Of the vectors that come out."""
    cell: Literal["gru", "lstm"] = "gru"
    dropout: float = 0.2


class Encoder(nn.Module):
    """A text gives the same vector alone as padded in a batch."""

    def __init__(self, config: EncoderConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        nn.init.normal_(self.embedding.weight, std=config.embedding**-0.5)
        self.trunk = BidirectionalStack(
            config.embedding, config.hidden, config.layers, config.dropout, config.cell
        )
        # What single words say stands beside what the trunk made of their order.
        found = 4 * config.hidden + config.embedding
        self.context_head = nn.Linear(found, config.size)
        self.reply_head = nn.Linear(found, config.size)
        self.dropout = nn.Dropout(config.dropout)
        self.log_scale = nn.Parameter(torch.tensor(FIRST_SCALE).log())

    def read(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """What both heads look at.

        ids : Tensor, shape = (batch, time); lengths : Tensor, shape = (batch,), each at least 1
        returns : Tensor, shape = (batch, 4 * hidden + embedding)
        """
        words = self.dropout(self.embedding(ids) * self.config.embedding**0.5)
        states = self.trunk(words, lengths)
        mask = length_mask(lengths, ids.shape[1])[:, :, None]
        count = lengths[:, None]
        mean = (states * mask).sum(1) / count
        highest = states.masked_fill(~mask, torch.finfo(states.dtype).min).amax(1)
        return torch.cat([mean, highest, (words * mask).sum(1) / count], dim=-1)

    def contexts(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Conversations so far, with speaker marks -> unit vectors (batch, size)."""
        return F.normalize(self.context_head(self.read(ids, lengths)).float(), dim=-1)

    def replies(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Replies -> unit vectors (batch, size)."""
        return F.normalize(self.reply_head(self.read(ids, lengths)).float(), dim=-1)

    def forward(
        self,
        context: Tensor,
        context_lengths: Tensor,
        reply: Tensor,
        reply_lengths: Tensor,
        twins: bool = False,
    ) -> Tensor:
        """Scaled dot products of every context with every reply, shape = (batch, batch).

        twins : what stands in the place of the replies are other contexts
        """
        # No further than e to the 5: a scale without a bound makes the loss blind to near misses.
        scale = self.log_scale.clamp(max=5.0).exp()
        contexts = self.contexts(context, context_lengths)
        others = (self.contexts if twins else self.replies)(reply, reply_lengths)
        products: Tensor = scale * contexts @ others.T
        return products
