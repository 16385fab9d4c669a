"""Several hearings of a sound, and what they agree on."""

from __future__ import annotations

import math

import numpy as np
import pytest
import torch

from assistant.speech.features import log_mel
from assistant.speech.hearings import hearings, pooled
from assistant.speech.vocal_tract import warp_frequencies

SOUND = np.random.default_rng(0).normal(0, 0.1, 8000).astype(np.float32)


def mel(samples: np.ndarray) -> torch.Tensor:
    return log_mel(torch.from_numpy(samples.copy()))


def test_the_sound_comes_first_then_earlier_and_lower_then_later_and_higher() -> None:
    plain, lower, higher = hearings(SOUND, 2000, 6000, 0.05, 0.005)
    assert torch.equal(plain, mel(SOUND[2000:6000]))
    assert torch.equal(lower, warp_frequencies(mel(SOUND[1920:5920]), 0.95))
    assert torch.equal(higher, warp_frequencies(mel(SOUND[2080:6080]), 1.05))


def test_beyond_the_sound_there_is_silence() -> None:
    _, earlier, later = hearings(SOUND, 0, len(SOUND), 0.0, 0.005)
    silence = np.zeros(80, np.float32)
    assert torch.equal(earlier, mel(np.concatenate([silence, SOUND[:-80]])))
    assert torch.equal(later, mel(np.concatenate([SOUND[80:], silence])))


@pytest.mark.parametrize(("first", "last"), [(0, 1), (7990, 8000), (7990, 9000), (0, 8000)])
@pytest.mark.parametrize(("formants", "shift"), [(0.0, 0.0), (0.1, 0.0), (0.0, 0.02), (0.1, 0.02)])
def test_all_hearings_are_of_one_length(
    first: int, last: int, formants: float, shift: float
) -> None:
    found = hearings(SOUND, first, last, formants, shift)
    assert len(found) == (3 if formants or shift else 1)
    assert torch.equal(found[0], mel(SOUND[first:last]))


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
