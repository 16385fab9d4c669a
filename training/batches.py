"""Which examples go together: length buckets, and what padding does to a list of tensors."""

from __future__ import annotations

import random
from collections.abc import Sequence

import torch
from torch import Tensor


def bucketed(
    lengths: Sequence[int], budget: int, seed: int, shuffle: bool = True, rows: int = 0
) -> list[list[int]]:
    """Group examples of like length into batches whose padded size stays within a budget.

    Args:
        lengths: of each example, in any unit.
        budget: rows x longest row of a batch, in the same unit. An example longer than the
            budget gets a batch of its own.
        seed: for the order of batches and the grouping of near-equal lengths.
        shuffle: without it, batches go from short to long.
        rows: largest number of rows in a batch; 0 for no limit.
    """
    generator = random.Random(seed)
    # A little noise regroups near-equal lengths in each epoch, at little cost in padding.
    noise = 0.05 if shuffle else 0.0
    keys = [length * (1 + noise * generator.random()) for length in lengths]
    batches: list[list[int]] = []
    batch: list[int] = []
    longest = 0
    for index in sorted(range(len(lengths)), key=lambda i: (keys[i], i)):
        grown = max(longest, lengths[index])
        if batch and (grown * (len(batch) + 1) > budget or len(batch) == (rows or len(batch) + 1)):
            batches.append(batch)
            batch, grown = [], lengths[index]
        batch.append(index)
        longest = grown
    if batch:
        batches.append(batch)
    if shuffle:
        generator.shuffle(batches)
    return batches


def pad(sequences: Sequence[Tensor], value: float = 0) -> tuple[Tensor, Tensor]:
    """Stack tensors of unequal length.

    sequences : each shape = (time, ...)
    returns : Tensor (batch, longest, ...) and lengths (batch,)
    """
    lengths = torch.tensor([len(sequence) for sequence in sequences])
    padded = torch.nn.utils.rnn.pad_sequence(list(sequences), batch_first=True, padding_value=value)
    return padded, lengths
