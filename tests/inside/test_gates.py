"""The gates that are shown are those of the layer: the same output comes out."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch
from torch import nn

from assistant.errors import BadOption
from assistant.inside.gates import busiest, half_life, longest_memory, trace


@pytest.mark.parametrize("kind", [nn.LSTM, nn.GRU])
@pytest.mark.parametrize("time", [1, 7, 60])
def test_the_output_is_torchs_own(kind: type[nn.RNNBase], time: int) -> None:
    torch.manual_seed(time)
    layer = kind(5, 9, batch_first=True)
    for weight in layer.parameters():
        nn.init.normal_(weight, std=0.7)
    x = torch.randn(1, time, 5)
    wanted = layer(x)[0][0].detach().numpy()
    found = trace(layer, x[0])
    assert np.abs(found.hidden - wanted).max() < 1e-5
    assert all(((gate >= 0) & (gate <= 1)).all() for gate in found.gates.values())


def test_the_cell_of_an_lstm_is_torchs_own() -> None:
    torch.manual_seed(0)
    layer = nn.LSTM(3, 4)
    x = torch.randn(20, 1, 3)
    _, (_, cell) = layer(x)
    assert np.abs(trace(layer, x[:, 0]).memory[-1] - cell[0, 0].detach().numpy()).max() < 1e-5


def test_one_step_by_hand() -> None:
    """All weights zero: the biases alone decide."""
    layer = nn.LSTM(1, 1)
    for weight in layer.parameters():
        nn.init.zeros_(weight)
    layer.bias_ih_l0.data = torch.tensor([0.0, 2.0, 1.0, -1.0])
    found = trace(layer, torch.zeros(1, 1))
    assert found.gates["input"][0, 0] == pytest.approx(0.5)
    assert found.gates["forget"][0, 0] == pytest.approx(1 / (1 + math.exp(-2)))
    assert found.memory[0, 0] == pytest.approx(0.5 * math.tanh(1))
    wanted = math.tanh(0.5 * math.tanh(1)) / (1 + math.e)
    assert found.hidden[0, 0] == pytest.approx(wanted)


def test_an_update_gate_at_one_keeps_the_state() -> None:
    layer = nn.GRU(2, 3)
    layer.bias_ih_l0.data[3:6] = 50.0
    found = trace(layer, torch.randn(10, 2))
    assert found.kept.min() == pytest.approx(1.0)
    assert np.abs(found.hidden).max() == pytest.approx(0.0, abs=1e-6)


def test_an_empty_sequence_has_empty_gates() -> None:
    assert trace(nn.GRU(2, 3), torch.zeros(0, 2)).gates["reset"].shape == (0, 3)


@pytest.mark.parametrize(
    "layer", [nn.RNN(2, 3), nn.LSTM(2, 3, num_layers=2), nn.GRU(2, 3, bidirectional=True)]
)
def test_other_layers_are_refused(layer: nn.RNNBase) -> None:
    with pytest.raises(BadOption, match="one LSTM or GRU layer"):
        trace(layer, torch.zeros(4, 2))


def test_cells_are_picked_by_what_they_do() -> None:
    layer = nn.LSTM(2, 4)
    layer.bias_ih_l0.data[4 + 2] = 9.0
    for gate in (0, 4, 12):
        layer.weight_ih_l0.data[gate + 1] = 5.0
    found = trace(layer, torch.randn(30, 2))
    assert longest_memory(found) == 2
    assert busiest(found) == 1


def test_half_life_by_hand() -> None:
    assert half_life(np.full(5, 0.5, np.float32)) == pytest.approx(1.0)
    assert half_life(np.full(5, 0.5**0.25, np.float32)) == pytest.approx(4.0, rel=1e-5)
    assert half_life(np.ones(3, np.float32)) == math.inf
    assert half_life(np.zeros(3, np.float32)) < 0.1
