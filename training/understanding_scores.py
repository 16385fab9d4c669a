"""What the understanding network makes of sentences, and how much of it is right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from assistant.language.command_words import encode
from assistant.language.tokenizer import Symbols
from assistant.language.understand import decide
from assistant.models.classifier import NONE, Classifier, spans
from training.data.nlu import Example
from training.metrics import calibration_error

ROWS = 64


@dataclass(frozen=True, eq=False)
class Reading:
    """What the network made of one sentence."""

    example: Example
    intent: str
    """`none` if it took it for no command."""
    likeliest: str
    """Of the intents that are commands, before the threshold."""
    confidence: float
    """Calibrated probability of the likeliest."""
    none: float
    """Calibrated probability that it is no command; 0 if the network knows no such class."""
    slots: frozenset[tuple[str, int, int]]
    logits: Tensor
    """Of the intents, shape = (intents,)."""

    @property
    def true_slots(self) -> frozenset[tuple[str, int, int]]:
        return frozenset(spans(self.example.tags or ()))

    @property
    def intent_right(self) -> bool:
        return self.intent == self.example.intent

    @property
    def all_right(self) -> bool:
        """Intent and, where they were marked, all slots."""
        unmarked = self.example.tags is None
        return self.intent_right and (unmarked or self.slots == self.true_slots)

    def shown(self) -> str:
        words = self.example.words
        found = [f"{slot}={' '.join(words[a:b])}" for slot, a, b in sorted(self.slots)]
        mark = "right" if self.all_right else f"wrong, {self.example.intent}"
        return f"{' '.join(words)} -> {self.intent} {', '.join(found)} ({mark})"


def read_all(
    model: Classifier, examples: Sequence[Example], words: Symbols, characters: Symbols
) -> list[Reading]:
    """What the network makes of each example, in order."""
    order = sorted(range(len(examples)), key=lambda row: len(examples[row].words))
    readings: dict[int, Reading] = {}
    device = next(model.parameters()).device
    for first in range(0, len(order), ROWS):
        rows = order[first : first + ROWS]
        batch = encode([examples[row].words for row in rows], words, characters)
        with torch.inference_mode():
            made = _read(
                model, [examples[row] for row in rows], [part.to(device) for part in batch]
            )
        readings |= dict(zip(rows, made, strict=True))
    return [readings[row] for row in range(len(examples))]


def _read(model: Classifier, examples: list[Example], batch: list[Tensor]) -> list[Reading]:
    intents, tags = model.config.intents, model.config.tags
    scores = model(*batch)
    probabilities = model.probabilities(scores.intents)
    chosen, sure = decide(model, probabilities)
    none = intents.index(NONE) if NONE in intents else None
    commands = probabilities.clone()
    if none is not None:
        commands[:, none] = -1.0
    likeliest = commands.argmax(-1)
    # Of a refused sentence no slots are read; those of the likeliest intent are no worse.
    found = model.decode(scores, batch[2], torch.where(chosen < 0, likeliest, chosen)).tolist()
    readings = []
    for row, example in enumerate(examples):
        refused = int(chosen[row]) < 0
        names = [tags[tag] for tag in found[row][: len(example.words)]]
        readings.append(
            Reading(
                example=example,
                intent=NONE if refused else intents[int(chosen[row])],
                likeliest=intents[int(likeliest[row])],
                confidence=float(sure[row]),
                none=0.0 if none is None else float(probabilities[row, none]),
                slots=frozenset() if refused else frozenset(spans(names)),
                logits=scores.intents[row].float().cpu().clone(),
            )
        )
    return readings


def slot_counts(readings: Sequence[Reading]) -> dict[str, int]:
    """Slots that are there, that were found, and that were found just as they are."""
    marked = [reading for reading in readings if reading.example.tags is not None]
    return {
        "slots": sum(len(reading.true_slots) for reading in marked),
        "slots_found": sum(len(reading.slots) for reading in marked),
        "slots_right": sum(len(reading.slots & reading.true_slots) for reading in marked),
    }


def f1(counts: dict[str, int]) -> float:
    """Harmonic mean of precision and recall; 1 if there was nothing to find and nothing found."""
    both = counts["slots"] + counts["slots_found"]
    return 2 * counts["slots_right"] / both if both else 1.0


def score(readings: Sequence[Reading]) -> dict[str, float]:
    """Rates in [0, 1]; those of slots and of out-of-scope sentences only where there are any.

    Raises:
        ZeroDivisionError: there are no readings.
    """
    commands = [reading for reading in readings if reading.example.intent != NONE]
    others = [reading for reading in readings if reading.example.intent == NONE]
    found = {
        "intent_accuracy": _share([reading.intent_right for reading in readings]),
        "all_right": _share([reading.all_right for reading in commands or readings]),
        "calibration_error": calibration_error(
            [reading.confidence for reading in commands],
            [reading.likeliest == reading.example.intent for reading in commands],
        ),
    }
    if any(reading.example.tags is not None for reading in commands):
        found["slot_f1"] = f1(slot_counts(readings))
    if others:
        found["in_scope_accuracy"] = _share([reading.intent_right for reading in commands])
        found["out_of_scope_recall"] = _share([reading.intent_right for reading in others])
    return found


def _share(right: Sequence[bool]) -> float:
    return sum(right) / max(1, len(right))
