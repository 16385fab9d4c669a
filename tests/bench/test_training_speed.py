"""The count of multiplications, against one that watches the network work."""

from __future__ import annotations

import torch
from torch.utils.flop_counter import FlopCounterMode

from assistant.models.ctc import CTC, CTCConfig
from bench.training_speed import matrix_peak, multiplications


def test_convolutions_and_output_layers_are_counted_as_torch_counts_them() -> None:
    """Torch's counter does not see inside LSTMs: with hardly any of them the counts agree."""
    config = CTCConfig(hidden=1, layers=1)
    model = CTC(config)
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        model(torch.randn(1, 400, 80), torch.tensor([400]))
    recurrent = 100 * 2 * 4 * (32 * 20 + 1)
    assert counter.get_total_flops() / 2 == multiplications(config, 400) - recurrent


def test_lstm_layers_are_counted_by_their_weights() -> None:
    """Every weight of an LSTM is multiplied once a frame."""
    few, many = CTCConfig(layers=2), CTCConfig(layers=3)
    weights = [
        sum(p.numel() for p in CTC(config).recurrent.parameters() if p.ndim == 2)
        for config in (few, many)
    ]
    more = multiplications(many, 400) - multiplications(few, 400)
    assert more == 100 * (weights[1] - weights[0])


def test_a_peak_is_a_plausible_number() -> None:
    assert 1e8 < matrix_peak(torch.float32, size=64) < 1e16
