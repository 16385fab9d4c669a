"""The dual encoder: padding, unit length, what it learns, and its folder."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from assistant.checkpoint import load_model, save_model
from assistant.language.fit import ReplyEncoder, padded
from assistant.messages import Turn
from tests import tiny

ROWS = [[4, 9, 10, 11, 12], [4, 9], [4, 13, 14]]
WORDS = tiny.subwords()


@pytest.mark.parametrize("cell", ["gru", "lstm"])
@torch.inference_mode()
def test_a_text_alone_and_padded(cell: str) -> None:
    network = tiny.encoder(cell=cell, layers=2)
    for head in (network.contexts, network.replies):
        together = head(*padded(ROWS))
        torch.testing.assert_close(together.norm(dim=1), torch.ones(3))
        for row, ids in enumerate(ROWS):
            torch.testing.assert_close(together[row], head(*padded([ids]))[0])


@torch.inference_mode()
def test_forward_is_every_pair() -> None:
    network = tiny.encoder()
    products = network(*padded(ROWS), *padded(ROWS[::-1]))
    contexts, replies = network.contexts(*padded(ROWS)), network.replies(*padded(ROWS[::-1]))
    scale = network.log_scale.exp()
    for row in range(3):
        for column in range(3):
            torch.testing.assert_close(
                products[row, column], scale * contexts[row] @ replies[column]
            )


def test_it_learns_which_reply_belongs_to_which_context() -> None:
    network = tiny.encoder().train()
    optimiser = torch.optim.Adam(network.parameters(), lr=0.01)
    contexts, replies = padded(ROWS), padded([[20], [21, 22], [23]])
    first = last = 0.0
    for step in range(60):
        optimiser.zero_grad()
        loss = F.cross_entropy(network(*contexts, *replies), torch.arange(3))
        loss.backward()
        optimiser.step()
        first, last = (float(loss.detach()), last) if not step else (first, float(loss.detach()))
    assert last < 0.1 < first


def test_a_folder_gives_the_same_vectors(tmp_path: Path) -> None:
    network = tiny.encoder(vocabulary=len(WORDS))
    save_model(tmp_path / "m", network, "encoder", network.config, {"text": WORDS}, storage="fp32")
    encoder = ReplyEncoder(load_model(tmp_path / "m"))
    here = ReplyEncoder(tiny.loaded("encoder", network, WORDS))
    history = [[Turn("user", "Hello, how are you?")]]
    torch.testing.assert_close(encoder.contexts(history), here.contexts(history))
