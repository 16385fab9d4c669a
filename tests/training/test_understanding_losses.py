"""What the understanding network may be taught beside intents and tags, by hand."""

import math

import pytest
import torch

from training.understanding_losses import disagreement, guess_loss


def test_disagreement_by_hand() -> None:
    first = torch.tensor([[0.9, 0.1], [0.5, 0.5]]).log()
    second = torch.tensor([[0.5, 0.5], [0.5, 0.5]]).log() + 3.0
    there = 0.9 * math.log(0.9 / 0.5) + 0.1 * math.log(0.1 / 0.5)
    back = 0.5 * math.log(0.5 / 0.9) + 0.5 * math.log(0.5 / 0.1)
    assert float(disagreement(first, second)) == pytest.approx((there + back) / 2, rel=1e-5)
    assert float(disagreement(second, first)) == pytest.approx((there + back) / 2, rel=1e-5)


def test_what_is_the_same_does_not_disagree() -> None:
    logits = torch.tensor([[3.0, -2.0, 0.5], [40.0, -40.0, 0.0]])
    assert float(disagreement(logits, logits + 7.0)) == pytest.approx(0.0, abs=1e-5)


def test_disagreement_moves_both_towards_each_other() -> None:
    first = torch.tensor([[2.0, 0.0]], requires_grad=True)
    second = torch.tensor([[0.0, 0.0]], requires_grad=True)
    one, other = torch.autograd.grad(disagreement(first, second), [first, second])
    assert float(one[0, 0]) > 0 > float(other[0, 0])


def test_only_known_tags_are_guessed() -> None:
    guesses = torch.zeros(2, 2, 3)
    guesses[0, 0] = torch.tensor([0.7, 0.2, 0.1]).log()
    guesses[1, 1] = torch.tensor([1000.0, 0.0, 0.0])
    tags = torch.tensor([[1, 0], [0, 2]])
    known = torch.tensor([[True, True], [True, False]])
    expected = -math.log(0.2) + 2 * math.log(3)
    assert float(guess_loss(guesses, tags, known)) == pytest.approx(expected, rel=1e-5)
    assert float(guess_loss(guesses, tags, torch.zeros_like(known))) == 0.0
