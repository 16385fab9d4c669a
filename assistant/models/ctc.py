"""The network that hears: log-mel features to symbol log-probabilities.

Two strided convolutions, bidirectional LSTM layers, and two output layers trained with
connectionist temporal classification (Graves et al. 2006): one spells characters, the
other names phonemes. Decoding with a pronunciation lexicon reads the phonemes; spelling
out what the lexicon lacks, and word times, read the characters.

CTC takes what it says at one frame to be independent of what it says at others. Further
layers can therefore hear a second time, knowing what both heads named at first
(self-conditioned CTC, Nozaki and Komatsu 2021, "Relaxing the Conditional Independence
Assumption of CTC-based ASR by Conditioning on Intermediate Predictions"). And a transducer
can spell letter after letter from what they heard, see `transducer.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.models.layers import BidirectionalStack, length_mask
from assistant.models.transducer import Transducer

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
    second_hearing: int = 0
    """Further layers, which know what the heads named before them."""
    dropout: float = 0.1
    characters: int = 29
    """Symbols of the spelling head, blank first."""
    phonemes: int = 41
    """Symbols of the phoneme head, blank first."""
    prediction: int = 0
    """Units of the transducer's network that reads the letters so far; 0: no transducer."""
    joint: int = 256
    """Units of the transducer's layer that sees frames and letters."""


class Named(NamedTuple):
    """What both heads name at each frame."""

    characters: Tensor
    """Log-probabilities, shape = (batch, frames, characters)."""
    phonemes: Tensor
    """Log-probabilities, shape = (batch, frames, phonemes)."""


class CTCOutput(NamedTuple):
    characters: Tensor
    """Log-probabilities, shape = (batch, frames, characters)."""
    phonemes: Tensor
    """Log-probabilities, shape = (batch, frames, phonemes)."""
    lengths: Tensor
    """Frames of each clip that are not padding, shape = (batch,)."""
    first: Named | None = None
    """What was named before the second hearing, if there is one."""
    heard: Tensor | None = None
    """What both heads saw, shape = (batch, frames, 2 * hidden)."""
    spelt: Tensor | None = None
    """The transducer's logits for the letters that were given, shape = (batch, frames, letters + 1,
    characters)."""


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
        self.again = SecondHearing(config) if config.second_hearing else None
        self.transducer = (
            Transducer(
                2 * config.hidden,
                config.characters,
                config.prediction,
                config.joint,
                config.dropout,
            )
            if config.prediction
            else None
        )

    def normalise(self, x: Tensor, lengths: Tensor) -> Tensor:
        """Subtract each clip's own mean (the microphone), divide by the global deviation.

        x : Tensor, shape = (batch, time, features); padding comes back as zeros.
        """
        mask = length_mask(lengths, x.shape[1])[:, :, None]
        mean = (x * mask).sum(1, keepdim=True) / lengths[:, None, None]
        return (x - mean) / self.deviation * mask

    def forward(
        self, x: Tensor, lengths: Tensor, hearings: int = 1, letters: Tensor | None = None
    ) -> CTCOutput:
        """x (batch, time, features) log-mel, lengths (batch,) in frames.

        hearings : of each clip; all clips heard in one way come first, then all in the next way.
            The output has a row for each clip, what its hearings agree on. A second hearing hears
            their mean, and what they agreed on at first.
        letters : ids of what was said, for a transducer to learn, shape = (rows, letters); of the
            first rows only, if these are fewer than the output has
        """
        x = self.normalise(x, lengths)[:, None]
        for convolution in (self.convolution_1, self.convolution_2):
            x = F.relu(convolution(x))
            lengths = (lengths + 1) // 2
            # The next convolution must see zeros past the end, as it does for a clip alone.
            x = x * length_mask(lengths, x.shape[2])[:, None, :, None]
        x = self.recurrent(x.transpose(1, 2).flatten(2), lengths)
        named = self._name(x)
        if hearings > 1:
            x = _mean(x, hearings)
            lengths = lengths[: len(x)]
            named = Named(agreed(named.characters, hearings), agreed(named.phonemes, hearings))
        first = None
        if self.again is not None:
            x = self.again(x, lengths, named)
            first, named = named, self._name(x)
        spelt = None
        if self.transducer is not None and letters is not None:
            some = len(letters)
            spelt = self.transducer(x[:some], named.characters[:some].detach(), letters)
        return CTCOutput(*named, lengths, first, x, spelt)

    def _name(self, x: Tensor) -> Named:
        """The same two heads name what either hearing hears."""
        return Named(
            self.characters(x).float().log_softmax(-1), self.phonemes(x).float().log_softmax(-1)
        )


def agreed(log_probabilities: Tensor, hearings: int) -> Tensor:
    """What several hearings agree on: their geometric mean, normalised.

    log_probabilities : Tensor, shape = (hearings * clips, frames, symbols)
    returns : Tensor, shape = (clips, frames, symbols)
    """
    return _mean(log_probabilities, hearings).log_softmax(-1)


def _mean(heard: Tensor, hearings: int) -> Tensor:
    """Of each clip's hearings: (hearings * clips, ...) -> (clips, ...)."""
    return heard.reshape(hearings, -1, *heard.shape[1:]).mean(0)


class SecondHearing(nn.Module):
    """Residual bidirectional layers that are told what was named at each frame.

    What they add is scaled by the gain of their LayerNorm, which is zero at first: put onto
    a trained network they change nothing until they have learned to.
    """

    def __init__(self, config: CTCConfig) -> None:
        super().__init__()
        width = 2 * config.hidden
        self.named = nn.Linear(config.characters + config.phonemes, width, bias=False)
        self.recurrent = BidirectionalStack(
            width, config.hidden, config.second_hearing, config.dropout
        )
        norm = self.recurrent.norms[-1]
        assert isinstance(norm, nn.LayerNorm)
        nn.init.zeros_(norm.weight)

    def forward(self, x: Tensor, lengths: Tensor, named: Named) -> Tensor:
        """x (batch, frames, 2 * hidden), lengths (batch,) -> (batch, frames, 2 * hidden)."""
        probable = torch.cat(named, dim=-1).exp()
        more: Tensor = self.recurrent(x + self.named(probable.to(x.dtype)), lengths)
        return x + more
