"""The network that tells speech from every other sound, while the sound is still coming.

Pairs of log-mel frames, one projection, GRU layers that only look back, and one output: the
log-odds that somebody speaks in these 20 ms. Because it keeps its state between calls, a
stream in pieces gives the same answer as the whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from assistant.models.layers import initialise_recurrent

STRIDE = 2
"""Feature frames per step."""


@dataclass(frozen=True)
class ActivityConfig:
    features: int = 80
    """Mel bands."""
    front: int = 48
    """Units of the projection."""
    hidden: int = 56
    """Units of each GRU layer."""
    layers: int = 2


class Activity(nn.Module):
    """Log-mel frames -> log-odds of speech."""

    mean: Tensor
    deviation: Tensor

    def __init__(self, config: ActivityConfig) -> None:
        super().__init__()
        self.config = config
        # Of the training features, not of the clip: a stream does not know its own mean yet.
        self.register_buffer("mean", torch.zeros(config.features))
        self.register_buffer("deviation", torch.ones(config.features))
        self.front = nn.Linear(STRIDE * config.features, config.front)
        self.recurrent = nn.GRU(config.front, config.hidden, config.layers, batch_first=True)
        self.output = nn.Linear(config.hidden, 1)
        initialise_recurrent(self.recurrent)

    def forward(self, x: Tensor, state: Tensor | None = None) -> tuple[Tensor, Tensor]:
        """One log-odds for every `STRIDE` frames, and the state to go on from.

        x : Tensor, shape = (batch, time, features); a last frame without its pair is left out
        state : Tensor, shape = (layers, batch, hidden), or None at the beginning
        returns : Tensor (batch, steps), Tensor (layers, batch, hidden)
        """
        batch, time, features = x.shape
        steps = time // STRIDE
        x = (x[:, : STRIDE * steps] - self.mean) / self.deviation
        pairs = x.reshape(batch, steps, STRIDE * features)
        hidden, state = self.recurrent(torch.relu(self.front(pairs)), state)
        return self.output(hidden)[:, :, 0].float(), state
