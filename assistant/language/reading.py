"""Reads a text that grows as somebody types: only what is new goes through the network."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import torch
from torch import Tensor

from assistant.language.cache import Cache, CacheSettings, seen_last, with_cache
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
    cache: Cache | None = None
    """Of the text before them; its share is in the log-probabilities already."""


_How = CacheSettings | None
_Key = tuple[tuple[int, ...], _How]


class _Memory:
    """The last places, by what was read and with which cache. Threads may share it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._places: dict[_Key, Place] = {}

    def longest(self, ids: tuple[int, ...], how: _How) -> tuple[int, Place | None]:
        """How much of these ids has been read in this way, and the place after it."""
        with self._lock:
            known = [key for key in self._places if key[1] == how and ids[: len(key[0])] == key[0]]
            best = max(known, key=lambda key: len(key[0]), default=None)
            if best is None:
                return 0, None
            # The longest unused is the first to be forgotten.
            self._places[best] = place = self._places.pop(best)
            return len(best[0]), place

    def keep(self, ids: tuple[int, ...], how: _How, place: Place) -> None:
        with self._lock:
            self._places[ids, how] = place
            while len(self._places) > REMEMBERED:
                self._places.pop(next(iter(self._places)))


class Reader:
    """Reads with one network, and remembers. Threads may share it."""

    def __init__(self, model: LanguageModel, tokenizer: Subwords) -> None:
        self.model, self.tokenizer = model, tokenizer
        self._memory = _Memory()

    def read(self, text: str, mark: int, how: CacheSettings | None = None) -> Place:
        """The place after a text; only what is new is read.

        how : the cache that is to have its share; None for none
        """
        ids = (mark, *self.tokenizer.encode(text))
        read, place = self._memory.longest(ids, how)
        if place is not None and read == len(ids):
            return place
        new = torch.tensor([ids[read:]])
        state, cache = (place.state, place.cache) if place is not None else (None, None)
        if how is not None:
            state, cache = self._with_places(new[0], state, cache or Cache.empty(how, self.model))
        elif new.shape[1] > 1:
            state = self.model.read(new[:, :-1], state)
        log_probs, state = self.model.step(new[:, -1], state)
        place = Place(with_cache(cache, self.model, log_probs, state)[0], state, cache)
        self._memory.keep(ids, how, place)
        return place

    def _with_places(
        self, new: Tensor, state: State | None, cache: Cache
    ) -> tuple[State | None, Cache]:
        """The state before the last of these ids (time,), and the cache with all of them."""
        if state is not None:
            cache = cache.after(seen_last(self.model, state), new[:1])
        if len(new) > 1:
            seen, state = self.model.features(new[None, :-1], state)
            cache = cache.after(seen[0], new[1:])
        return state, cache


def window(text: str) -> str:
    """The end of a text, begun at a word, and at the same one while some more is typed."""
    skipped = max(0, len(text) - WINDOW) // STEP * STEP
    if not skipped:
        return text
    space = text.find(" ", skipped, skipped + STEP)
    return text[space + 1 if space >= 0 else skipped :]
