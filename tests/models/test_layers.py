import pytest
import torch

from assistant.models.layers import (
    BidirectionalStack,
    initialise_recurrent,
    length_mask,
    reverse_by_length,
)


def test_length_mask_by_hand():
    assert length_mask(torch.tensor([2, 0, 3]), 3).tolist() == [
        [True, True, False],
        [False, False, False],
        [True, True, True],
    ]


def test_reverse_by_length_by_hand():
    x = torch.tensor([[1.0, 2, 3, 9], [4, 5, 9, 9]])[:, :, None]
    reversed_ = reverse_by_length(x, torch.tensor([3, 2]))[:, :, 0]
    assert reversed_.tolist() == [[3, 2, 1, 9], [5, 4, 9, 9]]


def test_reversing_twice_changes_nothing():
    x, lengths = torch.randn(4, 9, 3), torch.tensor([9, 1, 5, 2])
    assert torch.equal(reverse_by_length(reverse_by_length(x, lengths), lengths), x)


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_padding_changes_nothing(cell):
    torch.manual_seed(0)
    stack = BidirectionalStack(5, 7, layers=2, cell=cell).eval()
    lengths = torch.tensor([6, 11, 1])
    batch = torch.randn(3, 11, 5)
    batch[~length_mask(lengths, 11)] = 1e6  # what stands in the padding must not matter
    together = stack(batch, lengths)
    for row, length in enumerate(lengths.tolist()):
        alone = stack(batch[row : row + 1, :length], lengths[row : row + 1])
        torch.testing.assert_close(together[row, :length], alone[0], atol=1e-6, rtol=1e-5)


def test_matches_pytorchs_own_bidirectional_lstm():
    """Without padding, our two layers are what `nn.LSTM(bidirectional=True)` computes."""
    torch.manual_seed(0)
    stack = BidirectionalStack(4, 6, layers=1, norm=False).eval()
    ours = stack.layers[0]
    theirs = torch.nn.LSTM(4, 6, batch_first=True, bidirectional=True)
    for name, value in ours.forwards.named_parameters():
        getattr(theirs, name).data.copy_(value)
    for name, value in ours.backwards.named_parameters():
        getattr(theirs, f"{name}_reverse").data.copy_(value)
    x = torch.randn(2, 8, 4)
    torch.testing.assert_close(stack(x, torch.tensor([8, 8])), theirs(x)[0])


def test_forget_gate_starts_open_and_recurrent_gates_are_orthogonal():
    lstm = torch.nn.LSTM(3, 4)
    initialise_recurrent(lstm)
    assert lstm.bias_ih_l0.tolist() == [0.0] * 4 + [1.0] * 4 + [0.0] * 8
    gate = lstm.weight_hh_l0[4:8]
    torch.testing.assert_close(gate @ gate.T, torch.eye(4), atol=1e-5, rtol=0)
