"""The network that spells: it reads what the hearing network made of each frame, and corrects it.

    log-probabilities of letters and phonemes -> BidirectionalStack -> letters

The hearing network knows sounds; how they are written, and which words go together, it has only
from the few transcripts that it was trained on. This one learns from text: `training` puts
sentences together out of words and sounds that the hearing network has once named, right or
wrong. What it makes of each frame is added to what the letters were before (a residual), so that
it begins with them as they are. The idea is that of deliberation and of spelling correction after
recognition (Guo et al. 2019, "A spelling correction model for end-to-end speech recognition"),
here frame by frame with CTC, so that letters keep their times.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from assistant.models.layers import BidirectionalStack

FLOOR = 8.0
"""Log-probabilities below minus this count as this."""


@dataclass(frozen=True)
class SpellerConfig:
    characters: int = 29
    """Symbols of the spelling head, blank first."""
    phonemes: int = 41
    hidden: int = 320
    """Units of one direction of one layer."""
    layers: int = 2
    dropout: float = 0.1


class Speller(nn.Module):
    """A clip gives the same output alone as padded in a batch."""

    def __init__(self, config: SpellerConfig) -> None:
        super().__init__()
        self.config = config
        self.recurrent = BidirectionalStack(
            config.characters + config.phonemes, config.hidden, config.layers, config.dropout
        )
        self.output = nn.Linear(2 * config.hidden, config.characters)
        nn.init.zeros_(self.output.weight)
        nn.init.zeros_(self.output.bias)
        self.trust = nn.Parameter(torch.ones(()))

    def forward(self, characters: Tensor, phonemes: Tensor, lengths: Tensor) -> Tensor:
        """
        characters : Tensor of log-probabilities, shape = (batch, frames, characters); all equal
            where they are not known
        phonemes : the same, shape = (batch, frames, phonemes)
        lengths : frames of each clip, shape = (batch,)
        returns : log-probabilities, shape = (batch, frames, characters)
        """
        letters = characters.clamp(min=-FLOOR)
        read = torch.cat([letters, phonemes.clamp(min=-FLOOR)], dim=-1) / FLOOR + 1
        changed = self.output(self.recurrent(read, lengths)).float()
        spelt: Tensor = (changed + self.trust * letters.float()).log_softmax(-1)
        return spelt
