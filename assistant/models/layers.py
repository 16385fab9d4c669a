"""Recurrent stacks for which padding changes nothing.

Dimension names, here and in every network: batch, time, features, hidden, vocab.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor, nn

Cell = Literal["lstm", "gru", "rnn"]
CELLS: dict[str, Callable[..., nn.RNNBase]] = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}


def length_mask(lengths: Tensor, time: int) -> Tensor:
    """True where a step is real, False where it is padding.

    lengths : Tensor, shape = (batch,)
    returns : Tensor of bool, shape = (batch, time)
    """
    return torch.arange(time, device=lengths.device)[None, :] < lengths[:, None]


def reverse_by_length(x: Tensor, lengths: Tensor) -> Tensor:
    """Reverse each sequence within its own length; padding stays where it is.

    x : Tensor, shape = (batch, time, features)
    lengths : Tensor, shape = (batch,)
    """
    steps = torch.arange(x.shape[1], device=x.device)[None, :]
    mirrored = lengths[:, None].to(x.device) - 1 - steps
    index = torch.where(mirrored >= 0, mirrored, steps)
    return x.gather(1, index[:, :, None].expand(-1, -1, x.shape[2]))


def initialise_recurrent(layer: nn.RNNBase) -> None:
    """Orthogonal recurrent weights, Xavier input weights, and an open forget gate.

    A forget bias of 1 lets an LSTM carry its memory from the first step of training
    (Jozefowicz et al. 2015, "An Empirical Exploration of Recurrent Network Architectures").
    """
    hidden = layer.hidden_size
    for name, parameter in layer.named_parameters():
        if name.startswith("weight_hh"):
            for gate in torch.split(parameter.data, hidden):
                nn.init.orthogonal_(gate)
        elif name.startswith("weight_ih"):
            nn.init.xavier_uniform_(parameter)
        else:
            nn.init.zeros_(parameter)
            if isinstance(layer, nn.LSTM) and name.startswith("bias_ih"):
                parameter.data[hidden : 2 * hidden] = 1.0


class BidirectionalLayer(nn.Module):
    """One forward and one backward recurrent layer, side by side.

    PyTorch's own `bidirectional=True` starts its backward direction in the padding, and
    packed sequences, its remedy, cost 4.8 times the time on a CPU. So the backward layer
    runs forward over sequences that are reversed within their own lengths.
    """

    def __init__(self, features: int, hidden: int, cell: Cell = "lstm") -> None:
        super().__init__()
        self.forwards = CELLS[cell](features, hidden, batch_first=True)
        self.backwards = CELLS[cell](features, hidden, batch_first=True)
        initialise_recurrent(self.forwards)
        initialise_recurrent(self.backwards)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """x (batch, time, features), lengths (batch,) -> (batch, time, 2 * hidden)."""
        ahead, _ = self.forwards(x)
        back, _ = self.backwards(reverse_by_length(x, lengths))
        return torch.cat([ahead, reverse_by_length(back, lengths)], dim=-1)


class BidirectionalStack(nn.Module):
    """Bidirectional layers with LayerNorm after, and dropout between them."""

    def __init__(
        self,
        features: int,
        hidden: int,
        layers: int,
        dropout: float = 0.0,
        cell: Cell = "lstm",
        norm: bool = True,
    ) -> None:
        super().__init__()
        sizes = [features] + [2 * hidden] * (layers - 1)
        self.layers = nn.ModuleList(BidirectionalLayer(size, hidden, cell) for size in sizes)
        self.norms = nn.ModuleList(
            nn.LayerNorm(2 * hidden) if norm else nn.Identity() for _ in sizes
        )
        self.dropout = nn.Dropout(dropout)

    def forward(self, x: Tensor, lengths: Tensor) -> Tensor:
        """x (batch, time, features), lengths (batch,) -> (batch, time, 2 * hidden).

        What stands in the padding of the result is not defined.
        """
        for layer, norm in zip(self.layers, self.norms, strict=True):
            x = self.dropout(norm(layer(x, lengths)))
        return x
