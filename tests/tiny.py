"""Seeded toy networks and signals that cost nothing."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import torch

from assistant.messages import SAMPLE_RATE
from assistant.models.ctc import CTC, CTCConfig


def ctc(**changes: int) -> CTC:
    """A network that hears nothing of use, in evaluation mode."""
    torch.manual_seed(0)
    config = CTCConfig(**{"channels": 2, "hidden": 8, "layers": 2, "dropout": 0.0, **changes})
    return CTC(config).eval()


def tone(seconds: float = 1.0, hertz: float = 440.0, level: float = 0.3) -> npt.NDArray[np.float32]:
    """A sine, shape = (time,)."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return (level * np.sin(2 * np.pi * hertz * time)).astype(np.float32)
