"""Samples to log-mel features. Training and recognition use this same code.

Normalisation is not done here: the network subtracts each clip's mean and divides
by a global deviation that is stored with its weights.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from assistant.messages import SAMPLE_RATE


@dataclass(frozen=True)
class FeatureConfig:
    """What a network must agree on with its features; saved beside the weights."""

    sample_rate: int = SAMPLE_RATE
    """Hertz."""
    window: int = 400
    """Samples: 25 ms."""
    hop: int = 160
    """Samples: 10 ms, so 100 frames a second."""
    mels: int = 80
    low: float = 20.0
    """Hertz."""
    high: float = 7600.0
    """Hertz. Below 8 kHz, where lossy codecs and resamplers leave nothing to hear."""
    floor: float = 1e-6
    """Added to the mel power before the logarithm, so that silence stays finite."""

    def to_json(self) -> dict[str, float]:
        return asdict(self)


FEATURES = FeatureConfig()
FRAMES_PER_SECOND = FEATURES.sample_rate // FEATURES.hop


@cache
def _mel_spectrogram() -> torch.nn.Module:
    import torchaudio  # here, because importing it takes longer than most commands run

    transform: torch.nn.Module = torchaudio.transforms.MelSpectrogram(
        FEATURES.sample_rate,
        n_fft=FEATURES.window,
        hop_length=FEATURES.hop,
        n_mels=FEATURES.mels,
        f_min=FEATURES.low,
        f_max=FEATURES.high,
        # A clip shorter than half a window can't be mirrored at its edges.
        pad_mode="constant",
    )
    return transform


def log_mel(samples: Tensor) -> Tensor:
    """Log-mel power of a clip.

    samples : Tensor, shape = (time,), in [-1, 1] at `SAMPLE_RATE`
    returns : Tensor, shape = (frames, mels), frames = time // hop + 1
    """
    power = _mel_spectrogram()(samples.to(torch.float32))
    return torch.log(power + FEATURES.floor).transpose(-1, -2).contiguous()


class LogMelStream:
    """Log-mel frames of sound that comes in pieces: the same as `log_mel` gives for the whole."""

    def __init__(self) -> None:
        # From a frame's middle on; the frames before `_given` are there only as context.
        self._samples = np.zeros(0, np.float32)
        self._given = 0

    def push(self, samples: npt.NDArray[np.float32]) -> Tensor:
        """The frames that these samples complete.

        samples : shape (time,), in [-1, 1]; any length
        returns : Tensor, shape = (frames, mels), often (0, mels)
        """
        self._samples = np.concatenate([self._samples, samples])
        reach = FEATURES.window // 2
        complete = max(0, (len(self._samples) - reach) // FEATURES.hop + 1)
        if complete <= self._given:
            return torch.zeros(0, FEATURES.mels)
        frames = log_mel(torch.from_numpy(self._samples))[self._given : complete]
        # The next frame's window begins at most so many frames before its middle.
        context = -(-reach // FEATURES.hop)
        passed = max(0, complete - context)
        self._samples = self._samples[passed * FEATURES.hop :]
        self._given = complete - passed
        return frames
