"""The dual encoder: padding, unit length, what it learns, and its folder."""

from __future__ import annotations

import json
from math import exp, log, sqrt
from pathlib import Path

import pytest
import torch
from torch.nn import functional as F

from assistant.checkpoint import load_model, save_model
from assistant.language.fit import ReplyEncoder, padded
from assistant.messages import Turn
from assistant.models.encoder import Blend, Known, Texts
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


# --- the blend ------------------------------------------------------------------------------------


def texts(*rows: tuple[tuple[float, float], set[int]]) -> Texts:
    """Vectors of two numbers, and which of five subwords each text has."""
    vectors = torch.tensor([vector for vector, _ in rows]).reshape(-1, 2)
    words = torch.tensor([[i in have for i in range(5)] for _, have in rows]).reshape(-1, 5)
    return Texts(vectors, words)


def blend(worth: list[float]) -> Blend:
    made = Blend(5)
    with torch.no_grad():
        made.worth.copy_(torch.tensor(worth))
        made.context_words.fill_(0.5)
        made.known_vectors.fill_(0.25)
        made.known_words.fill_(2.0)
        made.least.fill_(0.1)
    return made


@torch.inference_mode()
def test_the_blend_by_hand() -> None:
    """Two facts, one of which has the reply's dear word; the scale is 4."""
    contexts = texts(((1.0, 0.0), {0, 1}))
    replies = texts(((0.6, 0.8), {1, 2}), ((0.0, 1.0), {3}))
    known = texts(((0.0, 1.0), {2, 4}), ((1.0, 0.0), {0}))
    score = blend([1.0, 1.0, 3.0, 4.0, 1.0])
    found = score(contexts, replies, known, torch.tensor([[0, 1]]), torch.tensor(4.0))
    alone = 0.6 + 0.5 * 1 / sqrt(4)
    first, second = 0.25 * 0.8 + 2 * 3 / sqrt(4) - 0.1, 0.25 * 0.6 - 0.1
    told = log(1 + exp(4 * first) + exp(4 * second)) / 4
    other = log(1 + exp(4 * (0.25 - 0.1)) + exp(4 * -0.1)) / 4
    torch.testing.assert_close(found, torch.tensor([[alone + told, other]]))


@torch.inference_mode()
def test_nothing_known_and_nothing_in_common_leave_the_dot_product() -> None:
    score, scale = blend([1.0] * 5), torch.tensor(4.0)
    contexts = texts(((1.0, 0.0), {0}), ((0.0, 1.0), set()))
    replies = texts(((0.6, 0.8), {1}), ((1.0, 0.0), set()))
    facts = texts(((1.0, 0.0), {1}))
    products = contexts.vectors @ replies.vectors.T
    none = torch.zeros(2, 0, dtype=torch.long)
    torch.testing.assert_close(score(contexts, replies, texts(), none, scale), products)
    some = score(contexts, replies, facts, torch.tensor([[-1], [0]]), scale)
    torch.testing.assert_close(some[0], products[0])
    assert (some[1] > products[1]).all(), "the second is told something"


@torch.inference_mode()
def test_a_worth_below_zero_counts_as_none() -> None:
    score = blend([-3.0, 1.0, 0.0, 0.0, 0.0])
    both = texts(((1.0, 0.0), {0}), ((1.0, 0.0), {0, 1}))
    none = torch.zeros(2, 0, dtype=torch.long)
    found = score(both, both, texts(), none, torch.tensor(4.0))
    torch.testing.assert_close(found, torch.tensor([[1.0, 1.0], [1.0, 1.5]]))


@torch.inference_mode()
def test_both_scores_of_a_batch() -> None:
    """Each pair of a batch gets what it gets alone, whatever facts its neighbours have."""
    network = tiny.encoder(blend=True)
    facts = [[9, 10], [13]]
    place = torch.tensor([[0, -1], [-1, -1], [1, 0]])
    known = Known(*padded(facts), place)
    found = network(*padded(ROWS), *padded(ROWS[::-1]), known=known)
    assert found.shape == (2, 3, 3)
    torch.testing.assert_close(found[0], network(*padded(ROWS), *padded(ROWS[::-1])))
    for row, mine in enumerate([[0], [], [1, 0]]):
        alone = Known(*padded([facts[i] for i in mine]), torch.arange(len(mine))[None])
        for column, reply in enumerate(ROWS[::-1]):
            pair = network(*padded([ROWS[row]]), *padded([reply]), known=alone)
            torch.testing.assert_close(found[1, row, column], pair[1, 0, 0])


@torch.inference_mode()
def test_a_bag_has_each_subword_once_and_no_padding() -> None:
    bags = tiny.encoder().bags(*padded([[4, 9, 9], [7]]))
    assert [row.nonzero().flatten().tolist() for row in bags] == [[4, 9], [7]]
    assert bags.max() == 1


def test_a_folder_from_before_the_blend_is_read(tmp_path: Path) -> None:
    network = tiny.encoder(vocabulary=len(WORDS))
    save_model(tmp_path / "m", network, "encoder", network.config, {"text": WORDS})
    described = json.loads((tmp_path / "m" / "config.json").read_text())
    del described["model_config"]["blend"]
    (tmp_path / "m" / "config.json").write_text(json.dumps(described))
    assert load_model(tmp_path / "m").model.blend is None
