"""A linear-chain conditional random field over BIO tags (Lafferty et al. 2001).

    score(tags) = start[first] + sum of emissions + sum of transitions + end[last]
    log p(tags) = score(tags) - log of the sum over all tag sequences of exp(score)

Tags are O, then B-x and I-x of each slot. I-x may only follow B-x or I-x: every sequence that
breaks this has a score so low that it neither counts nor is ever decoded. All sums run over the
whole batch at once; the only loop is the one over time.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from assistant.models.layers import length_mask

FORBIDDEN = -1e4
"""Nats that a forbidden step costs."""


def bio_tags(slots: Sequence[str]) -> tuple[str, ...]:
    """O, then B- and I- of each slot: slot number n has the tags 2n + 1 and 2n + 2."""
    return ("O", *(f"{mark}-{slot}" for slot in slots for mark in "BI"))


def allowed_steps(tags: Sequence[str]) -> Tensor:
    """Which tag (row) may be followed by which (column); shape = (tags, tags)."""
    return torch.tensor(
        [[not to.startswith("I-") or tag[1:] == to[1:] for to in tags] for tag in tags]
    )


class Crf(nn.Module):
    def __init__(self, tags: Sequence[str]) -> None:
        super().__init__()
        size = len(tags)
        self.transitions = nn.Parameter(torch.zeros(size, size))
        self.start = nn.Parameter(torch.zeros(size))
        self.end = nn.Parameter(torch.zeros(size))
        steps = torch.where(allowed_steps(tags), 0.0, FORBIDDEN)
        begin = torch.tensor([FORBIDDEN if tag.startswith("I-") else 0.0 for tag in tags])
        # They follow from the tags: no need to store them.
        self.register_buffer("step_costs", steps, persistent=False)
        self.register_buffer("start_costs", begin, persistent=False)

    def _steps(self) -> Tensor:
        assert isinstance(self.step_costs, Tensor)
        return self.transitions + self.step_costs

    def _start(self) -> Tensor:
        assert isinstance(self.start_costs, Tensor)
        return self.start + self.start_costs

    def forward(self, emissions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """Negative log-likelihood of tag sequences, in nats.

        emissions : Tensor, shape = (batch, time, tags); lengths : (batch,), each at least 1
        tags : Tensor of ids, shape = (batch, time); in the padding any id
        returns : Tensor of float64, shape = (batch,)
        """
        return self.log_total(emissions, lengths) - self.score(emissions, tags, lengths)

    def log_total(self, emissions: Tensor, lengths: Tensor) -> Tensor:
        """Log of the sum over all tag sequences; float64, shape = (batch,).

        Each step is a matrix product of exponentials, their largest taken out before, which is
        many times faster than adding logarithms; in double precision nothing of weight is lost.
        """
        scores = emissions.double()
        steps = self._steps().double().exp()
        mask = length_mask(lengths, emissions.shape[1])
        alpha = self._start().double() + scores[:, 0]
        for time in range(1, emissions.shape[1]):
            highest = alpha.detach().amax(1, keepdim=True)
            reached = ((alpha - highest).exp() @ steps).clamp_min(1e-300).log() + highest
            alpha = torch.where(mask[:, time, None], reached + scores[:, time], alpha)
        return torch.logsumexp(alpha + self.end.double(), dim=1)

    def score(self, emissions: Tensor, tags: Tensor, lengths: Tensor) -> Tensor:
        """The score of one tag sequence for each row; float64, shape = (batch,)."""
        mask = length_mask(lengths, emissions.shape[1])
        emitted = emissions.gather(2, tags[:, :, None])[:, :, 0].double()
        steps = self._steps().double()[tags[:, :-1], tags[:, 1:]]
        last = tags.gather(1, lengths[:, None] - 1)[:, 0]
        ends = self._start()[tags[:, 0]] + self.end[last]
        return (emitted * mask).sum(1) + (steps * mask[:, 1:]).sum(1) + ends.double()

    def decode(self, emissions: Tensor, lengths: Tensor) -> Tensor:
        """The best tag sequence of each row (Viterbi 1967); zeros in the padding.

        returns : Tensor of ids, shape = (batch, time)
        """
        batch, longest, _ = emissions.shape
        steps, mask = self._steps(), length_mask(lengths, longest)
        best = self._start() + emissions[:, 0]
        came_from: list[Tensor] = []
        for time in range(1, longest):
            highest, before = (best[:, :, None] + steps).max(1)
            best = torch.where(mask[:, time, None], highest + emissions[:, time], best)
            came_from.append(before)
        tag = (best + self.end).argmax(1)
        found = torch.zeros(batch, longest, dtype=torch.long, device=emissions.device)
        for time in range(longest - 1, -1, -1):
            inside = mask[:, time]
            found[:, time] = torch.where(inside, tag, 0)
            if time:
                before = came_from[time - 1].gather(1, tag[:, None])[:, 0]
                tag = torch.where(inside, before, tag)
        return found
