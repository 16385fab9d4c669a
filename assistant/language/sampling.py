"""How one text is drawn from the writing network: settings as filters, seeds, and its decoder."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from assistant.language.cache import Cache, CacheSettings, seen_last
from assistant.language.decoders import TextDecoder
from assistant.language.search import LogitFilter, Temperature, TopK, TopP
from assistant.models.language_model import LanguageModel

RECENT = 80
"""Tokens that `RecentPenalty` looks back on."""


def sampling_filters(temperature: float, top_k: int, top_p: float) -> list[LogitFilter]:
    """The filters of these settings, those that change nothing left out."""
    filters: list[LogitFilter] = []
    if temperature not in (0, 1):
        filters.append(Temperature(temperature))
    if top_k:
        filters.append(TopK(top_k))
    if top_p < 1:
        filters.append(TopP(top_p))
    return filters


def seeded(seed: int | None) -> torch.Generator:
    """A generator of its own for every text: two people writing at once don't mix."""
    generator = torch.Generator()
    if seed is None:
        generator.seed()
    else:
        generator.manual_seed(seed % 2**63)
    return generator


@dataclass(frozen=True)
class RecentPenalty:
    """What came among the last tokens costs so much more; what is further back is forgotten,
    else a long text would run out of little words."""

    penalty: float
    begun: tuple[int, ...] = ()
    """What stood there before anything was written."""
    own: Callable[[], Tensor] | None = None
    """Of what is held likely, the network's own part without a cache's, shape = (rows, vocab).
    Recent tokens have only that: what a cache adds to them would grow with each time that they
    come again, and no penalty holds a loop like that."""

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        begun = written.new_tensor(self.begun).expand(len(written), -1)
        recent = torch.cat([begun, written], dim=1)[:, -RECENT:]
        seen = torch.zeros_like(log_probs).scatter(-1, recent, 1.0)
        if self.own is not None:
            log_probs = torch.where(seen > 0, self.own(), log_probs)
        return log_probs - self.penalty * seen


class Observed(TextDecoder):
    """Writes one row, and remembers what it last held likely. A cache may have its share."""

    log_probs: Tensor
    own: Tensor
    """The network's part of it: the same, or less by what a cache has added."""

    def __init__(self, model: LanguageModel, prompt: Sequence[int], share: float = 0.0) -> None:
        super().__init__(model, prompt)
        self.settings = CacheSettings(share) if share else None

    @torch.inference_mode()
    def start(self) -> Any:
        """State of the network, the cache, and what the output layer saw last."""
        read = self.prompt[:, :-1]
        cache = Cache.empty(self.settings, self.model) if self.settings else None
        if not read.shape[1]:
            return None, cache, None
        if cache is None:
            return self.model.read(read), None, None
        seen, state = self.model.features(read)
        # What follows the last of these is the id that the first step reads.
        return state, cache.after(seen[0, :-1], read[0, 1:]), seen[0, -1:]

    def step(self, ids: Tensor, state: Any) -> tuple[Tensor, Any]:
        before, cache, seen = state
        if cache is not None and seen is not None:
            cache = cache.after(seen, ids)
        self.log_probs, after = self.model.step(ids, before)
        self.own = self.log_probs
        if cache is not None:
            seen = seen_last(self.model, after)
            self.own = self.own + math.log1p(-cache.share)
            self.log_probs = cache.mixed(self.log_probs, seen)
        return self.log_probs, (after, cache, seen)

    def reorder(self, state: Any, rows: Tensor) -> Any:
        before, *kept = state
        return super().reorder(before, rows), *kept
