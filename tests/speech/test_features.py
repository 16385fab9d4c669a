import numpy as np
import pytest
import torch

from assistant.speech.features import FEATURES, log_mel
from tests import tiny


@pytest.mark.parametrize(("samples", "frames"), [(1, 1), (159, 1), (160, 2), (16000, 101)])
def test_a_frame_every_ten_milliseconds(samples, frames):
    assert log_mel(torch.zeros(samples)).shape == (frames, FEATURES.mels)


def test_silence_is_finite_and_at_the_floor():
    features = log_mel(torch.zeros(1600))
    torch.testing.assert_close(features, torch.full_like(features, np.log(FEATURES.floor)))


def test_a_higher_tone_lights_a_higher_band():
    bands = [
        log_mel(torch.from_numpy(tiny.tone(0.5, hertz)))[25].argmax()
        for hertz in (200, 400, 800, 1600, 3200, 6400)
    ]
    assert all(a < b for a, b in zip(bands, bands[1:], strict=False))


def test_twice_as_loud_adds_the_log_of_four():
    noise = torch.randn(16000) * 0.1
    difference = log_mel(noise * 2) - log_mel(noise)
    torch.testing.assert_close(
        difference, torch.full_like(difference, np.log(4)), atol=0.01, rtol=0
    )
