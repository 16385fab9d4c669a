"""The network that writes: ids to the next id, with a state that it carries along.

    ids -> embedding -> recurrent layers -> projection -> the embedding again, as output layer

Dropout is locked (Gal and Ghahramani 2016, Merity et al. 2018): one mask for all time steps
of a sequence, so that noise does not wash out what the state remembers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models import cells
from assistant.models.layers import CELLS, initialise_recurrent

LayerState = tuple[Tensor, ...]
"""Of one layer: (h,) of a GRU or plain cell, (h, c) of an LSTM, each (1, batch, hidden)."""
State = tuple[LayerState, ...]


@dataclass(frozen=True)
class LanguageModelConfig:
    vocabulary: int = 6000
    embedding: int = 320
    hidden: int = 576
    layers: int = 2
    cell: Literal["lstm", "gru", "rnn"] = "lstm"
    dropout: float = 0.2
    embedding_dropout: float = -1.0
    """Of what comes out of the embedding and of what goes to it; below 0: as `dropout`."""
    weight_drop: float = 0.0
    """Share of the recurrent weights that a segment does without (Merity et al. 2018)."""
    tie_embeddings: bool = True
    """One matrix for what goes in and what comes out; it is stored once."""


class LockedDropout(nn.Module):
    """Drops the same features at every time step of a sequence."""

    def __init__(self, probability: float) -> None:
        super().__init__()
        self.probability = probability

    def forward(self, x: Tensor) -> Tensor:
        """x (batch, time, features) -> the same shape."""
        if not self.training or not self.probability:
            return x
        kept = 1 - self.probability
        mask = torch.empty_like(x[:, :1]).bernoulli_(kept).div_(kept)
        return x * mask


class LanguageModel(nn.Module):
    """In pieces with the state carried over, a text gives the same output as whole."""

    def __init__(self, config: LanguageModelConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.vocabulary, config.embedding)
        nn.init.normal_(self.embedding.weight, std=config.embedding**-0.5)
        sizes = [config.embedding] + [config.hidden] * (config.layers - 1)
        self.layers = nn.ModuleList(
            CELLS[config.cell](size, config.hidden, batch_first=True) for size in sizes
        )
        for layer in self.layers:
            assert isinstance(layer, nn.RNNBase)
            initialise_recurrent(layer)
        self.dropout = LockedDropout(config.dropout)
        around = config.embedding_dropout
        self.embedding_dropout = LockedDropout(config.dropout if around < 0 else around)
        self.project = nn.Linear(config.hidden, config.embedding)
        self.bias = nn.Parameter(torch.zeros(config.vocabulary))
        # Without a weight of its own the output reads the embedding: nothing is stored twice.
        self.output = (
            None
            if config.tie_embeddings
            else nn.Linear(config.embedding, config.vocabulary, bias=False)
        )

    def forward(self, ids: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """
        ids : Tensor, shape = (batch, time), time at least 1
        state : what the previous call returned for the same rows; None at the beginning
        returns : logits (batch, time, vocab) and the state after the last id
        """
        x, after = self.features(ids, state)
        return self.predict(x), after

    def features(self, ids: Tensor, state: State | None = None) -> tuple[Tensor, State]:
        """What the output layer sees, (batch, time, embedding), and the state; as `forward`."""
        x, after = self._recur(ids, state)
        return self.embedding_dropout(self.project(x)), after

    def predict(self, features: Tensor) -> Tensor:
        """features (batch, time, embedding) -> logits (batch, time, vocab)"""
        weight = self.embedding.weight if self.output is None else self.output.weight
        return F.linear(features, weight, self.bias)

    def read(self, ids: Tensor, state: State | None = None) -> State:
        """The state after these ids (batch, time), without the cost of predicting each next."""
        return self._recur(ids, state)[1]

    def _recur(self, ids: Tensor, state: State | None) -> tuple[Tensor, State]:
        x = self.embedding_dropout(self.embedding(ids) * self.config.embedding**0.5)
        after: list[LayerState] = []
        for number, layer in enumerate(self.layers):
            before = _for_cell(state[number], x.dtype) if state is not None else None
            assert isinstance(layer, nn.RNNBase)
            if self.training and self.config.weight_drop:
                x, last = _weight_dropped(layer, x, before, self.config.weight_drop)
            else:
                x, last = layer(x, before)
            after.append(last if isinstance(last, tuple) else (last,))
            x = self.dropout(x)
        return x, tuple(after)

    def step(self, ids: Tensor, state: State | None) -> tuple[Tensor, State]:
        """One id further, without dropout: ids (batch,) -> log-probabilities (batch, vocab) and
        the state."""
        x = self.embedding(ids) * self.config.embedding**0.5
        state = state if state is not None else self.nothing_read(ids)
        after: list[LayerState] = []
        for layer, before in zip(self.layers, state, strict=True):
            assert isinstance(layer, nn.RNNBase)
            last = cells.step(layer, 0, x, tuple(part[0] for part in before))
            after.append(tuple(part[None] for part in last))
            x = last[0]
        weight = self.embedding.weight if self.output is None else self.output.weight
        logits = F.linear(self.project(x), weight, self.bias)
        return logits.float().log_softmax(-1), tuple(after)

    def nothing_read(self, ids: Tensor) -> State:
        """The state at the beginning, for as many rows as ids has."""
        parts = 2 if self.config.cell == "lstm" else 1
        zeros = self.bias.new_zeros(1, len(ids), self.config.hidden)
        return tuple((zeros,) * parts for _ in self.layers)


def _weight_dropped(
    layer: nn.RNNBase, x: Tensor, state: Tensor | LayerState | None, probability: float
) -> tuple[Tensor, Tensor | LayerState]:
    """What `layer(x, state)` gives without a share of its hidden-to-hidden weights, the same ones
    at every time step."""
    weights = [
        F.dropout(weight, probability) if name.startswith("weight_hh") else weight
        for name, weight in layer.named_parameters()
    ]
    if state is None:
        zeros = x.new_zeros(1, len(x), layer.hidden_size)
        state = (zeros, zeros) if isinstance(layer, nn.LSTM) else zeros
    # Of a single layer: biases, no dropout between layers, training, one way, batch first.
    how = (True, 1, 0.0, True, False, True)
    if isinstance(layer, nn.LSTM):
        out, h, c = torch.lstm(x, tuple(state), weights, *how)
        return out, (h, c)
    assert isinstance(state, Tensor)
    run = torch.gru if isinstance(layer, nn.GRU) else torch.rnn_tanh
    out, h = run(x, state, weights, *how)
    return out, h


def _for_cell(state: LayerState, dtype: torch.dtype) -> Tensor | LayerState:
    parts = tuple(part.to(dtype) for part in state)
    return parts if len(parts) == 2 else parts[0]


def detached(state: State) -> State:
    """The same numbers, cut off from the graph that made them."""
    return tuple(tuple(part.detach() for part in layer) for layer in state)


def select_rows(state: State, rows: Tensor) -> State:
    """The state of these rows, in this order."""
    return tuple(tuple(part.index_select(1, rows) for part in layer) for layer in state)
