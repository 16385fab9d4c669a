"""A neural cache: what followed earlier where the text was much like here (Grave et al. 2017).

A recurrent network that writes forgets names and rare words. The cache keeps, for each of the
last places of one text, what the output layer saw there and which id came next. At a new place
the ids that followed similar ones get a share of the probability:

    p(id) = (1 - share) p_network(id) + share p_cache(id)
    p_cache(id) ~ sum over the places that id followed of exp(sharpness <seen here, seen there>)

Nothing is learnt, and nothing is kept from one text to the next.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from assistant.errors import BadOption
from assistant.models.language_model import LanguageModel, State

WINDOW = 2000
"""Places."""
BLOCK = 64
"""Places that are put to the others at once."""
SHARPNESS = 0.07
"""Chosen on the dev texts with `python -m training.adaptive`."""


@dataclass(frozen=True)
class CacheSettings:
    """How much the cache counts, and what it looks back on."""

    share: float
    """Of the probability, from 0 to below 1: the network always has a say."""
    sharpness: float = SHARPNESS
    """0 counts all places alike; the more, the more only the most similar ones do."""
    window: int = WINDOW
    """Places; what is further back is forgotten."""

    def __post_init__(self) -> None:
        """Raises BadOption for a setting outside its range."""
        if not 0 <= self.share < 1:
            raise BadOption("The cache's share must be 0 (off) or more, and below 1.")
        if not 0 <= self.sharpness < float("inf"):
            raise BadOption("The cache's sharpness must be a number from 0.")
        if self.window < 1:
            raise BadOption("The cache needs a window of at least 1 place.")


@dataclass(frozen=True, eq=False)
class Cache:
    """The last places of one text. It never changes: reading on makes another one."""

    settings: CacheSettings
    seen: Tensor
    """What the output layer saw at each place but the latest, shape = (places, features)."""
    lately: Tensor
    """The same of the latest, fewer than `BLOCK`: one place more copies only these."""
    followed: Tensor
    """The id that came after each place, shape = (all places,)."""

    @classmethod
    def empty(cls, settings: CacheSettings, model: LanguageModel) -> Cache:
        """Of a text of which nothing is read."""
        nothing = model.bias.detach().new_empty(0, model.config.embedding)
        ids = torch.empty(0, dtype=torch.long, device=nothing.device)
        return cls(settings, nothing, nothing, ids)

    @property
    def share(self) -> float:
        """Of the probability; nothing while there are no places."""
        return self.settings.share if len(self.followed) else 0.0

    def after(self, seen: Tensor, following: Tensor) -> Cache:
        """With more places: seen (time, features), the ids that followed (time,)."""
        window = self.settings.window
        lately = torch.cat([self.lately, seen])[-window:]
        older = self.seen[max(0, len(self.seen) + len(lately) - window) :]
        if len(lately) >= BLOCK:
            older, lately = torch.cat([older, lately]), lately[:0]
        followed = torch.cat([self.followed, following])[-window:]
        return Cache(self.settings, older, lately, followed)

    def mixed(self, log_probs: Tensor, seen: Tensor) -> Tensor:
        """The network's log-probabilities with the cache's share.

        log_probs : Tensor, shape = (rows, vocab), of places that come after this text
        seen : Tensor, shape = (rows, features), what the output layer saw there
        """
        if not self.share:
            return log_probs
        scores = torch.cat([seen @ self.seen.T, seen @ self.lately.T], dim=-1)
        weights = (self.settings.sharpness * scores).softmax(-1)
        held = torch.zeros_like(log_probs).index_add_(1, self.followed, weights)
        own = log_probs + math.log1p(-self.share)
        return torch.logaddexp(own, (self.share * held).log())

    def read(self, chances: Tensor, seen: Tensor, following: Tensor) -> tuple[Tensor, Cache]:
        """A stretch of text at once: the same as `mixed` and `after`, id by id.

        chances : Tensor, shape = (time,), the network's log-probability of each id that follows
        seen : Tensor, shape = (time, features), what the output layer saw before it
        following : Tensor, shape = (time,), these ids
        returns : the log-probabilities with the cache's share, and the cache after the last id
        """
        keys = torch.cat([self.seen, self.lately, seen])
        values = torch.cat([self.followed, following])
        here = torch.arange(len(seen), device=seen.device)[:, None] + len(self.followed)
        place = torch.arange(len(keys), device=seen.device)
        visible = (place < here) & (place >= here - self.settings.window)
        scores = self.settings.sharpness * seen @ keys.T
        weights = scores.masked_fill(~visible, -1e9).softmax(-1) * visible
        held = (weights * (values == following[:, None])).sum(-1)
        share = self.settings.share * visible.any(-1)
        mixed = torch.logaddexp(chances + torch.log1p(-share), (share * held).log())
        return mixed, self.after(seen, following)


def seen_last(model: LanguageModel, state: State) -> Tensor:
    """What the output layer saw after the last id, shape = (rows, features)."""
    seen: Tensor = model.project(state[-1][0][0])
    return seen


def with_cache(cache: Cache | None, model: LanguageModel, alone: Tensor, state: State) -> Tensor:
    """What `model.step` gave, log-probabilities (rows, vocab) and state, with a cache's share."""
    return alone if cache is None else cache.mixed(alone, seen_last(model, state))
