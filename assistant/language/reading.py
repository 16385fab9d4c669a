"""Reads a text that grows as somebody types: only what is new goes through the network."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import torch
from torch import Tensor

from assistant.language.tokenizer import Subwords
from assistant.models.language_model import LanguageModel, State

REMEMBERED = 64
"""Places in texts that need not be read again."""
WINDOW, STEP = 1500, 500
"""Characters that are read at least, and at once when the text outgrows them: the window moves
in steps, as each step means reading all of it."""


@dataclass(frozen=True, eq=False)
class Place:
    """Where the network stands after some text."""

    log_probs: Tensor
    """Of what comes next, shape = (vocab,), or (rows, vocab) of several places at once."""
    state: State
    """Of as many rows."""


class _Memory:
    """The last places, by what was read. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[tuple[int, ...], Place] = {}

    def longest(self, ids: tuple[int, ...]) -> tuple[int, Place | None]:
        """How much of these ids has been read, and the place after it."""
        with self._lock:
            known = [key for key in self._places if ids[: len(key)] == key]
            best = max(known, key=len, default=())
            if best:  # the longest unused is the first to be forgotten
                self._places[best] = self._places.pop(best)
            return len(best), self._places.get(best)

    def keep(self, ids: tuple[int, ...], place: Place) -> None:
        with self._lock:
            self._places[ids] = place
            while len(self._places) > REMEMBERED:
                self._places.pop(next(iter(self._places)))


class Reader:
    """Reads with one network, and remembers. Threads may share it."""

    def __init__(self, model: LanguageModel, tokenizer: Subwords) -> None:
        self.model, self.tokenizer = model, tokenizer
        self._memory = _Memory()

    def read(self, text: str, mark: int) -> Place:
        """The place after a text; only what is new is read."""
        ids = (mark, *self.tokenizer.encode(text))
        read, place = self._memory.longest(ids)
        if place is not None and read == len(ids):
            return place
        state = place.state if place is not None else None
        new = torch.tensor([ids[read:]])
        if new.shape[1] > 1:
            state = self.model.read(new[:, :-1], state)
        log_probs, state = self.model.step(new[:, -1], state)
        place = Place(log_probs[0], state)
        self._memory.keep(ids, place)
        return place


def window(text: str) -> str:
    """The end of a text, begun at a word, and at the same one while some more is typed."""
    skipped = max(0, len(text) - WINDOW) // STEP * STEP
    if not skipped:
        return text
    space = text.find(" ", skipped, skipped + STEP)
    return text[space + 1 if space >= 0 else skipped :]
