"""A recipe that trains in milliseconds: predict the next value of a noisy cycle.

It carries its recurrent state from batch to batch, uses dropout and random batches, so that a
resumed training goes astray if anything is forgotten.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import torch
from torch import nn

from training.loop import Training
from training.options import Options
from training.recipe import Evaluation, Recipe


@dataclass(frozen=True)
class ToySettings(Options):
    epochs: int = 2
    precision: str = "fp32"
    dropout: float = 0.2
    rows: int = 4
    batch_count: int = 6
    evaluate_every: int = 1000
    checkpoint_minutes: float = 1e9


@dataclass(frozen=True)
class ToyBatch:
    x: torch.Tensor
    units: int

    def to(self, device):
        return replace(self, x=self.x.to(device))


class ToyNetwork(nn.Module):
    def __init__(self, dropout):
        super().__init__()
        self.recurrent = nn.GRU(1, 5, batch_first=True)
        self.output = nn.Sequential(nn.Dropout(dropout), nn.Linear(5, 1))

    def forward(self, x, state):
        hidden, state = self.recurrent(x, state)
        return self.output(hidden), state


class ToyRecipe(Recipe):
    name = "toy"
    presets: ClassVar = {"smoke": ToySettings()}
    dev_scores: Iterator[float] = iter(())

    def build(self):
        return ToyNetwork(self.settings.dropout)

    def batches(self, epoch):
        generator = torch.Generator().manual_seed(self.settings.seed * 100 + epoch)
        count = self.settings.batch_count * self.settings.rows
        order = torch.randperm(count, generator=generator).tolist()
        return [order[i :: self.settings.batch_count] for i in range(self.settings.batch_count)]

    def collate(self, rows, epoch):
        # Rows differ in length, so that micro-batches weigh differently.
        lengths = [3 + row % 5 for row in rows]
        x = torch.zeros(len(rows), 8, 1)
        for i, (row, length) in enumerate(zip(rows, lengths, strict=True)):
            x[i, :length, 0] = torch.sin(torch.arange(length) * (0.3 + 0.1 * row))
        return ToyBatch(x, sum(lengths))

    def weight(self, batch):
        return batch.units

    def loss(self, model, batch, carry):
        if carry is not None and carry.shape[1] != len(batch.x):
            carry = None
        output, state = model(batch.x[:, :-1], carry)
        return (output - batch.x[:, 1:]).square().sum(), state.detach()

    def evaluate(self, model):
        value = next(self.dev_scores, None)
        if value is None:
            value = float(sum(p.abs().sum() for p in model.parameters()))
        return Evaluation(value, {"value": value}, ["a sample"])

    def export(self, model, folder, metrics):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "metrics.json").write_text(json.dumps(metrics))


def main():
    """Take one step and write the weights after it: run alone or under `accelerate launch`."""
    target = Path(sys.argv[1])
    recipe = ToyRecipe(ToySettings(dropout=0.0, rows=5, learning_rate=0.05), target.parent)
    training = Training(recipe, target.parent)
    training.run(max_steps=int(sys.argv[2]))
    if training.accelerator.is_main_process:
        torch.save(training.network.state_dict(), target)


if __name__ == "__main__":
    main()
