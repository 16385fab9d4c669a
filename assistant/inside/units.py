"""Which hidden units of the writer follow a feature of a text: inside quotes, place in the line.

Some units of a language model can be read by people (Karpathy et al. 2015, "Visualizing and
Understanding Recurrent Networks"). With hundreds of units some follow anything by chance, so that
what chance would reach is told beside what was found.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from assistant.errors import BadOption, BadText
from assistant.inside.gates import Gates, trace
from assistant.language.tokenizer import START, Subwords
from assistant.models.language_model import LanguageModel

Floats = npt.NDArray[np.float32]
TEXT_LIMIT = 2_000
"""Characters that are looked at."""
_PLAIN = str.maketrans("\u2018\u2019\u201c\u201d\u2026", "''\"\".")
"""The networks were trained on plain quotation marks; one character stands for one."""
SHIFTS = 200
"""Displaced features that chance is estimated by, at most."""


@dataclass(frozen=True, eq=False)
class Reading:
    """A text as a network read it, subword by subword."""

    text: str
    spans: tuple[tuple[int, int], ...]
    """First character of each subword, and past its last one; empty within a character that
    takes several subwords."""
    gates: Gates

    @property
    def pieces(self) -> tuple[str, ...]:
        return tuple(self.text[start:end] for start, end in self.spans)


@dataclass(frozen=True)
class Tuned:
    """A unit and how it goes with a feature."""

    unit: int
    correlation: float
    """Pearson's, over the subwords."""


def checked(text: str) -> str:
    """The text, with plain quotation marks and one kind of line end.

    Raises:
        BadText: it is empty or too long.
    """
    text = (text or "").replace("\r\n", "\n").translate(_PLAIN)
    text = text.encode("utf-8", "replace").decode("utf-8")
    if not text.strip():
        raise BadText("There is no text to read: type or paste some first.")
    if len(text) > TEXT_LIMIT:
        raise BadText(
            f"The text has {len(text)} characters; at most {TEXT_LIMIT} can be shown. Cut it."
        )
    return text


@torch.inference_mode()
def read(model: LanguageModel, tokenizer: Subwords, text: str) -> Reading:
    """What the first layer of the writer does as it reads a text.

    Raises:
        BadText: the text is empty or too long.
        BadOption: its layers have no gates.
    """
    text = checked(text)
    ids = tokenizer.encode(text)
    layer = model.layers[0]
    assert isinstance(layer, nn.RNNBase)
    embedded = model.embedding(torch.tensor([tokenizer.id(START), *ids]))
    gates = trace(layer, embedded * model.config.embedding**0.5)
    return Reading(text, spans(tokenizer, ids), without_first(gates))


def without_first(gates: Gates) -> Gates:
    """Without the step that reads the mark at the beginning, which is no part of the text."""
    return Gates(
        gates.kind,
        {name: gate[1:] for name, gate in gates.gates.items()},
        gates.candidate[1:],
        gates.memory[1:],
        gates.hidden[1:],
    )


def spans(tokenizer: Subwords, ids: Sequence[int]) -> tuple[tuple[int, int], ...]:
    """Where each subword stands in the text."""
    found, at = [], 0
    for added in tokenizer.stream(ids):
        found.append((at, at + len(added)))
        at += len(added)
    return tuple(found[: len(ids)])


# --- features of a text, one number a character --------------------------------------------------


def _quotes(text: str) -> Floats:
    """1 from an opening quotation mark to the closing one, both included."""
    inside, values = False, []
    for letter in text:
        opens = letter in "\u201c\u00ab" or (letter == '"' and not inside)
        closes = letter in "\u201d\u00bb" or (letter == '"' and inside)
        values.append(1.0 if inside or opens else 0.0)
        inside = (inside or opens) and not closes
    return np.array(values, np.float32)


def _since(text: str, start: str) -> Floats:
    """Characters since the last place where a pattern ended."""
    values = np.arange(len(text), dtype=np.float32)
    begins = [0, *(found.end() for found in re.finditer(start, text))]
    for first, last in zip(begins, [*begins[1:], len(text)], strict=True):
        values[first:last] = np.arange(last - first)
    return values


def _letters(text: str, pattern: str) -> Floats:
    """1 for the characters that match."""
    values = np.zeros(len(text), np.float32)
    for found in re.finditer(pattern, text):
        values[found.start() : found.end()] = 1
    return values


FEATURES: dict[str, Callable[[str], Floats]] = {
    "Inside quotes": _quotes,
    "Position in the line": lambda text: _since(text, r"\n"),
    "Position in the sentence": lambda text: _since(text, r"[.!?][\"'\u201d)]*\s+"),
    "Beginning of a word": lambda text: _letters(text, r"\b\w"),
    "Capital letters": lambda text: _letters(text, r"[A-Z]"),
    "Digits": lambda text: _letters(text, r"\d"),
}
"""Name -> one number for each character of a text."""
_ANY = ("Beginning of a word", "Capital letters", "Digits")
"""A subword has these if any of its characters has."""


def feature(name: str, reading: Reading) -> Floats:
    """One number a subword: of its last character, or whether any of its characters has it."""
    values = FEATURES[name](reading.text)
    found, last = [], 0.0
    for start, end in reading.spans:
        if end > start:
            last = float(values[start:end].max() if name in _ANY else values[end - 1])
        found.append(last)
    return np.array(found, np.float32)


# --- which units go with it ----------------------------------------------------------------------


def correlations(hidden: Floats, wanted: Floats) -> Floats:
    """Pearson's correlation of each unit with a feature; 0 where either is constant.

    hidden : shape = (time, units); wanted : shape = (time,) or (time, features)
    returns : shape = (units,) or (units, features)
    """
    return np.asarray(_standard(hidden).T @ _standard(wanted), np.float32)


def _standard(values: Floats) -> npt.NDArray[np.float64]:
    """Each column with mean 0 and length 1, or all zeros if it is constant."""
    centred = values.astype(np.float64) - values.mean(0)
    length = np.sqrt((centred**2).sum(0))
    return np.asarray(centred / np.where(length > 1e-6, length, np.inf))


def in_tune(hidden: Floats, wanted: Floats, count: int = 6) -> tuple[Tuned, ...]:
    """The units that follow a feature best, or its opposite; none if it is constant."""
    found = correlations(hidden, wanted)
    best = np.argsort(-np.abs(found))[:count]
    return tuple(Tuned(int(unit), float(found[unit])) for unit in best if found[unit])


def followed(hidden: Floats, wanted: Floats, units: Sequence[int]) -> tuple[Tuned, ...]:
    """How given units go with a feature; 0 where either is constant.

    Raises:
        BadOption: there is no unit of such a number.
    """
    count = hidden.shape[1]
    if any(not 0 <= unit < count for unit in units):
        raise BadOption(f"This network has the units 0 to {count - 1}: choose among them.")
    found = correlations(hidden, wanted)
    return tuple(Tuned(unit, float(found[unit])) for unit in dict.fromkeys(units))


def chance(hidden: Floats, wanted: Floats) -> float:
    """The correlation that the best unit reaches by chance in one of twenty tries.

    The feature is displaced in time, in a circle, so that it keeps its own rhythm and loses its
    place in the text.
    """
    time = len(wanted)
    if time < 4:
        return 1.0
    by = np.unique(np.linspace(1, time - 1, min(SHIFTS, time - 1)).astype(int))
    shifted = np.stack([np.roll(wanted, shift) for shift in by], 1)
    return float(np.quantile(np.abs(correlations(hidden, shifted)).max(0), 0.95))
