"""The loss on a part of the vocabulary: exact where all is drawn, unbiased below the logarithm."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor
from torch.nn import functional as F

from training.sampled_softmax import inclusion, sampled_cross_entropy

VOCABULARY = 12


def layer(places: int) -> tuple[Tensor, Tensor, Tensor]:
    """Features, weight and bias that make words quite unequal."""
    generator = torch.Generator().manual_seed(1)
    features = torch.randn(places, 4, generator=generator)
    weight = torch.randn(VOCABULARY, 4, generator=generator)
    return features, weight, torch.randn(VOCABULARY, generator=generator)


# --- which words are drawn ----------------------------------------------------------------------


def test_inclusion_by_hand() -> None:
    """1 + (2 + 1 + 1) / 4 = 2: the common word always, the others by how often they occur."""
    found = inclusion(torch.tensor([6, 2, 1, 0]), 2)
    torch.testing.assert_close(found, torch.tensor([1.0, 0.5, 0.25, 0.25]))


@pytest.mark.parametrize("expected", [1, 7, 100, 999])
def test_as_many_are_drawn_as_are_asked_for(expected: int) -> None:
    counts = (10_000 / torch.arange(1, 1001)).long()
    counts[500:] = 0
    found = inclusion(counts, expected)
    assert float(found.sum()) == pytest.approx(expected, rel=1e-3)
    assert float(found.min()) > 0 and float(found.max()) <= 1
    assert bool((found[:-1] >= found[1:]).all()), "a commoner word is drawn as often or oftener"
    torch.manual_seed(0)
    drawn = sum(int((torch.rand(1000) < found).sum()) for _ in range(200)) / 200
    assert drawn == pytest.approx(expected, abs=4 * (expected / 200) ** 0.5)


@pytest.mark.parametrize("expected", [4, 5, 10**9])
def test_all_are_drawn_if_there_are_no_more(expected: int) -> None:
    assert inclusion(torch.tensor([9, 0, 3, 1]), expected).tolist() == [1.0] * 4


# --- the loss -----------------------------------------------------------------------------------


def test_with_all_words_it_is_the_cross_entropy() -> None:
    tensors = [tensor.requires_grad_() for tensor in layer(5)]
    following = torch.tensor([3, 0, 3, 11, 7])
    loss = sampled_cross_entropy(tensors[0], following, *tensors[1:], torch.ones(VOCABULARY))
    exact = F.cross_entropy(F.linear(*tensors), following, reduction="sum")
    torch.testing.assert_close(loss, exact)
    found = torch.autograd.grad(loss, tensors)
    for mine, theirs in zip(found, torch.autograd.grad(exact, tensors), strict=True):
        torch.testing.assert_close(mine, theirs, rtol=1e-4, atol=1e-5)


def test_the_denominator_is_estimated_without_bias() -> None:
    features, weight, bias = layer(1)
    following = torch.tensor([2])
    included = inclusion(torch.tensor([40, 1, 1, 5, 9, 1, 0, 2, 20, 3, 0, 1]), 5)
    logits = F.linear(features, weight, bias)[0]
    torch.manual_seed(0)
    losses = torch.stack(
        [sampled_cross_entropy(features, following, weight, bias, included) for _ in range(6000)]
    )
    estimates = (losses + logits[2]).exp()  # a loss is the denominator's logarithm less the logit
    total, error = float(logits.exp().sum()), float(estimates.std()) / 6000**0.5
    assert 0 < error < 0.02 * total, "many enough draws to tell"
    assert float(estimates.mean()) == pytest.approx(total, abs=4 * error)


def test_words_that_follow_are_always_drawn_and_no_others_learn() -> None:
    """Words 4 and 9 are drawn for certain, and nothing else but what follows."""
    features, weight, bias = (tensor.requires_grad_() for tensor in layer(3))
    included = torch.zeros(VOCABULARY)
    included[[4, 9]] = 1.0
    following = torch.tensor([0, 4, 0])
    loss = sampled_cross_entropy(features, following, weight, bias, included)
    kept = [0, 4, 9]
    part = F.cross_entropy(
        F.linear(features, weight[kept], bias[kept]), torch.tensor([0, 1, 0]), reduction="sum"
    )
    torch.testing.assert_close(loss, part)
    torch.autograd.backward(loss)
    assert weight.grad is not None and bias.grad is not None
    assert weight.grad.abs().sum(1).nonzero()[:, 0].tolist() == kept
    assert bias.grad.nonzero()[:, 0].tolist() == kept
    assert bool((features.grad.abs().sum(1) > 0).all())


def test_rare_words_that_were_drawn_count_for_those_that_were_not() -> None:
    """One of two alike, drawn half of the time, stands for both of them."""
    weight, bias = torch.zeros(3, 2), torch.zeros(3)
    included = torch.tensor([1.0, 0.5, 0.5])
    torch.manual_seed(0)
    found = {
        round(
            float(
                sampled_cross_entropy(
                    torch.ones(1, 2), torch.tensor([0]), weight, bias, included
                ).exp()
            ),
            4,
        )
        for _ in range(60)
    }
    assert found == {1.0, 3.0, 5.0}, "1 and twice each of those that were drawn"


def test_the_inputs_stay_as_they_are() -> None:
    features, weight, bias = layer(2)
    included = torch.full((VOCABULARY,), 0.5)
    sampled_cross_entropy(features, torch.tensor([1, 2]), weight, bias, included)
    assert included.tolist() == [0.5] * VOCABULARY
