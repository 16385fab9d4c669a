"""The four networks that race, and what the loss of one sequence tells each of its steps.

All have the same number of units, the same optimiser and the same data. Each begins as the
literature advises for it, since a bad start would decide the race:

    plain, tanh   orthogonal recurrent weights (Saxe et al. 2014)
    plain, ReLU   the identity, small input weights (Le et al. 2015)
    LSTM, GRU     orthogonal, and gates that remember for 1 to T steps, drawn from the length of
                  the task (Tallec and Ollivier 2018, "chrono initialisation"; a forget bias above
                  0 is older: Gers et al. 2000, Jozefowicz et al. 2015)

A plain network has no gate whose bias could say how long to remember.
"""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import torch
from torch import Generator, Tensor, nn

from assistant.inside.memory_task import Task

Kind = Literal["tanh", "relu", "lstm", "gru"]
KINDS: dict[Kind, str] = {
    "tanh": "Plain RNN (tanh)",
    "relu": "Plain RNN (ReLU)",
    "lstm": "LSTM",
    "gru": "GRU",
}
HIDDEN = 32
State = tuple[Tensor, ...]


class Net(nn.Module):
    """One recurrent layer and an output layer."""

    def __init__(self, kind: Kind, task: Task, both_ways: bool = False) -> None:
        super().__init__()
        make = {"lstm": nn.LSTM, "gru": nn.GRU}.get(kind)
        hidden = HIDDEN // 2 if both_ways else HIDDEN
        if make is None:
            nonlinearity = "relu" if kind == "relu" else "tanh"
            self.recurrent: nn.RNNBase = nn.RNN(task.inputs, hidden, nonlinearity=nonlinearity)
        else:
            self.recurrent = make(task.inputs, hidden, bidirectional=both_ways)
        self.output = nn.Linear(HIDDEN, task.outputs)
        self.kind = kind
        self.every_step = task.every_step

    def forward(self, x: Tensor, truncate: int = 0) -> Tensor:
        """What is said at the end, (batch, outputs), or at every step, (time, batch, outputs).

        x : Tensor, shape = (time, batch, inputs)
        truncate : steps that the gradient goes back, 0 for all
        """
        state = None
        if 0 < truncate < len(x):
            with torch.no_grad():
                _, state = self.recurrent(x[:-truncate])
            x = x[-truncate:]
        states, _ = self.recurrent(x, state)
        said: Tensor = self.output(states if self.every_step else states[-1])
        return said

    def unrolled(self, x: Tensor, truncate: int = 0) -> tuple[Tensor, list[State]]:
        """The same, step by step, with the state after each step as a node of the graph."""
        weights = [getattr(self.recurrent, f"{name}_l0") for name in _WEIGHTS]
        zeros = x.new_zeros(x.shape[1], HIDDEN)
        state: State = (zeros, zeros) if self.kind == "lstm" else (zeros,)
        states = []
        for time, row in enumerate(x):
            if truncate and time == len(x) - truncate:
                state = tuple(part.detach() for part in state)
            state = self._step(row, state, weights)
            # Copies: what goes on from here goes through them, and a cell's way out through the
            # hidden state is not counted twice.
            state = tuple(part.clone().requires_grad_() for part in state)
            states.append(state)
        return self.output(state[0]), states

    def _step(self, x: Tensor, state: State, weights: list[Tensor]) -> State:
        if self.kind == "lstm":
            return tuple(torch.lstm_cell(x, list(state), *weights))
        if self.kind == "gru":
            return (torch.gru_cell(x, state[0], *weights),)
        cell = torch.rnn_relu_cell if self.kind == "relu" else torch.rnn_tanh_cell
        return (cell(x, state[0], *weights),)


_WEIGHTS = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")


def initialise(net: Net, length: int, generator: Generator) -> None:
    """As the head of this file says.

    length : steps of the task
    """
    hidden = net.recurrent.hidden_size
    for name, weight in net.named_parameters():
        if "weight_hh" in name:
            for gate in torch.split(weight.data, hidden):
                if net.kind == "relu":
                    nn.init.eye_(gate)
                else:
                    nn.init.orthogonal_(gate, generator=generator)
        elif "weight_ih" in name and net.kind == "relu":
            nn.init.normal_(weight, std=0.1, generator=generator)
        elif "weight" in name:
            nn.init.xavier_uniform_(weight, generator=generator)
        else:
            nn.init.zeros_(weight)
    for name, bias in net.recurrent.named_parameters():
        if "bias_ih" in name and net.kind in ("lstm", "gru"):
            steps = 1 + torch.rand(hidden, generator=generator) * max(1, length - 2)
            bias.data[hidden : 2 * hidden] = steps.log()  # the forget gate, or the update gate
            if net.kind == "lstm":
                bias.data[:hidden] = -steps.log()


def gradient_norms(
    net: Net, task: Task, x: Tensor, target: Tensor, truncate: int = 0
) -> npt.NDArray[np.float64]:
    """How strongly the loss reacts to the state so many steps before the end.

    Euclidean norm of the gradient of the loss with respect to the whole state (an LSTM's has two
    parts), mean over the sequences (Bengio et al. 1994, Pascanu et al. 2013).

    returns : shape = (time,), the last state first; 0 where no gradient comes
    """
    said, states = net.unrolled(x, truncate)
    # Sequences do not know each other: the loss of each is the batch's times its size.
    loss = task.loss(said, target) * x.shape[1]
    flat = [part for state in states for part in state]
    found = torch.autograd.grad(loss, flat, allow_unused=True)
    parts = len(states[0])
    norms = []
    for time in range(len(states)):
        grads = [grad for grad in found[time * parts : (time + 1) * parts] if grad is not None]
        squares = sum((grad.double() ** 2).sum(1) for grad in grads)
        norms.append(float(squares.sqrt().mean()) if isinstance(squares, Tensor) else 0.0)
    return np.array(norms[::-1])
