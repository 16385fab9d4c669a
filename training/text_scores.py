"""What predicting a text costs a network that writes: counted chunk by chunk, or in one piece."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.language.cache import Cache, CacheSettings
from assistant.language.tokenizer import PAD_ID, Subwords, Words
from assistant.models.language_model import LanguageModel

CACHE = CacheSettings(share=0.1)
"""Chosen on the dev texts, one setting for all of them (`python -m training.adaptive`)."""
STRETCH = 128
"""Ids that are read at once where the state runs on; each needs the logits of all."""
ROWS = 16
"""Chunks that are scored side by side."""


@dataclass(frozen=True)
class TextCount:
    """What predicting some chunks cost; the mark before each chunk is given, not predicted."""

    chunks: int = 0
    characters: int = 0
    tokens: int = 0
    bits: float = 0.0

    @property
    def perplexity(self) -> float:
        """Of a token; infinite for what no float can hold."""
        nats = self.bits * math.log(2) / max(1, self.tokens)
        return math.inf if nats > 700 else math.exp(nats)

    @property
    def rate(self) -> float:
        """Bits per character."""
        return self.bits / max(1, self.characters)

    def __add__(self, other: TextCount) -> TextCount:
        return TextCount(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


@torch.inference_mode()
def token_nats(model: nn.Module, encoded: Sequence[Sequence[int]]) -> list[Tensor]:
    """What predicting each id but the first cost, shape = (ids - 1,), of each sequence."""
    device = next(model.parameters()).device
    order = sorted(range(len(encoded)), key=lambda row: len(encoded[row]))
    found: dict[int, Tensor] = {}
    for start in range(0, len(order), ROWS):
        chosen = order[start : start + ROWS]
        rows = [torch.tensor(encoded[row]) for row in chosen]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD_ID)
        state: Any = None
        costs: list[Tensor] = []
        for begin in range(0, ids.shape[1] - 1, 64):
            piece = ids[:, begin : begin + 65].to(device)
            logits, state = model(piece[:, :-1], state)
            wanted = piece[:, 1:].flatten()
            cost = F.cross_entropy(logits.flatten(0, 1).float(), wanted, reduction="none")
            costs.append(cost.view(len(rows), -1))
        whole = torch.cat(costs, dim=1).cpu() if costs else torch.zeros(len(rows), 0)
        for row, every in zip(chosen, whole, strict=True):
            found[row] = every[: len(encoded[row]) - 1]
    return [found[row] for row in range(len(encoded))]


def bits_per_character(
    model: nn.Module, tokenizer: Subwords | Words, chunks: Sequence[str], mark: str
) -> TextCount:
    """Score chunks, each from a fresh state behind its mark."""
    encoded = [[tokenizer.id(mark), *ids] for ids in tokenizer.encode_batch(chunks)]
    nats = sum(float(cost.sum()) for cost in token_nats(model, encoded))
    tokens = sum(len(ids) - 1 for ids in encoded)
    return TextCount(len(chunks), sum(map(len, chunks)), tokens, nats / math.log(2))


@torch.inference_mode()
def cached_bits(
    model: LanguageModel,
    ids: Sequence[int],
    marks: set[int],
    settings: Sequence[CacheSettings] = (CACHE,),
) -> list[float]:
    """Bits of a text but its marks, read from its beginning to its end: without a cache, and then
    with each of these.

    ids : the first one is given, not predicted
    """
    caches, state = [Cache.empty(one, model) for one in settings], None
    total = torch.zeros(1 + len(caches), dtype=torch.float64)
    for start in range(0, len(ids) - 1, STRETCH):
        piece = torch.tensor(ids[start : start + STRETCH + 1])
        seen, state = model.features(piece[None, :-1], state)
        alone = -F.cross_entropy(model.predict(seen)[0], piece[1:], reduction="none")
        chances = [alone]
        for number, cache in enumerate(caches):
            mixed, caches[number] = cache.read(alone, seen[0], piece[1:])
            chances.append(mixed)
        counted = torch.tensor([int(index) not in marks for index in piece[1:]])
        total -= torch.stack(chances)[:, counted].double().sum(1)
    bits: list[float] = (total / math.log(2)).tolist()
    return bits
