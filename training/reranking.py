"""What other weights would have chosen among the candidates that a search found.

Decoding anew for each weight that is tried takes minutes; adding up the parts of the candidates'
scores anew takes milliseconds (after Och 2003, minimum error rate training).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from assistant.speech.decode import Hypothesis
from training.metrics import Edits, edits


@dataclass(frozen=True)
class Said:
    """A development clip."""

    corpus: str
    text: str


@dataclass(frozen=True, eq=False)
class Choice:
    """The candidates for one piece of a clip."""

    texts: tuple[str, ...]
    parts: npt.NDArray[np.float64]
    """Of each score: sound, n-gram model, number of words, and perhaps the recurrent model (the
    models log 10), shape = (candidates, parts)."""


def choice(hypotheses: Sequence[Hypothesis], recurrent: Sequence[float] | None = None) -> Choice:
    """recurrent : log 10 of each candidate's probability under the recurrent model"""
    parts = np.array([[h.sound, h.language, len(h.words)] for h in hypotheses]).reshape(-1, 3)
    if recurrent is not None:
        parts = np.c_[parts, np.asarray(recurrent, float)]
    return Choice(tuple(" ".join(h.words) for h in hypotheses), parts)


Lists = Sequence[tuple[Said, Sequence[Choice]]]
"""Each clip with the candidates for each of its pieces."""


def chosen(choices: Sequence[Choice], weights: npt.ArrayLike) -> str:
    """The best text of each piece, joined."""
    best = (c.texts[int(np.argmax(c.parts @ np.asarray(weights)))] for c in choices if c.texts)
    return " ".join(filter(None, best))


def error_rates(lists: Lists, weights: npt.ArrayLike) -> dict[str, float]:
    """Word error rate of each corpus with these weights of the parts."""
    totals: defaultdict[str, Edits] = defaultdict(Edits)
    for said, choices in lists:
        totals[said.corpus] += _edits(said.text, chosen(choices, weights))
    return {corpus: round(total.rate, 4) for corpus, total in totals.items()}


def mean(rates: dict[str, float]) -> float:
    """Each corpus counts the same, however many clips it has."""
    return sum(rates.values()) / max(1, len(rates))


@lru_cache(maxsize=1_000_000)
def _edits(reference: str, hypothesis: str) -> Edits:
    """The same texts are chosen again and again."""
    return edits(reference.split(), hypothesis.split())
