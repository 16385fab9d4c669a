"""Conversations as arrays of ids, and batches of (context, next turn) made from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.language.decoders import CONTEXT_TURNS, TURN_LIMIT, context_ids
from assistant.language.normalise import words
from assistant.language.tokenizer import END_ID, PAD_ID, START_ID, Subwords
from assistant.models.seq2seq import Seq2Seq

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Turns:
    """All turns of several corpora, one after another."""

    tokens: Ids
    starts: npt.NDArray[np.int64]
    """Where each turn begins in `tokens`; one more entry than there are turns."""
    first: npt.NDArray[np.int64]
    """For each turn, the index of its conversation's first turn."""
    corpus: npt.NDArray[np.int64]
    """For each turn, the place of its corpus in `names`."""
    names: tuple[str, ...]
    words: npt.NDArray[np.int64]
    """For each turn, its words, end of turn included."""

    def turn(self, index: int) -> Ids:
        return self.tokens[self.starts[index] : self.starts[index + 1]]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each turn."""
        result: npt.NDArray[np.int64] = np.diff(self.starts)
        return result

    def targets(self, name: str) -> npt.NDArray[np.int64]:
        """Turns of one corpus that answer another."""
        answers = self.first < np.arange(len(self.first))
        return np.flatnonzero(answers & (self.corpus == self.names.index(name)))

    def context(self, target: int, controls: Sequence[int] = ()) -> list[int]:
        """Marks and tokens of the last turns before a target.

        controls : marks that tell what the target is like, see `context_ids`
        """
        first = max(int(self.first[target]), target - CONTEXT_TURNS)
        turns = [self.turn(index).tolist() for index in range(first, target)]
        return context_ids(turns, controls)

    def context_lengths(self, targets: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
        """Ids of the context of each target."""
        capped = self.lengths.clip(max=TURN_LIMIT) + 1
        total = np.zeros(len(targets), dtype=np.int64)
        for back in range(1, CONTEXT_TURNS + 1):
            turn = targets - back
            total += np.where(turn >= self.first[targets], capped[turn], 0)
        return total


def encode(said: dict[str, list[list[str]]], tokenizer: Subwords) -> Turns:
    """Conversations of each corpus as one array."""
    flat = [turn for talks in said.values() for talk in talks for turn in talk]
    sizes = [len(talk) for talks in said.values() for talk in talks]
    ids = tokenizer.encode_batch(flat)
    begins = np.concatenate([[0], np.cumsum(sizes)])[:-1] if sizes else np.zeros(0)
    per_corpus = [sum(map(len, talks)) for talks in said.values()]
    return Turns(
        tokens=np.fromiter((i for turn in ids for i in turn), np.int32),
        starts=np.concatenate([[0], np.cumsum([len(turn) for turn in ids])]).astype(np.int64),
        first=np.repeat(begins.astype(np.int64), sizes),
        corpus=np.repeat(np.arange(len(said)), per_corpus),
        names=tuple(said),
        words=np.array([len(words(turn)) + 1 for turn in flat], dtype=np.int64),
    )


def punctuation_marks(tokenizer: Subwords) -> npt.NDArray[np.bool_]:
    """Which ids are commas, full stops and the like, shape = (vocabulary,).

    Marks decode to nothing and are none of them. Words and punctuation are never in one piece, so
    leaving these ids out gives the tokens of the text as speech has it.
    """
    pieces = [tokenizer.decode([index]).strip() for index in range(len(tokenizer))]
    return np.array([bool(piece) and not piece.strip(",.!?;:") for piece in pieces])


@dataclass(frozen=True)
class DialogueBatch:
    context: Tensor
    """Ids, shape = (batch, source)."""
    lengths: Tensor
    """Of the contexts, shape = (batch,)."""
    target: Tensor
    """START, then the turn, then END; shape = (batch, target)."""

    def to(self, device: torch.device) -> DialogueBatch:
        return DialogueBatch(
            self.context.to(device), self.lengths.to(device), self.target.to(device)
        )


def make_batch(
    contexts: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
) -> DialogueBatch:
    """Pad token lists into tensors."""
    rows = [torch.tensor(context) for context in contexts]
    wanted = [torch.tensor([START_ID, *target, END_ID]) for target in targets]
    pad = torch.nn.utils.rnn.pad_sequence
    return DialogueBatch(
        pad(rows, batch_first=True, padding_value=PAD_ID),
        torch.tensor([len(row) for row in rows]),
        pad(wanted, batch_first=True, padding_value=PAD_ID),
    )


def batch_loss(model: nn.Module, batch: DialogueBatch, smoothing: float) -> Tensor:
    """Sum of the cross-entropies of all real target tokens, in nats."""
    mixed, _ = model(batch.context, batch.lengths, batch.target[:, :-1])
    wanted = batch.target[:, 1:]
    real = wanted != PAD_ID
    # Logits of real positions only: the output layer is the dearest part.
    network: Seq2Seq = getattr(model, "module", model)  # type: ignore[arg-type]
    logits = network.logits(mixed[real])
    return F.cross_entropy(logits, wanted[real], reduction="sum", label_smoothing=smoothing)


def bucketed_pairs(
    sources: npt.NDArray[np.int64],
    targets: npt.NDArray[np.int64],
    budget: int,
    rows: int,
    seed: int,
) -> list[list[int]]:
    """Batches whose targets are about as long as each other, and whose sources are too.

    Args:
        sources: lengths of the contexts.
        targets: lengths of the targets, the end not counted.
        budget: target tokens of a batch, padding and ends included.
        rows: largest number of rows in a batch.
        seed: for the grouping of near-equal lengths and the order of the batches.
    """
    generator = np.random.default_rng(seed)
    coarse = np.floor((targets + generator.random(len(targets)) * 2) / 3)
    order = np.lexsort((sources + generator.random(len(sources)), coarse))
    batches: list[list[int]] = []
    batch: list[int] = []
    longest = 0
    for index in order:
        grown = max(longest, int(targets[index]) + 1)
        full = grown * (len(batch) + 1) > budget or len(batch) == rows
        if batch and full:
            batches.append(batch)
            batch, grown = [], int(targets[index]) + 1
        batch.append(int(index))
        longest = grown
    if batch:
        batches.append(batch)
    generator.shuffle(batches)
    return batches
