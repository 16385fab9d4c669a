"""Does a writing network predict better if it learns from the text that it is reading?

    python -m training.adaptive MODEL_FOLDER [--split dev|test] [--cache SHARE SHARPNESS]...
                                [--window N] [--rate R] [--pull P] [--limit CHUNKS]

--cache  the neural cache of `assistant.language.cache`: SHARE of the probability goes to what
         followed the last N places, those most alike first; given several times, each is tried
--rate   dynamic evaluation (Krause et al. 2018), with plain gradient descent: after each segment
         the weights take one step of this size, and are pulled back by P to what they were

Each text of the split is read from its beginning to its end, chunks one after another, each
predicted before anything is learnt from it. Prints bits (and nats) per character, as they are
without and with it; of a network that reads words, perplexity. Choose the settings on dev.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from torch.nn import functional as F

from assistant.checkpoint import load_model
from assistant.errors import AssistantError, BadInput, BadModel, BadOption
from assistant.language.cache import WINDOW, Cache, CacheSettings
from assistant.language.tokenizer import START, Subwords, Words
from assistant.models.language_model import LanguageModel, State, detached
from training.data.text import Split, load, whole
from training.evaluate import positive
from training.evaluate_text import CHARACTERS, WORDS, beginning, known_styles
from training.text_scores import TextCount, cached_bits

SEGMENT = 32
"""Ids that are predicted with the same weights."""


@dataclass(frozen=True)
class Adaptation:
    """How to adapt; as it stands, not at all."""

    cache: CacheSettings | None = None
    rate: float = 0.0
    """Of gradient descent."""
    pull: float = 0.002

    def __post_init__(self) -> None:
        """Raises BadOption for a setting outside its range."""
        if not 0 <= self.rate < float("inf"):
            raise BadOption("The rate must be a number from 0 (nothing is learnt).")
        if not 0 <= self.pull <= 1:
            raise BadOption("The pull must be from 0 to 1.")


def nats(model: LanguageModel, ids: Sequence[int], wishes: Adaptation, marks: set[int]) -> float:
    """What predicting all ids but the marks costs. The model's weights are as before at the end."""
    before = [parameter.detach().clone() for parameter in model.parameters()]
    cache = Cache.empty(wishes.cache, model) if wishes.cache else None
    total, state = 0.0, None
    for piece in _segments(ids):
        with torch.set_grad_enabled(wishes.rate > 0):
            cost, state, cache = _segment(model, piece, state, cache, marks)
        total += float(cost.detach().sum())
        if wishes.rate and cost.numel():
            _learn(model, cost.mean(), before, wishes)
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), before, strict=True):
            parameter.copy_(value)
    return total


def _segments(ids: Sequence[int]) -> Iterator[Tensor]:
    for start in range(0, len(ids) - 1, SEGMENT):
        yield torch.tensor(ids[start : start + SEGMENT + 1])


def _segment(
    model: LanguageModel, piece: Tensor, state: State | None, cache: Cache | None, marks: set[int]
) -> tuple[Tensor, State, Cache | None]:
    """Nats of each id of a segment but marks, and the state and the cache after it."""
    features, state = model.features(piece[None, :-1], state)
    following = piece[1:]
    chance = -F.cross_entropy(model.predict(features)[0], following, reduction="none")
    if cache is not None:
        chance, cache = cache.read(chance, features[0].detach(), following)
    counted = torch.tensor([int(index) not in marks for index in following])
    return -chance[counted], detached(state), cache


def _learn(
    model: LanguageModel, loss: Tensor, before: Sequence[Tensor], wishes: Adaptation
) -> None:
    model.zero_grad()
    torch.autograd.backward(loss)
    with torch.no_grad():
        for parameter, first in zip(model.parameters(), before, strict=True):
            if parameter.grad is not None:
                parameter.sub_(wishes.rate * parameter.grad)
                parameter.lerp_(first, wishes.pull)


