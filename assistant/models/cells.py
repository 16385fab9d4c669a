"""One time step of a recurrent layer, for decoders that write id by id.

`nn.LSTM` goes through oneDNN, whose set-up costs three times what a step of one row takes,
and oneDNN can only be switched off for all threads at once. The bare cells avoid both.
"""

from __future__ import annotations

import torch
from torch import Tensor, nn

LayerState = tuple[Tensor, ...]
"""Of one layer: (h,) of a GRU or plain cell, (h, c) of an LSTM, each (batch, hidden)."""


def step(layer: nn.RNNBase, number: int, x: Tensor, state: LayerState) -> LayerState:
    """What layer `number` of a stack makes of one step; the first part is its output.

    x : Tensor, shape = (batch, features)
    """
    weights = [getattr(layer, f"{name}_l{number}") for name in _WEIGHTS]
    if isinstance(layer, nn.LSTM):
        return tuple(torch.lstm_cell(x, list(state), *weights))
    if isinstance(layer, nn.GRU):
        return (torch.gru_cell(x, state[0], *weights),)
    return (torch.rnn_tanh_cell(x, state[0], *weights),)


_WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
