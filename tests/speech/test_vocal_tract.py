"""Formants move."""

from __future__ import annotations

import pytest
import torch

from assistant.speech import vocal_tract
from assistant.speech.vocal_tract import warp_frequencies


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
