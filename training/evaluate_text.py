"""Bits per character of a writing network, beside a Kneser-Ney 5-gram on the same subwords."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from assistant.language.tokenizer import PAD_ID, START, Subwords
from training.data.text import STYLES, Split, load, load_file, whole
from training.ngram import KneserNey

KN_ORDER = 5
CHARACTERS = "tinyshakespeare"
"""The text of networks that read letters."""
ROWS = 16
"""Chunks that are scored side by side."""


@dataclass(frozen=True)
class TextCount:
    """What predicting some chunks cost; the mark before each chunk is given, not predicted."""

    chunks: int
    characters: int
    tokens: int
    bits: float

    @property
    def rate(self) -> float:
        """Bits per character."""
        return self.bits / max(1, self.characters)

    def __add__(self, other: TextCount) -> TextCount:
        return TextCount(
            *(a + b for a, b in zip(vars(self).values(), vars(other).values(), strict=True))
        )


@torch.inference_mode()
def bits_per_character(
    model: nn.Module, tokenizer: Subwords, chunks: Sequence[str], mark: str
) -> TextCount:
    """Score chunks, each from a fresh state behind its mark."""
    device = next(model.parameters()).device
    encoded = [[tokenizer.id(mark), *ids] for ids in tokenizer.encode_batch(chunks)]
    encoded.sort(key=len)
    nats = 0.0
    for start in range(0, len(encoded), ROWS):
        rows = [torch.tensor(ids) for ids in encoded[start : start + ROWS]]
        ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PAD_ID)
        state: Any = None
        for begin in range(0, ids.shape[1] - 1, 64):
            piece = ids[:, begin : begin + 65].to(device)
            logits, state = model(piece[:, :-1], state)
            wanted = piece[:, 1:].flatten()
            loss = F.cross_entropy(
                logits.flatten(0, 1).float(), wanted, reduction="sum", ignore_index=PAD_ID
            )
            nats += float(loss)
    tokens = sum(len(ids) - 1 for ids in encoded)
    return TextCount(len(chunks), sum(map(len, chunks)), tokens, nats / math.log(2))


def five_gram(tokenizer: Subwords) -> KneserNey:
    """The baseline: counted on the same training text, in the same subwords, marks included."""
    sequences = [
        np.array([tokenizer.id(mark), *ids])
        for corpus, mark in STYLES.items()
        for ids in tokenizer.encode_batch(load(corpus, "train"))
    ]
    return KneserNey.train(sequences, KN_ORDER, len(tokenizer), sentences=False)


def five_gram_bits(
    baseline: KneserNey, tokenizer: Subwords, chunks: Sequence[str], mark: str
) -> float:
    """Bits of these chunks under the baseline; the mark is given, not predicted."""
    return sum(
        float(-baseline.log_probability([tokenizer.id(mark), *ids])[1:].sum()) / math.log(2)
        for ids in tokenizer.encode_batch(chunks)
    )


def evaluate_folder(
    loaded: Any, split: Split, data: Path | None = None, limit: int = 0
) -> dict[str, Any]:
    """Counts first, rates second, for each corpus and for all of them together.

    data : a plain text file, or a folder of `.txt` files; without the baseline then, which
        would have to be counted on text of the same kind
    """
    tokenizer: Subwords = loaded.tokenizers["text"]
    if data is None and not tokenizer.merges:
        return evaluate_characters(loaded, split)
    if data is None:
        texts = {corpus: (load(corpus, split), mark) for corpus, mark in STYLES.items()}
    else:
        files = sorted(data.glob("*.txt*")) if data.is_dir() else [data]
        texts = {file.name.split(".")[0]: (load_file(file), START) for file in files}
    baseline = five_gram(tokenizer) if data is None else None
    corpora: dict[str, Any] = {}
    total, total_baseline = TextCount(0, 0, 0, 0.0), 0.0
    for corpus, (chunks, mark) in texts.items():
        kept = chunks[: limit or None]
        count = bits_per_character(loaded.model, tokenizer, kept, mark)
        bits = five_gram_bits(baseline, tokenizer, kept, mark) if baseline else None
        total, total_baseline = total + count, total_baseline + (bits or 0.0)
        corpora[corpus] = _row(count, bits)
    return {"corpora": corpora, "all": _row(total, total_baseline if baseline else None)}


def evaluate_characters(loaded: Any, split: Split) -> dict[str, Any]:
    """Of a network that reads letters: tiny Shakespeare, in one piece.

    `last_tenth` is what others report on: dev and test together are the last tenth of the text.
    """
    tokenizer: Subwords = loaded.tokenizers["text"]
    wanted: tuple[Split, ...] = ("dev", "test") if split == "test" else (split,)
    counts = {
        part: bits_per_character(loaded.model, tokenizer, [whole(CHARACTERS, part)], START)
        for part in wanted
    }
    result: dict[str, Any] = {
        part: _row(count, None) | _nats(count) for part, count in counts.items()
    }
    if split == "test":
        both = counts["dev"] + counts["test"]
        result["last_tenth"] = _row(both, None) | _nats(both)
    return result


def _nats(count: TextCount) -> dict[str, float]:
    return {"nats_per_character": round(count.rate * math.log(2), 4)}


def _row(count: TextCount, baseline_bits: float | None) -> dict[str, Any]:
    row: dict[str, Any] = {
        "chunks": count.chunks,
        "characters": count.characters,
        "tokens": count.tokens,
        "bits": round(count.bits, 1),
        "bits_per_character": round(count.rate, 4),
    }
    if baseline_bits is not None:
        row["kn5_bits_per_character"] = round(baseline_bits / max(1, count.characters), 4)
    return row
