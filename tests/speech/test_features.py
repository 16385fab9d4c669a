import numpy as np
import pytest
import torch

from assistant.speech.features import FEATURES, LogMelStream, log_mel
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
    noise = torch.randn(16000, generator=torch.Generator().manual_seed(0)) * 0.1
    difference = log_mel(noise * 2) - log_mel(noise)
    torch.testing.assert_close(
        difference, torch.full_like(difference, np.log(4)), atol=0.01, rtol=0
    )


@pytest.mark.parametrize("sizes", [(160,), (1, 399, 4000), (10_000,)])
def test_a_stream_gives_the_frames_of_the_whole(sizes: tuple[int, ...]) -> None:
    samples = np.random.default_rng(0).standard_normal(9000).astype(np.float32)
    stream, frames, start, number = LogMelStream(), [], 0, 0
    while start < len(samples):
        size = sizes[number % len(sizes)]
        frames.append(stream.push(samples[start : start + size]))
        start, number = start + size, number + 1
    found = torch.cat(frames)
    whole = log_mel(torch.from_numpy(samples))
    # The last frames reach into what has not come yet.
    assert len(whole) - 2 <= len(found) <= len(whole) - 1
    torch.testing.assert_close(found, whole[: len(found)], atol=1e-4, rtol=1e-4)


def test_a_stream_remembers_little() -> None:
    stream = LogMelStream()
    for _ in range(50):
        stream.push(np.zeros(1000, np.float32))
    assert len(stream._samples) < 1000 + 2 * FEATURES.window
