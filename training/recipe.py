"""What a training is about: data, network, loss and metric. `training/loop.py` does the rest."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol

import torch
from torch import Tensor, nn


class Batch(Protocol):
    """A frozen dataclass of tensors."""

    def to(self, device: torch.device) -> Any: ...


@dataclass(frozen=True)
class Evaluation:
    """How good a network is on dev."""

    score: float
    """Lower is better; it decides which checkpoint is the best."""
    scores: dict[str, float]
    samples: list[str] = field(default_factory=list)
    """A few outputs to read."""


class Recipe(ABC):
    """What one training is about. `settings` are fixed for its whole life."""

    name: ClassVar[str]
    presets: ClassVar[dict[str, Any]]

    def __init__(self, settings: Any, runs: Path) -> None:
        self.settings = settings
        self.runs = runs

    def prepare(self) -> None:  # noqa: B027 - most need nothing
        """Make caches and tokenizers that are missing. Called first, by one process at a time."""

    @abstractmethod
    def build(self) -> nn.Module:
        """A fresh network."""

    @abstractmethod
    def batches(self, epoch: int) -> list[list[int]]:
        """Global batches as lists of rows; the same list for the same seed and epoch."""

    @abstractmethod
    def collate(self, rows: list[int], epoch: int) -> Any:
        """The rows of a batch as tensors; the same tensors for the same arguments."""

    @abstractmethod
    def weight(self, batch: Any) -> float:
        """How many loss units (symbols, tokens) the batch holds."""

    @abstractmethod
    def loss(self, model: nn.Module, batch: Any, carry: Any) -> tuple[Tensor, Any]:
        """Sum of the losses, and the recurrent state to hand to the next batch (or None)."""

    @abstractmethod
    def evaluate(self, model: nn.Module) -> Evaluation:
        """Score the network on dev."""

    @abstractmethod
    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        """Write a model folder."""
