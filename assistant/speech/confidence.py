"""How sure we are of each word: the share of such words that turn out right.

Signs of several kinds, none of them sure by itself, are weighed by a logistic regression that
`training.calibrate` fits on development clips: how well the word's phonemes and its letters fit
the sound, whether the decoder's other candidates have the word as well (Wessel et al. 2001,
"Confidence measures for large vocabulary continuous speech recognition"), how long it is.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from statistics import fmean as mean
from typing import Any

from assistant.errors import BadModel
from assistant.speech.align import Aligned
from assistant.speech.decode import Hypothesis

SETTINGS = "confidence.json"
EDGE = 0.01
"""Probabilities closer to 0 or 1 count as no closer."""


@dataclass(frozen=True)
class Signs:
    """What speaks for or against a word; each about -5 to 5."""

    sound: float
    """Log-odds of the mean probability of its phonemes."""
    shortfall: float
    """Square root of how far it falls behind the network's first choices."""
    spelling: float
    """Log-odds of the mean probability of its letters under the spelling head."""
    agreement: float
    """Log-odds of the share of the candidates that have it."""
    length: float
    """Logarithm of the number of its phonemes."""
    pace: float
    """Logarithm of the frames of a phoneme."""
    piece_shortfall: float
    """Mean of the shortfalls of all words of the piece."""
    piece_spelling: float
    """Mean of the spelling signs of all words of the piece."""
    piece_length: float
    """Logarithm of how many these are."""


@dataclass(frozen=True)
class Calibration:
    """Weights of the signs; read from `confidence.json` in the model folder."""

    weights: tuple[float, ...]
    """In the order of the signs."""
    bias: float

    def probability(self, signs: Signs) -> float:
        """That the word is right."""
        evidence = self.bias + sum(w * s for w, s in zip(self.weights, astuple(signs), strict=True))
        return 1 / (1 + math.exp(-min(30.0, max(-30.0, evidence))))

    @classmethod
    def read(cls, path: Path) -> Calibration | None:
        """The calibration of a model folder; None where the file is absent.

        Raises:
            BadModel: the file is damaged, or weighs other signs.
        """
        if not path.is_file():
            return None
        try:
            values = json.loads(path.read_text(encoding="utf-8"))
            weights, names = values["weights"], [field.name for field in fields(Signs)]
            if sorted(weights) != sorted(names):
                raise ValueError(f"weights of {', '.join(weights)}")
            numbers = [float(weights[name]) for name in names] + [float(values["bias"])]
            if not all(map(math.isfinite, numbers)):
                raise ValueError("a weight is not finite")
            return cls(tuple(numbers[:-1]), numbers[-1])
        except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
            raise BadModel(
                f"The confidence settings {path.name} can't be used ({error!r}). Fetch the model "
                "folder again, or make them anew with `python -m training.calibrate`."
            ) from error

    def write(self, path: Path, report: dict[str, Any]) -> None:
        """Save, with what they were measured to bring."""
        names = [field.name for field in fields(Signs)]
        weights = {name: round(w, 4) for name, w in zip(names, self.weights, strict=True)}
        values = {"weights": weights, "bias": round(self.bias, 4), "report": report}
        path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def read_signs(
    sound: Sequence[Aligned], spelling: Sequence[Aligned], candidates: Sequence[Hypothesis]
) -> list[Signs]:
    """The signs of each word of the best candidate.

    sound : the words aligned with the phonemes
    spelling : the same words aligned with the letters
    candidates : best first; the first holds the words
    """
    shares = agreement(candidates)
    if not shares:
        return []
    shortfalls = [math.sqrt(max(0.0, said.shortfall)) for said in sound]
    spellings = [log_odds(spelt.word.confidence) for spelt in spelling]
    whole = (mean(shortfalls), mean(spellings), math.log(len(shares)))
    return [
        Signs(
            log_odds(said.word.confidence),
            shortfall,
            spelt,
            log_odds(share),
            math.log(max(1, said.symbols)),
            math.log(max(1, said.frames) / max(1, said.symbols)),
            *whole,
        )
        for said, shortfall, spelt, share in zip(sound, shortfalls, spellings, shares, strict=True)
    ]


def agreement(candidates: Sequence[Hypothesis]) -> list[float]:
    """For each word of the first candidate, the share of all that have it in its place.

    The candidates count by their scores; places are matched with the fewest edits.
    """
    from rapidfuzz.distance import Levenshtein  # only those who transcribe wait for it

    if not candidates:
        return []
    best = candidates[0]
    weights = [math.exp(min(0.0, candidate.score - best.score)) for candidate in candidates]
    missing = [0.0] * len(best.words)
    for candidate, weight in zip(candidates, weights, strict=True):
        for step in Levenshtein.editops(best.words, candidate.words):
            if step.tag != "insert":
                missing[step.src_pos] += weight
    return [1 - lost / sum(weights) for lost in missing]


def log_odds(probability: float) -> float:
    """The logarithm of p / (1 - p), with p kept `EDGE` away from 0 and 1."""
    inside = min(1 - EDGE, max(EDGE, probability))
    return math.log(inside / (1 - inside))
