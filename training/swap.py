"""The same sentences with other values in their slots.

A set of thirteen thousand sentences shows each title and each name once or twice, always in the
same frame, and a network learns them with the intent that they happened to stand in. With values
drawn anew in every epoch, among all that the slot has in training, only the frame tells.
"""

from __future__ import annotations

import random
from collections.abc import Sequence

from assistant.models.classifier import spans
from training.data.nlu import Example

Value = tuple[str, ...]
"""Words of a slot."""


class SlotValues:
    """What each slot of a training set holds, as often as it does."""

    def __init__(self, examples: Sequence[Example]) -> None:
        self._values: dict[str, list[Value]] = {}
        for example in examples:
            for slot, first, last in spans(example.tags or ()):
                self._values.setdefault(slot, []).append(example.words[first:last])

    def swapped(self, example: Example, share: float, draw: random.Random) -> Example:
        """Each slot's value replaced with probability `share`; the same intent and slots.

        An example whose slots were not marked comes back as it is.
        """
        words: list[str] = []
        tags: list[str] = []
        place = 0
        for slot, first, last in spans(example.tags or ()):
            words += example.words[place:first]
            tags += ["O"] * (first - place)
            replaced = draw.random() < share
            value = draw.choice(self._values[slot]) if replaced else example.words[first:last]
            words += value
            tags += [f"B-{slot}"] + [f"I-{slot}"] * (len(value) - 1)
            place = last
        if not place:
            return example
        words += example.words[place:]
        tags += ["O"] * (len(example.words) - place)
        return Example(tuple(words), tuple(tags), example.intent)
