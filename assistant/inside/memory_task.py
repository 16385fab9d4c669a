"""Small made-up tasks that can only be done by remembering, or by looking ahead.

Every batch is drawn anew, so that a score on it is one on unseen sequences.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Generator, Tensor
from torch.nn import functional as F

LETTERS = 6
"""Of the letters that are to be remembered, and of the noise."""
NUMBERLESS = 8
"""Words of the agreement task that are neither singular nor plural."""
NOUNS = 4
"""Of each number."""
AHEAD = 3
"""Steps that the task for two directions must look ahead."""
IGNORED = -100
"""A target that counts for nothing: what `cross_entropy` passes over."""


@dataclass(frozen=True)
class Task:
    """Sequences and what a network should say of them."""

    name: str
    inputs: int
    outputs: int
    draw: Callable[[int, int, Generator], tuple[Tensor, Tensor]]
    """(length, batch, generator) -> x (time, batch, inputs) and the target: (batch,) at the end of
    the sequence, or (time, batch)."""
    told: str
    """The task, in a sentence."""
    guess: float
    """Score of who remembers nothing."""
    numeric: bool = False
    """The target is a number, the loss the mean squared error and the score the same: low is
    good. Else the score is the share that is right."""
    every_step: bool = False

    def loss(self, said: Tensor, target: Tensor) -> Tensor:
        """said (..., outputs) against the target; one number."""
        if self.numeric:
            return F.mse_loss(said[..., 0], target)
        return F.cross_entropy(said.flatten(0, -2), target.flatten(), ignore_index=IGNORED)

    def score(self, said: Tensor, target: Tensor) -> float:
        """Share right, or mean squared error."""
        if self.numeric:
            return float(F.mse_loss(said[..., 0], target))
        counts = target != IGNORED
        return float((said.argmax(-1) == target)[counts].float().mean())

    def solved(self, score: float) -> bool:
        """99 % right, or a mean squared error under 0.01, a sixteenth of a guess's."""
        return score < 0.01 if self.numeric else score >= 0.99


def _recall(length: int, batch: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """The first letter is marked; the same letters follow as noise; then it is asked for."""
    letters = torch.randint(LETTERS, (length, batch), generator=generator)
    x = F.one_hot(letters, 2 * LETTERS + 1).float()
    x[0] = F.one_hot(letters[0] + LETTERS, 2 * LETTERS + 1).float()
    x[-1] = 0.0
    x[-1, :, -1] = 1.0
    return x, letters[0]


def _adding(length: int, batch: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """Two numbers of many are marked, one in each half; what is their sum? (Hochreiter and
    Schmidhuber 1997, in the form of Le et al. 2015)."""
    numbers = torch.rand(length, batch, generator=generator)
    marks = torch.zeros(length, batch)
    half, rows = length // 2, torch.arange(batch)
    marks[torch.randint(half, (batch,), generator=generator), rows] = 1.0
    marks[torch.randint(half, length, (batch,), generator=generator), rows] = 1.0
    return torch.stack([numbers, marks], -1), (numbers * marks).sum(0)


def _agreement(length: int, batch: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """A noun, many words that have no number, then the verb: singular or plural?"""
    words = torch.randint(2 * NOUNS, 2 * NOUNS + NUMBERLESS, (length, batch), generator=generator)
    words[0] = torch.randint(2 * NOUNS, (batch,), generator=generator)
    words[-1] = 2 * NOUNS + NUMBERLESS
    return F.one_hot(words, 2 * NOUNS + NUMBERLESS + 1).float(), (words[0] >= NOUNS).long()


def _ahead(length: int, batch: int, generator: Generator) -> tuple[Tensor, Tensor]:
    """At every step, the letter that comes `AHEAD` steps later."""
    letters = torch.randint(LETTERS, (length, batch), generator=generator)
    target = torch.full_like(letters, IGNORED)
    target[:-AHEAD] = letters[AHEAD:]
    return F.one_hot(letters, LETTERS).float(), target


TASKS = {
    task.name: task
    for task in (
        Task(
            "Copy over a gap",
            2 * LETTERS + 1,
            LETTERS,
            _recall,
            f"The first of {LETTERS} letters must be told at the end, after a long row of the "
            "same letters that do not count.",
            1 / LETTERS,
        ),
        Task(
            "Agreement",
            2 * NOUNS + NUMBERLESS + 1,
            2,
            _agreement,
            "“The keys” stand at the start, many words follow, and the verb at the end must be "
            "“are”, not “is”.",
            1 / 2,
        ),
        Task(
            "Adding",
            2,
            1,
            _adding,
            "Of a long row of numbers two are marked, and their sum must be told at the end.",
            1 / 6,
            numeric=True,
        ),
    )
}
"""By name; the first is the one that the bar is measured on."""
FUTURE = Task(
    "Look ahead",
    LETTERS,
    LETTERS,
    _ahead,
    f"At every step the letter must be told that comes {AHEAD} steps later.",
    1 / LETTERS,
    every_step=True,
)
