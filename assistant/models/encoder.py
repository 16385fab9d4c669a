"""The network that tells whether a reply fits: text to a vector.

A dual encoder (Lowe et al. 2015, Henderson et al. 2017): one bidirectional recurrent trunk
reads the conversation and the reply; two heads turn what it found into vectors of unit length.
The dot product of a context's vector with a reply's says how well the one answers the other.
Two contexts that call for the same reply come out close, which finds a question again in
other words.

    ids -> embedding -> BidirectionalStack -> mean and maximum over time -> head -> unit vector

A vector of a few hundred numbers can't hold every rare word, and "my parrot" is best answered by
what speaks of the parrot. So a network may have a `Blend` too: the dot product, and words in
common with the conversation, and what is known of the one who replies.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

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
    blend: bool = False
    """Whether words in common and what is known of the speaker are weighed too."""


@dataclass(frozen=True)
class Known:
    """What is known of those who reply, of all rows of a batch together."""

    ids: Tensor
    """Shape = (facts, time)."""
    lengths: Tensor
    """Shape = (facts,)."""
    place: Tensor
    """Which facts belong to each row, -1 for none, shape = (batch, most facts)."""

    def to(self, device: torch.device) -> Known:
        return Known(self.ids.to(device), self.lengths.to(device), self.place.to(device))


@dataclass(frozen=True)
class Texts:
    """What the network made of some texts."""

    vectors: Tensor
    """Of unit length, shape = (texts, size)."""
    words: Tensor
    """Whether a text has a subword, shape = (texts, vocabulary)."""

    def __getitem__(self, rows: Any) -> Texts:
        """Some of them."""
        return Texts(self.vectors[rows], self.words[rows])


class Blend(nn.Module):
    """The dot product of the vectors, and beside it what vectors are too small for.

        score(context, reply) = cosine(context, reply) + a * overlap(context, reply) + known(reply)
        known(reply) = log(1 + sum over facts of exp(s * (b * cosine(fact, reply)
                                                          + c * overlap(fact, reply) - d))) / s
        overlap(text, reply) = sum of the worth of the subwords in common
                               / root of the sum of the worth of all subwords of the reply

    Everything but the scale s is learnt here; the worth of a subword begins with its inverse
    document frequency (Sparck Jones 1972). The sum over facts is a soft maximum: one fact is
    enough to speak for a reply, and a reply for which none speaks loses nothing.
    """

    def __init__(self, vocabulary: int) -> None:
        """The four weights are the best on dev for vectors that were trained without a blend."""
        super().__init__()
        self.worth = nn.Parameter(torch.ones(vocabulary))
        self.context_words = nn.Parameter(torch.tensor(0.2))
        self.known_vectors = nn.Parameter(torch.tensor(0.3))
        self.known_words = nn.Parameter(torch.tensor(0.9))
        self.least = nn.Parameter(torch.tensor(0.4))

    def forward(
        self, contexts: Texts, replies: Texts, known: Texts, place: Tensor, scale: Tensor
    ) -> Tensor:
        """Scores of every context with every reply.

        known : facts, all contexts' together
        place : which of them belong to each context, -1 for none, shape = (contexts, most facts)
        scale : s, a number
        returns : Tensor, shape = (contexts, replies)
        """
        worth = self.worth.clamp_min(0)
        weighed = replies.words.float() * worth
        weighed = weighed / weighed.sum(1, keepdim=True).clamp_min(1e-6).sqrt()
        scores: Tensor = contexts.vectors @ replies.vectors.T
        scores = scores + self.context_words * (contexts.words.float() @ weighed.T)
        if not place.numel() or not len(known.vectors):
            return scores
        near = self.known_vectors * (known.vectors @ replies.vectors.T)
        near = near + self.known_words * (known.words.float() @ weighed.T) - self.least
        each = (scale * near)[place.clamp_min(0)]
        each = each.masked_fill((place < 0)[:, :, None], float("-inf"))
        # The nothing that stands for "no fact at all" is the 1 under the logarithm.
        return scores + torch.logsumexp(F.pad(each, (0, 0, 1, 0)), dim=1) / scale


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
        self.blend = Blend(config.vocabulary) if config.blend else None

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

    @property
    def scale(self) -> Tensor:
        """What dot products are multiplied with before they are compared."""
        # No further than e to the 5: a scale without a bound makes the loss blind to near misses.
        return self.log_scale.clamp(max=5.0).exp()

    def bags(self, ids: Tensor, lengths: Tensor) -> Tensor:
        """Which subwords each text has -> (batch, vocabulary), 1 or 0."""
        real = length_mask(lengths, ids.shape[1]).float()
        empty = torch.zeros(len(ids), self.config.vocabulary, device=ids.device)
        return empty.scatter_reduce(1, ids, real, "amax")

    def forward(
        self,
        context: Tensor,
        context_lengths: Tensor,
        reply: Tensor,
        reply_lengths: Tensor,
        twins: bool = False,
        known: Known | None = None,
    ) -> Tensor:
        """Scaled dot products of every context with every reply, shape = (batch, batch).

        twins : what stands in the place of the replies are other contexts
        known : if given, also the scaled scores of the `Blend`: shape = (2, batch, batch)
        """
        contexts = self.contexts(context, context_lengths)
        others = (self.contexts if twins else self.replies)(reply, reply_lengths)
        products: Tensor = self.scale * contexts @ others.T
        if known is None or self.blend is None:
            return products
        asked = Texts(contexts, self.bags(context, context_lengths))
        answers = Texts(others, self.bags(reply, reply_lengths))
        facts = self.facts(known)
        # Half the digits are too few for sums over a vocabulary.
        with torch.autocast(contexts.device.type, enabled=False):
            scores = self.scale * self.blend(asked, answers, facts, known.place, self.scale)
        return torch.stack([products.float(), scores])

    def facts(self, known: Known) -> Texts:
        """Facts are read as replies are: who has a parrot may say so."""
        if not len(known.ids):
            size = (0, self.config.size), (0, self.config.vocabulary)
            return Texts(*(torch.zeros(shape, device=known.ids.device) for shape in size))
        vectors = self.replies(known.ids, known.lengths)
        return Texts(vectors, self.bags(known.ids, known.lengths))
