"""Several hearings of a sound, and what they agree on."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from assistant.speech.features import log_mel
from assistant.speech.hearings import WAYS, hearings
from assistant.speech.vocal_tract import warp_frequencies

SOUND = np.random.default_rng(0).normal(0, 0.1, 8000).astype(np.float32)


def mel(samples: np.ndarray) -> torch.Tensor:
    return log_mel(torch.from_numpy(samples.copy()))


def test_the_sound_comes_first_then_earlier_or_later_with_formants_moved() -> None:
    plain, lower, higher, highest, lowest = hearings(SOUND, 2000, 6000, 0.05, 0.005)
    assert torch.equal(plain, mel(SOUND[2000:6000]))
    assert torch.equal(lower, warp_frequencies(mel(SOUND[1920:5920]), 0.95))
    assert torch.equal(higher, warp_frequencies(mel(SOUND[2080:6080]), 1.05))
    assert torch.equal(highest, warp_frequencies(mel(SOUND[1840:5840]), 1.1))
    assert torch.equal(lowest, warp_frequencies(mel(SOUND[2160:6160]), 0.9))


def test_beyond_the_sound_there_is_silence() -> None:
    _, earlier, later, *_ = hearings(SOUND, 0, len(SOUND), 0.0, 0.005)
    silence = np.zeros(80, np.float32)
    assert torch.equal(earlier, mel(np.concatenate([silence, SOUND[:-80]])))
    assert torch.equal(later, mel(np.concatenate([SOUND[80:], silence])))


@pytest.mark.parametrize(("first", "last"), [(0, 1), (7990, 8000), (7990, 9000), (0, 8000)])
@pytest.mark.parametrize(("formants", "shift"), [(0.0, 0.0), (0.1, 0.0), (0.0, 0.01), (0.1, 0.01)])
def test_all_hearings_are_of_one_length(
    first: int, last: int, formants: float, shift: float
) -> None:
    found = hearings(SOUND, first, last, formants, shift)
    assert len(found) == (1 + len(WAYS) if formants or shift else 1)
    assert torch.equal(found[0], mel(SOUND[first:last]))