def texts(
    tokenizer: Subwords | Words, split: Split, limit: int | None
) -> dict[str, tuple[list[int], int]]:
    """Of each corpus its ids, chunk after chunk with marks, and its characters."""
    if isinstance(tokenizer, Words):
        text = beginning(whole(WORDS, split), limit)
        return {WORDS: ([tokenizer.id(START), *tokenizer.encode(text)], len(text))}
    if not tokenizer.merges:
        text = whole(CHARACTERS, split)
        text = text[: 3000 * limit] if limit else text
        return {CHARACTERS: ([tokenizer.id(START), *tokenizer.encode(text)], len(text))}
    found = {}
    for corpus, mark in known_styles(tokenizer).items():
        chunks = load(corpus, split)[:limit]
        ids = [i for part in tokenizer.encode_batch(chunks) for i in (tokenizer.id(mark), *part)]
        found[corpus] = (ids, sum(map(len, chunks)))
    return found


def measure(
    loaded: Any, split: Split, wishes: Sequence[Adaptation], limit: int | None
) -> dict[str, Any]:
    """Rates of every text, without adaptation and with each of these.

    Raises:
        BadModel: it is no network that writes.
    """
    model, tokenizer = loaded.model, loaded.tokenizers.get("text")
    if not isinstance(model, LanguageModel) or not isinstance(tokenizer, Subwords | Words):
        raise BadModel(f"{loaded.folder} holds no network that writes.")
    marks = set(tokenizer.marks)
    by_word = isinstance(tokenizer, Words)
    rows: dict[str, Any] = {}
    for corpus, (ids, characters) in texts(tokenizer, split, limit).items():
        tokens = sum(index not in marks for index in ids[1:])
        counts = [
            TextCount(1, characters, tokens, bits) for bits in _bits(model, ids, wishes, marks)
        ]
        adapted = [
            asdict(how) | _rates(count, by_word)
            for how, count in zip(wishes, counts[1:], strict=True)
        ]
        size = {"tokens": tokens} if by_word else {"characters": characters}
        rows[corpus] = {**size, "static": _rates(counts[0], by_word), "adapted": adapted}
    return rows


def _bits(
    model: LanguageModel, ids: Sequence[int], wishes: Sequence[Adaptation], marks: set[int]
) -> list[float]:
    """Of a text, without adaptation and then with each."""
    caches = [how.cache for how in wishes if how.cache and not how.rate]
    if len(caches) == len(wishes):  # what the network says is the same for all of them
        return cached_bits(model, ids, marks, caches)
    ways = [Adaptation(), *wishes]
    return [nats(model, ids, how, marks) / math.log(2) for how in ways]


def _rates(count: TextCount, by_word: bool) -> dict[str, float]:
    if by_word:
        return {"perplexity": round(count.perplexity, 2)}
    return {"bits": round(count.rate, 4), "nats": round(count.rate * math.log(2), 4)}


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.adaptive", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, metavar="MODEL_FOLDER")
    parser.add_argument("--split", choices=("dev", "test"), default="dev")
    parser.add_argument(
        "--cache", type=float, nargs=2, action="append", metavar=("SHARE", "SHARPNESS")
    )
    parser.add_argument("--window", type=positive, default=WINDOW)
    parser.add_argument("--rate", type=float, default=0.0)
    parser.add_argument("--pull", type=float, default=Adaptation.pull)
    parser.add_argument("--limit", type=positive, metavar="CHUNKS", help="of each text")
    parsed = parser.parse_args(arguments)
    try:
        wishes = [
            Adaptation(
                CacheSettings(share, sharpness, parsed.window) if share else None,
                parsed.rate,
                parsed.pull,
            )
            for share, sharpness in parsed.cache or [(0.0, 0.0)]
        ]
        print(json.dumps(measure(load_model(parsed.folder), parsed.split, wishes, parsed.limit)))
    except AssistantError as error:
        print(f"adaptive: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
