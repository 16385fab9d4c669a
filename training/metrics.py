"""How far a hypothesis is from its reference."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True)
class Edits:
    """The cheapest way to turn a hypothesis into its reference, counted."""

    substitutions: int = 0
    deletions: int = 0
    insertions: int = 0
    length: int = 0
    """Symbols of the reference."""

    def __add__(self, other: Edits) -> Edits:
        return Edits(
            self.substitutions + other.substitutions,
            self.deletions + other.deletions,
            self.insertions + other.insertions,
            self.length + other.length,
        )

    @property
    def errors(self) -> int:
        return self.substitutions + self.deletions + self.insertions

    @property
    def rate(self) -> float:
        """Errors per symbol of the reference; an empty reference counts as one symbol."""
        return self.errors / max(1, self.length)


def edits(reference: Sequence[Hashable], hypothesis: Sequence[Hashable]) -> Edits:
    """Levenshtein alignment of any symbols: characters, words, phonemes."""
    from rapidfuzz.distance import Levenshtein

    kinds = Counter(step.tag for step in Levenshtein.editops(hypothesis, reference))
    # The operations turn the hypothesis into the reference: what they insert was deleted.
    return Edits(kinds["replace"], kinds["insert"], kinds["delete"], len(reference))


def ranking(positive: Sequence[float], negative: Sequence[float]) -> float:
    """How often a positive scores above a negative, ties half: the area under the ROC curve."""
    below = np.sort(np.asarray(negative))
    scores = np.asarray(positive)
    wins = np.searchsorted(below, scores, "left") + np.searchsorted(below, scores, "right")
    return float(wins.sum() / max(1, 2 * len(below) * len(scores)))


def matches(reference: Sequence[Hashable], hypothesis: Sequence[Hashable]) -> list[tuple[int, int]]:
    """Places (in the reference, in the hypothesis) of the symbols that are right."""
    from rapidfuzz.distance import Levenshtein

    return [
        (block.src_start + i, block.dest_start + i)
        for block in Levenshtein.opcodes(reference, hypothesis)
        if block.tag == "equal"
        for i in range(block.src_end - block.src_start)
    ]


def calibration_error(sure: npt.ArrayLike, right: npt.ArrayLike, bins: int = 15) -> float:
    """Expected calibration error: how far confidence is from the share that is right.

    The mean over bins of equal width, each counting by how many fall into it.

    sure : confidence of each answer, in [0, 1]
    right : whether it is right, or how much of it is
    """
    said, true = np.asarray(sure, float), np.asarray(right, float)
    place = np.minimum((said * bins).astype(int), bins - 1)
    gaps = np.bincount(place, said - true, minlength=bins)
    return float(np.abs(gaps).sum() / max(1, len(said)))
