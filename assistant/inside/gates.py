"""Every gate of an LSTM or GRU layer at every step, computed from its weights.

PyTorch's layers return what comes out; what the gates did on the way stays inside them. So the
equations are written out here (Hochreiter and Schmidhuber 1997 with the forget gate of Gers et al.
2000; Cho et al. 2014), in the form that PyTorch uses, and give the same output.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from assistant.errors import BadOption

Floats = npt.NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Gates:
    """What happened within one layer; each array has shape (time, hidden)."""

    kind: str
    """`lstm` or `gru`."""
    gates: dict[str, Floats]
    """In [0, 1]. `input`, `forget` and `output` of an LSTM, `update` and `reset` of a GRU; an
    update gate at 1 keeps the old state."""
    candidate: Floats
    """What would be written, in [-1, 1]."""
    memory: Floats
    """The cell of an LSTM, of any size; of a GRU, its state."""
    hidden: Floats
    """What comes out, in [-1, 1]."""

    @property
    def kept(self) -> Floats:
        """The share of the old memory that a step keeps: the forget gate, or the update gate."""
        return self.gates["forget" if self.kind == "lstm" else "update"]


@torch.inference_mode()
def trace(layer: nn.RNNBase, x: Tensor) -> Gates:
    """What a one-layer LSTM or GRU does with one sequence, from a zero state.

    x : Tensor, shape = (time, features)

    Raises:
        BadOption: the layer is neither, or has several layers or directions.
    """
    if not isinstance(layer, nn.LSTM | nn.GRU) or layer.num_layers > 1 or layer.bidirectional:
        raise BadOption("Gates can be shown of one LSTM or GRU layer that reads one way.")
    names = ("weight_ih_l0", "bias_ih_l0", "weight_hh_l0", "bias_hh_l0")
    weight_in, bias_in, weight, bias = (layer.get_parameter(name) for name in names)
    ready = x @ weight_in.T + bias_in
    return (_lstm if isinstance(layer, nn.LSTM) else _gru)(ready, weight, bias)


def _lstm(ready: Tensor, weight: Tensor, bias: Tensor) -> Gates:
    """ready : what the input adds to the gates, shape = (time, 4 * hidden)"""
    h = c = torch.zeros(weight.shape[1])
    steps = []
    for row in ready:
        i, f, g, o = (row + weight @ h + bias).chunk(4)
        i, f, g, o = i.sigmoid(), f.sigmoid(), g.tanh(), o.sigmoid()
        c = f * c + i * g
        h = o * c.tanh()
        steps.append(torch.stack([i, f, o, g, c, h]))
    into, forget, out, *rest = _parts(steps, 6, weight.shape[1])
    return Gates("lstm", {"input": into, "forget": forget, "output": out}, *rest)


def _gru(ready: Tensor, weight: Tensor, bias: Tensor) -> Gates:
    """ready : what the input adds to the gates, shape = (time, 3 * hidden)"""
    h = torch.zeros(weight.shape[1])
    steps = []
    for row in ready:
        from_input, from_state = row.chunk(3), (weight @ h + bias).chunk(3)
        r = (from_input[0] + from_state[0]).sigmoid()
        z = (from_input[1] + from_state[1]).sigmoid()
        n = (from_input[2] + r * from_state[2]).tanh()
        h = (1 - z) * n + z * h
        steps.append(torch.stack([z, r, n, h]))
    update, reset, candidate, state = _parts(steps, 4, weight.shape[1])
    return Gates("gru", {"update": update, "reset": reset}, candidate, state, state)


def _parts(steps: list[Tensor], count: int, hidden: int) -> list[Floats]:
    if not steps:
        return [np.zeros((0, hidden), np.float32)] * count
    return [part.float().numpy() for part in torch.stack(steps).unbind(1)]


def longest_memory(gates: Gates) -> int:
    """The cell that keeps most of its memory, over the whole sequence."""
    return int(gates.kept.mean(0).argmax())


def busiest(gates: Gates) -> int:
    """The cell whose gates move most: the largest summed deviation over time."""
    return int(np.stack([gate.std(0) for gate in gates.gates.values()]).sum(0).argmax())


def half_life(kept: Floats) -> float:
    """Steps after which half of a memory is left, if each kept the mean share of these.

    kept : shape = (time,), in [0, 1]
    """
    share = float(np.exp(np.log(np.clip(kept, 1e-9, 1.0)).mean())) if len(kept) else 0.0
    if share >= 1:
        return math.inf
    return math.log(0.5) / math.log(share) if share > 0 else 0.0
