"""The network that hears: log-mel features to symbol log-probabilities.

Two strided convolutions, bidirectional LSTM layers, and two output layers trained with
connectionist temporal classification (Graves et al. 2006): one spells characters, the
other names phonemes. Decoding with a pronunciation lexicon reads the phonemes; spelling
out what the lexicon lacks, and word times, read the characters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models.layers import BidirectionalStack, length_mask

TIME_STRIDE = 4
"""Feature frames per output frame: two convolutions, each of stride 2."""


@dataclass(frozen=True)
class CTCConfig:
    features: int = 80
    """Mel bands."""
    channels: int = 32
    """Of both convolutions."""
    hidden: int = 320
    """Units of one direction of one LSTM layer."""
    layers: int = 3
    dropout: float = 0.1
    characters: int = 29
    """Symbols of the spelling head, blank first."""
    phonemes: int = 41
    """Symbols of the phoneme head, blank first."""


class CTCOutput(NamedTuple):
    characters: Tensor
    """Log-probabilities, shape = (batch, frames, characters)."""
    phonemes: Tensor
    """Log-probabilities, shape = (batch, frames, phonemes)."""
    lengths: Tensor
    """Frames of each clip that are not padding, shape = (batch,)."""


def output_lengths(lengths: Tensor) -> Tensor:
    """How many output frames a clip of so many feature frames gets."""
    for _ in range(2):
        lengths = (lengths + 1) // 2
    return lengths


class CTC(nn.Module):
    """A clip gives the same output alone as padded in a batch."""

    deviation: Tensor
    phoneme_prior: Tensor

    def __init__(self, config: CTCConfig) -> None:
        super().__init__()
        self.config = config
        # Global statistics of the training features: they travel with the weights.
        self.register_buffer("deviation", torch.ones(config.features))
        # Log of the phoneme head's mean output; decoding divides it out in part.
        self.register_buffer("phoneme_prior", torch.zeros(config.phonemes))
        self.convolution_1 = nn.Conv2d(1, config.channels, 3, stride=2, padding=1)
        self.convolution_2 = nn.Conv2d(config.channels, config.channels, 3, stride=2, padding=1)
        bands = -(-config.features // TIME_STRIDE)
        self.recurrent = BidirectionalStack(
            config.channels * bands, config.hidden, config.layers, config.dropout
        )
        self.characters = nn.Linear(2 * config.hidden, config.characters)
        self.phonemes = nn.Linear(2 * config.hidden, config.phonemes)

    def normalise(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Subtract each clip's own mean (the microphone), divide by the global deviation.

        x : Tensor, shape = (batch, time, features); padding comes back as zeros.
        """
        mask = length_mask(lengths, x.shape[1])[:, :, None]
        mean = (x * mask).sum(1, keepdim=True) / lengths[:, None, None]
        return (x - mean) / self.deviation * mask

    def forward(self, x: Tensor, lengths: Tensor) -> CTCOutput:
        """x (batch, time, features) log-mel, lengths (batch,) in frames."""
        x = self.normalise(x, lengths)[:, None]
        for convolution in (self.convolution_1, self.convolution_2):
            x = F.relu(convolution(x))
            lengths = (lengths + 1) // 2
            # The next convolution must see zeros past the end, as it does for a clip alone.
            x = x * length_mask(lengths, x.shape[2])[:, None, :, None]
        x = self.recurrent(x.transpose(1, 2).flatten(2), lengths)
        return CTCOutput(
            self.characters(x).float().log_softmax(-1),
            self.phonemes(x).float().log_softmax(-1),
            lengths,
        )
