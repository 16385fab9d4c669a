"""Formants move, and several hearings become one."""

from __future__ import annotations

import math

import pytest
import torch

from assistant.speech import vocal_tract
from assistant.speech.vocal_tract import pooled, versions, warp_frequencies


@pytest.mark.parametrize("factor", [0.9, 1.0, 1.1])
def test_warping_moves_a_peak_by_the_factor(factor: float) -> None:
    """A tone at 2 kHz ends up at 2 kHz times the factor."""
    low, high = vocal_tract._mel_scale()

    def band(hertz: float) -> float:
        return (vocal_tract._to_mel(hertz) - low) / (high - low) * 81 - 1

    tone = torch.exp(-((torch.arange(80.0) - band(2000)) ** 2) / 8).expand(5, 80)
    warped = warp_frequencies(tone, factor)
    assert warped.shape == (5, 80)
    assert abs(int(warped[0].argmax()) - band(2000 * factor)) <= 1


def test_warping_by_one_changes_nothing() -> None:
    features = torch.randn(7, 80)
    torch.testing.assert_close(warp_frequencies(features, 1.0), features, atol=1e-3, rtol=0)


def test_a_clip_comes_first_then_its_formants_lower_and_higher() -> None:
    features = torch.randn(7, 80)
    clip, lower, higher = versions(features, 0.05)
    assert torch.equal(clip, features)
    assert torch.equal(lower, warp_frequencies(features, 0.95))
    assert torch.equal(higher, warp_frequencies(features, 1.05))


@pytest.mark.parametrize("frames", [0, 1, 7])
def test_without_a_spread_there_is_the_clip_alone(frames: int) -> None:
    features = torch.randn(frames, 80)
    assert torch.equal(versions(features, 0.0), features[None])
    assert versions(features, 0.1).shape == (3, frames, 80)


def test_hearings_are_pooled_by_hand() -> None:
    """Geometric means of .8 and .2, .1 and .4, .1 and .4 are .4, .2, .2; their sum is .8."""
    both = torch.tensor([[[0.8, 0.1, 0.1]], [[0.2, 0.4, 0.4]]]).log()
    assert pooled(both).exp().tolist() == [pytest.approx([0.5, 0.25, 0.25])]


def test_pooled_hearings_are_probabilities_in_any_order() -> None:
    heard = torch.randn(3, 9, 41).log_softmax(-1)
    mean = pooled(heard)
    assert mean.exp().sum(-1).tolist() == pytest.approx([1.0] * 9)
    torch.testing.assert_close(pooled(heard[[2, 0, 1]]), mean)
    assert torch.equal(pooled(heard[:1]), heard[0])
    assert math.isfinite(float(mean.min()))
