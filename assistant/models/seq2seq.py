"""The network that answers: an encoder-decoder with attention, ids to ids.

A bidirectional encoder reads the conversation; a recurrent decoder writes the reply. The
attention comes after the decoder's recurrent layers (Luong et al. 2015), so that training
runs them over the whole target at once instead of step by step.

    context ids -> embedding -> BidirectionalStack ------ memory ----+
                                    | last states                    |
    reply ids   -> embedding -> GRU or LSTM -> attention over memory -> mix -> vocabulary
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models import cells
from assistant.models.layers import CELLS, BidirectionalStack, initialise_recurrent, length_mask

State = tuple[Tensor, ...]
"""Recurrent state: (h,) of a GRU, (h, c) of an LSTM, each (layers, batch, hidden)."""


@dataclass(frozen=True)
class Seq2SeqConfig:
    vocabulary: int = 8000
    embedding: int = 256
    hidden: int = 512
    """Units of a decoder layer; each direction of the encoder has half of them."""
    encoder_layers: int = 1
    decoder_layers: int = 1
    cell: Literal["gru", "lstm"] = "lstm"
    attention: Literal["dot", "additive"] = "dot"
    dropout: float = 0.2
    tie_embeddings: bool = True
    """One matrix for what goes in and what comes out; it is stored once."""


class Memory(NamedTuple):
    """What the decoder attends to."""

    values: Tensor
    """Shape = (batch, source, hidden)."""
    keys: Tensor
    """Values made ready for scoring, shape = (batch, source, hidden or attention)."""
    mask: Tensor
    """True where the source is real, shape = (batch, source)."""


class DecoderState(NamedTuple):
    """Everything that one decoding step hands to the next; rows are hypotheses."""

    memory: Memory
    hidden: State
    attention: Tensor
    """Weights of the last step, shape = (batch, source)."""

    def select(self, rows: Tensor) -> DecoderState:
        """The state of these rows, in this order; a row may be taken more than once."""
        return DecoderState(
            Memory(*(part.index_select(0, rows) for part in self.memory)),
            tuple(part.index_select(1, rows) for part in self.hidden),
            self.attention.index_select(0, rows),
        )


class DotAttention(nn.Module):
    """Scores are scaled dot products of the query with linearly mapped keys."""

    def __init__(self, hidden: int) -> None:
        super().__init__()
        self.map = nn.Linear(hidden, hidden, bias=False)
        self.scale = hidden**-0.5

    def keys(self, values: Tensor) -> Tensor:
        """values (batch, source, hidden) -> keys (batch, source, hidden)."""
        keys: Tensor = self.map(values)
        return keys

    def forward(self, queries: Tensor, keys: Tensor) -> Tensor:
        """queries (batch, target, hidden) -> scores (batch, target, source)."""
        scores: Tensor = torch.bmm(queries, keys.transpose(1, 2)) * self.scale
        return scores


class AdditiveAttention(nn.Module):
    """Scores are v . tanh(W query + U key) (Bahdanau et al. 2015)."""

    def __init__(self, hidden: int, size: int = 128) -> None:
        super().__init__()
        self.map = nn.Linear(hidden, size, bias=False)
        self.query = nn.Linear(hidden, size)
        self.vector = nn.Linear(size, 1, bias=False)

    def keys(self, values: Tensor) -> Tensor:
        """values (batch, source, hidden) -> keys (batch, source, size)."""
        keys: Tensor = self.map(values)
        return keys

    def forward(self, queries: Tensor, keys: Tensor) -> Tensor:
        """queries (batch, target, hidden) -> scores (batch, target, source)."""
        mixed = torch.tanh(self.query(queries)[:, :, None] + keys[:, None])
        scores: Tensor = self.vector(mixed)[..., 0]
        return scores


class Seq2Seq(nn.Module):
    """A context gives the same reply alone as padded in a batch."""

    def __init__(self, config: Seq2SeqConfig) -> None:
        super().__init__()
        self.config = config
        hidden, embedding = config.hidden, config.embedding
        self.embedding = nn.Embedding(config.vocabulary, embedding)
        nn.init.normal_(self.embedding.weight, std=embedding**-0.5)
        self.encoder = BidirectionalStack(
            embedding, hidden // 2, config.encoder_layers, config.dropout, config.cell
        )
        self.states = 2 if config.cell == "lstm" else 1
        self.bridge = nn.Linear(hidden, self.states * config.decoder_layers * hidden)
        self.decoder = CELLS[config.cell](
            embedding,
            hidden,
            config.decoder_layers,
            dropout=config.dropout if config.decoder_layers > 1 else 0.0,
            batch_first=True,
        )
        initialise_recurrent(self.decoder)
        self.attention: DotAttention | AdditiveAttention
        if config.attention == "dot":
            self.attention = DotAttention(hidden)
        else:
            self.attention = AdditiveAttention(hidden)
        self.mix = nn.Linear(2 * hidden, embedding)
        self.dropout = nn.Dropout(config.dropout)
        self.bias = nn.Parameter(torch.zeros(config.vocabulary))
        # Without a weight of its own the output reads the embedding: nothing is stored twice.
        self.output = (
            None if config.tie_embeddings else nn.Linear(embedding, config.vocabulary, bias=False)
        )

    def embed(self, ids: Tensor) -> Tensor:
        """ids (batch, time) -> (batch, time, embedding), at about unit scale per entry."""
        vectors: Tensor = self.dropout(self.embedding(ids) * self.config.embedding**0.5)
        return vectors

    def start(self, context: Tensor, lengths: Tensor) -> DecoderState:
        """Read the contexts.

        context : Tensor of ids, shape = (batch, source)
        lengths : Tensor, shape = (batch,), each at least 1
        """
        values = self.encoder(self.embed(context), lengths)
        half = self.config.hidden // 2
        rows = torch.arange(len(values), device=values.device)
        # Each direction's state after it has read everything.
        last = torch.cat([values[rows, lengths - 1, :half], values[:, 0, half:]], dim=-1)
        parts = torch.tanh(self.bridge(last)).chunk(self.states * self.config.decoder_layers, -1)
        stacked = torch.stack(parts)
        layers = self.config.decoder_layers
        hidden = tuple(
            stacked[index * layers : (index + 1) * layers].contiguous()
            for index in range(self.states)
        )
        mask = length_mask(lengths, context.shape[1])
        memory = Memory(values, self.attention.keys(values), mask)
        return DecoderState(memory, hidden, torch.zeros_like(values[..., 0]))

    def attend(self, queries: Tensor, memory: Memory) -> tuple[Tensor, Tensor]:
        """Mix what was read into what is being written.

        queries : Tensor, shape = (batch, target, hidden)
        returns : mixed (batch, target, embedding), weights (batch, target, source)
        """
        scores = self.attention(queries, memory.keys).float()
        weights = scores.masked_fill(~memory.mask[:, None], float("-inf")).softmax(-1)
        # Padding has weight zero, but zero times an infinity would still be NaN.
        values = memory.values * memory.mask[:, :, None]
        read = torch.bmm(weights.to(values.dtype), values)
        mixed: Tensor = torch.tanh(self.mix(torch.cat([queries.to(read.dtype), read], dim=-1)))
        return mixed, weights

    def logits(self, mixed: Tensor) -> Tensor:
        """mixed (..., embedding) -> (..., vocab)."""
        weight = self.embedding.weight if self.output is None else self.output.weight
        return F.linear(mixed, weight, self.bias)

    def forward(self, context: Tensor, lengths: Tensor, target: Tensor) -> tuple[Tensor, Tensor]:
        """Training's one pass over whole targets.

        context : Tensor of ids, shape = (batch, source); lengths (batch,)
        target : Tensor of ids that begin with START, shape = (batch, target)
        returns : mixed (batch, target, embedding) for `logits`, which a loss should call on
            real positions only, and attention weights (batch, target, source)
        """
        return self.follow(self.start(context, lengths), target)

    def follow(self, state: DecoderState, target: Tensor) -> tuple[Tensor, Tensor]:
        """The same after contexts that were read already, one a row of the targets."""
        inputs = self.embed(target)
        outputs, _ = self.decoder(inputs, self._cell_state(state.hidden, inputs))
        mixed, weights = self.attend(self.dropout(outputs), state.memory)
        return self.dropout(mixed), weights

    def _cell_state(self, hidden: State, like: Tensor) -> Tensor | State:
        hidden = tuple(part.to(like.dtype) for part in hidden)
        return hidden if self.states == 2 else hidden[0]

    def step(self, ids: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        """Write one id further.

        ids : Tensor, shape = (batch,): what was written last, START at first
        returns : log-probabilities (batch, vocab) and the next state
        """
        x = self.embed(ids[:, None])[:, 0]
        layers = []
        for number in range(self.config.decoder_layers):
            before = tuple(part[number] for part in state.hidden)
            layers.append(cells.step(self.decoder, number, x, before))
            x = layers[-1][0]
        hidden = tuple(torch.stack(parts) for parts in zip(*layers, strict=True))
        mixed, weights = self.attend(x[:, None], state.memory)
        log_probs = self.logits(mixed[:, 0]).float().log_softmax(-1)
        return log_probs, DecoderState(state.memory, hidden, weights[:, 0])
