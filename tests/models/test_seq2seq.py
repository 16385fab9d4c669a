"""The network that answers: shapes, padding, gradients, both cells and both attentions."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import load_model, save_model
from assistant.language.tokenizer import END_ID, START_ID
from assistant.models.seq2seq import Seq2Seq
from tests import tiny
from training.data.turns import batch_loss, make_batch

KINDS = list(product(("gru", "lstm"), ("dot", "additive")))
CONTEXTS = [[4, 9, 10, 11], [4, 12], [4, 13, 14]]
TARGETS = [[20, 21], [22, 23, 24, 25], [26]]


@pytest.fixture(params=KINDS, ids="-".join)
def network(request: pytest.FixtureRequest) -> Seq2Seq:
    cell, attention = request.param
    return tiny.seq2seq(cell=cell, attention=attention, encoder_layers=2, decoder_layers=2)


def outputs(network: Seq2Seq, contexts: list[list[int]], targets: list[list[int]]) -> torch.Tensor:
    batch = make_batch(contexts, targets)
    mixed, _ = network(batch.context, batch.lengths, batch.target[:, :-1])
    return network.logits(mixed)


@torch.inference_mode()
def test_shapes_and_attention(network: Seq2Seq) -> None:
    batch = make_batch(CONTEXTS, TARGETS)
    mixed, weights = network(batch.context, batch.lengths, batch.target[:, :-1])
    assert mixed.shape == (3, 5, 8) and network.logits(mixed).shape == (3, 5, 40)
    assert weights.shape == (3, 5, 4)
    torch.testing.assert_close(weights.sum(-1), torch.ones(3, 5))
    assert (weights[1, :, 2:] == 0).all(), "padding is never attended to"


@torch.inference_mode()
def test_padding_changes_nothing(network: Seq2Seq) -> None:
    together = outputs(network, CONTEXTS, TARGETS)
    for row, (context, target) in enumerate(zip(CONTEXTS, TARGETS, strict=True)):
        alone = outputs(network, [context], [target])
        torch.testing.assert_close(together[row, : len(target) + 1], alone[0])


@torch.inference_mode()
def test_steps_equal_the_whole(network: Seq2Seq) -> None:
    whole = outputs(network, CONTEXTS[:1], [[20, 21, 22]]).log_softmax(-1)
    state = network.start(torch.tensor(CONTEXTS[:1]), torch.tensor([4]))
    for time, index in enumerate([START_ID, 20, 21, 22]):
        log_probs, state = network.step(torch.tensor([index]), state)
        torch.testing.assert_close(log_probs, whole[:, time])


@torch.inference_mode()
def test_selected_rows_go_on_as_they_were(network: Seq2Seq) -> None:
    batch = make_batch(CONTEXTS, TARGETS)
    state = network.start(batch.context, batch.lengths)
    ids = torch.tensor([20, 21, 22])
    expected, _ = network.step(ids, state)
    rows = torch.tensor([2, 0, 2])
    got, _ = network.step(ids[rows], state.select(rows))
    torch.testing.assert_close(got, expected[rows])


def test_every_parameter_gets_a_gradient(network: Seq2Seq) -> None:
    batch_loss(network.train(), make_batch(CONTEXTS, TARGETS), smoothing=0.1).backward()
    for name, parameter in network.named_parameters():
        assert parameter.grad is not None and parameter.grad.abs().sum() > 0, name


def test_loss_by_hand() -> None:
    """The loss is the sum of -log p of each target token and of the end, padding left out."""
    network = tiny.seq2seq()
    log_probs = outputs(network, CONTEXTS, TARGETS).log_softmax(-1)
    expected = -sum(
        log_probs[row, time, index]
        for row, target in enumerate(TARGETS)
        for time, index in enumerate([*target, END_ID])
    )
    torch.testing.assert_close(batch_loss(network, make_batch(CONTEXTS, TARGETS), 0.0), expected)


def test_learns_eight_examples_by_heart(network: Seq2Seq) -> None:
    contexts = [[4, 6 + n] for n in range(8)]
    targets = [[30 - n, 20 + n] for n in range(8)]
    batch = make_batch(contexts, targets)
    optimiser = torch.optim.Adam(network.parameters(), lr=0.02)
    network.train()
    for _ in range(150):
        loss = batch_loss(network, batch, 0.0) / 24
        optimiser.zero_grad()
        loss.backward()
        optimiser.step()
    assert loss < 0.1


def test_saved_and_loaded_alike(network: Seq2Seq, tmp_path: Path) -> None:
    words = tiny.subwords()
    save_model(
        tmp_path / "toy", network, "seq2seq", network.config, {"text": words}, storage="fp32"
    )
    again = load_model(tmp_path / "toy")
    assert again.tokenizers["text"].encode("hello") == words.encode("hello")
    with torch.inference_mode():
        expected = outputs(network, CONTEXTS, TARGETS)
        torch.testing.assert_close(outputs(again.model, CONTEXTS, TARGETS), expected)


def test_tied_weights_are_stored_once() -> None:
    tied = sum(value.numel() for value in tiny.seq2seq().state_dict().values())
    free = sum(value.numel() for value in tiny.seq2seq(tie_embeddings=False).state_dict().values())
    assert free - tied == 40 * 8
