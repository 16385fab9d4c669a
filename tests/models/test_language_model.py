"""The network that writes: shapes, carried state, gradients, all cells."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from assistant.checkpoint import load_model, save_model
from assistant.models.language_model import (
    LanguageModel,
    LockedDropout,
    detached,
    select_rows,
)
from tests import tiny

IDS = torch.tensor([[7, 8, 9, 10, 11, 12], [20, 21, 22, 23, 24, 25]])


@pytest.fixture(params=["lstm", "gru", "rnn"])
def network(request: pytest.FixtureRequest) -> LanguageModel:
    return tiny.language_model(cell=request.param)


@torch.inference_mode()
def test_pieces_with_carried_state_equal_the_whole(network: LanguageModel) -> None:
    whole, final = network(IDS)
    assert whole.shape == (2, 6, 40)
    first, state = network(IDS[:, :2])
    second, state = network(IDS[:, 2:], state)
    torch.testing.assert_close(torch.cat([first, second], dim=1), whole)
    torch.testing.assert_close(state, final)
    torch.testing.assert_close(network.read(IDS), final)


@torch.inference_mode()
def test_steps_equal_the_whole(network: LanguageModel) -> None:
    whole = network(IDS)[0].log_softmax(-1)
    state = None
    for time in range(6):
        log_probs, state = network.step(IDS[:, time], state)
        torch.testing.assert_close(log_probs, whole[:, time])


@torch.inference_mode()
def test_selected_rows_go_on_as_they_were(network: LanguageModel) -> None:
    expected, state = network(IDS)
    rows = torch.tensor([1, 1, 0])
    after, _ = network.step(IDS[rows, 0], select_rows(state, rows))
    before, _ = network.step(IDS[:, 0], state)
    torch.testing.assert_close(after, before[rows])
    assert expected.isfinite().all()


def test_every_parameter_gets_a_gradient(network: LanguageModel) -> None:
    logits, _ = network(IDS[:, :-1])
    F.cross_entropy(logits.flatten(0, 1), IDS[:, 1:].flatten()).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_detached_state_carries_no_graph(network: LanguageModel) -> None:
    _, state = network(IDS)
    cut = detached(state)
    assert all(not part.requires_grad for layer in cut for part in layer)
    torch.testing.assert_close(cut, state)


def test_learns_eight_texts_by_heart(network: LanguageModel) -> None:
    ids = torch.stack([torch.arange(6) * (n + 1) % 31 + 6 for n in range(8)])
    ids[:, 0] = torch.arange(8) + 6
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    for _ in range(150):
        logits, _ = network(ids[:, :-1])
        loss = F.cross_entropy(logits.flatten(0, 1), ids[:, 1:].flatten())
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss < 0.1


def test_saved_and_loaded_alike(network: LanguageModel, tmp_path: Path) -> None:
    words = {"text": tiny.subwords()}
    save_model(tmp_path / "toy", network, "language_model", network.config, words, storage="fp32")
    with torch.inference_mode():
        expected, _ = network(IDS)
        torch.testing.assert_close(load_model(tmp_path / "toy").model(IDS)[0], expected)


def test_locked_dropout_drops_the_same_features_at_every_step() -> None:
    torch.manual_seed(0)
    dropout = LockedDropout(0.5)
    dropped = dropout(torch.ones(4, 9, 50))
    assert set(dropped.unique().tolist()) == {0.0, 2.0}
    assert (dropped == dropped[:, :1]).all()
    assert not (dropped[0] == dropped[1]).all(), "each sequence has a mask of its own"
    assert (dropout.eval()(torch.ones(2, 3, 4)) == 1).all()


def test_tied_weights_are_stored_once() -> None:
    tied = sum(value.numel() for value in tiny.language_model().state_dict().values())
    untied = tiny.language_model(tie_embeddings=False).state_dict().values()
    assert sum(value.numel() for value in untied) - tied == 40 * 8


@pytest.mark.parametrize("cell", ["lstm", "gru", "rnn"])
def test_weight_drop_only_while_training(cell: str) -> None:
    """Off in evaluation; in training it changes the output, and gradients reach every weight."""
    plain, dropped = (
        tiny.language_model(cell=cell, layers=2, weight_drop=share) for share in (0.0, 0.5)
    )
    ids = torch.arange(12).reshape(2, 6)
    assert dropped(ids)[0].equal(plain(ids)[0])
    plain.train()
    dropped.train()
    torch.manual_seed(1)
    out, state = dropped(ids)
    assert not torch.allclose(out, plain(ids)[0])
    again, _ = dropped(ids, state)
    torch.autograd.backward(again.sum())
    for name, parameter in dropped.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.abs().sum() > 0, name


def test_weight_drop_of_nothing_is_the_layer_itself() -> None:
    network = tiny.language_model(layers=2, weight_drop=1e-9).train()
    same = tiny.language_model(layers=2).train()
    ids = torch.arange(12).reshape(2, 6)
    torch.testing.assert_close(network(ids)[0], same(ids)[0])
