"""Adapting to a text: nothing changes without it, a repeated text gets cheaper with it."""

from __future__ import annotations

import math

import pytest
import torch
from torch.nn import functional as F

from tests import tiny
from training.adaptive import SEGMENT, Adaptation, Cache, nats

IDS = [2, *([7, 8, 9, 10, 11, 12, 13] * 30)]


def static(ids: list[int], marks: set[int]) -> float:
    model = tiny.language_model()
    with torch.no_grad():
        logits, _ = model(torch.tensor([ids[:-1]]))
        costs = F.cross_entropy(logits[0], torch.tensor(ids[1:]), reduction="none")
    return sum(
        float(cost) for cost, index in zip(costs, ids[1:], strict=True) if index not in marks
    )


@pytest.mark.parametrize("length", [2, SEGMENT, SEGMENT + 1, SEGMENT + 2, 200])
def test_without_it_nothing_changes(length: int) -> None:
    ids = IDS[:length]
    assert nats(tiny.language_model(), ids, Adaptation(), set()) == pytest.approx(
        static(ids, set()), rel=1e-4
    )


def test_marks_are_not_counted() -> None:
    ids = [2, 7, 8, 3, 9, 10]
    assert nats(tiny.language_model(), ids, Adaptation(), {3}) == pytest.approx(
        static(ids, {3}), rel=1e-4
    )


@pytest.mark.parametrize("wishes", [Adaptation(share=0.2, sharpness=0.1), Adaptation(rate=1.0)])
def test_a_text_that_repeats_itself_gets_cheaper(wishes: Adaptation) -> None:
    assert nats(tiny.language_model(), IDS, wishes, set()) < 0.9 * static(IDS, set())


def test_the_weights_are_as_before() -> None:
    model = tiny.language_model()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    nats(model, IDS, Adaptation(rate=0.5), set())
    assert all(value.equal(before[name]) for name, value in model.state_dict().items())


def test_the_first_segment_is_predicted_before_anything_is_learnt() -> None:
    ids = IDS[: SEGMENT + 1]
    learnt = nats(tiny.language_model(), ids, Adaptation(rate=5.0), set())
    assert learnt == pytest.approx(static(ids, set()), rel=1e-4)


def test_cache_by_hand() -> None:
    """Keys are equal to themselves alone: the place before with the same key gets its share."""
    cache = Cache(Adaptation(share=0.5, sharpness=math.log(3)))
    features = torch.tensor([[1.0, 0.0], [0.0, 1.0], [1.0, 0.0]])
    held = cache.probability(features, torch.tensor([5, 6, 5]))
    # Nothing is before the first; the second is followed by another; the third is like the first
    # (weight 3) and unlike the second (weight 1).
    assert held.tolist() == pytest.approx([0, 0, 0.75])
    again = cache.probability(features[:1], torch.tensor([6]))
    assert again.tolist() == pytest.approx([1 / 7])


def test_the_cache_forgets() -> None:
    cache = Cache(Adaptation(share=0.5, window=2))
    cache.probability(torch.zeros(5, 2), torch.tensor([5, 5, 5, 6, 7]))
    assert cache.probability(torch.zeros(1, 2), torch.tensor([5])).tolist() == [0]
