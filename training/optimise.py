"""How weights move: schedule, parameter groups, and their moving average."""

from __future__ import annotations

import math
import random
from typing import Any

import numpy as np
import torch
from torch import Tensor, nn

from training.options import Options


def learning_rate(options: Options, step: int, total: int) -> float:
    """Linear warm-up, then a cosine down to `final_rate` of the peak."""
    rise = max(1, round(options.warmup * total))
    if step < rise:
        return options.learning_rate * (step + 1) / rise
    share = min(1.0, (step - rise) / max(1, total - rise))
    low = options.final_rate
    return options.learning_rate * (low + (1 - low) * 0.5 * (1 + math.cos(math.pi * share)))


def seed_everything(seed: int) -> None:
    random.seed(seed)
    np.random.seed(seed % 2**32)
    torch.manual_seed(seed)


class MovingAverage:
    """Exponential moving average of the weights (Polyak and Juditsky 1992).

    Early on the decay is smaller, so that the random start is soon forgotten.
    """

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.steps = 0
        self.average = {name: value.detach().clone() for name, value in model.named_parameters()}

    def update(self, model: nn.Module) -> None:
        self.steps += 1
        decay = min(self.decay, self.steps / (self.steps + 10))
        with torch.no_grad():
            for name, value in model.named_parameters():
                self.average[name].lerp_(value.to(self.average[name]), 1 - decay)

    def state_dict(self) -> dict[str, Any]:
        return {"steps": self.steps, "average": self.average}

    def load_state_dict(self, state: dict[str, Any]) -> None:
        self.steps = state["steps"]
        for name, value in state["average"].items():
            self.average[name].copy_(value)


class averaged:  # reads as a verb: `with averaged(model, average):`
    """Within the block the model has the averaged weights."""

    def __init__(self, model: nn.Module, average: MovingAverage | None) -> None:
        self.model, self.average = model, average

    def __enter__(self) -> None:
        if self.average:
            self.kept = {n: p.detach().clone() for n, p in self.model.named_parameters()}
            self._put(self.average.average)

    def __exit__(self, *_: object) -> None:
        if self.average:
            self._put(self.kept)

    def _put(self, values: dict[str, Tensor]) -> None:
        with torch.no_grad():
            for name, parameter in self.model.named_parameters():
                parameter.copy_(values[name])


def parameter_groups(model: nn.Module, decay: float) -> list[dict[str, Any]]:
    """Weight decay for matrices only: biases and norms have nothing to gain from it."""
    matrices = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    others = [p for p in model.parameters() if p.requires_grad and p.ndim <= 1]
    return [
        {"params": matrices, "weight_decay": decay},
        {"params": others, "weight_decay": 0.0},
    ]
