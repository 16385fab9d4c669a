"""Word perplexity of a network that answers, beside a Kneser-Ney 5-gram on the same subwords.

Words are words and single punctuation marks of the normalised text; the end of each turn
counts as one word more.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from assistant.language.tokenizer import Subwords
from training.data.dialogue import CORPORA, Split, conversations, read
from training.data.turns import Turns, batch_loss, encode, make_batch
from training.ngram import KneserNey

KN_ORDER = 5
ROWS = 64
"""Turns that are scored side by side."""


@torch.inference_mode()
def score_turns(
    model: nn.Module, turns: Turns, targets: npt.NDArray[np.int64]
) -> tuple[float, int]:
    """Negative log-likelihood (nats) of these turns, and how many words they have."""
    order = sorted(targets.tolist(), key=lambda index: int(turns.lengths[index]))
    device = next(model.parameters()).device
    lost = 0.0
    for start in range(0, len(order), ROWS):
        rows = order[start : start + ROWS]
        batch = make_batch(
            [turns.context(row) for row in rows], [turns.turn(row).tolist() for row in rows]
        )
        lost += float(batch_loss(model, batch.to(device), 0.0))
    return lost, int(turns.words[targets].sum())


def five_gram(tokenizer: Subwords) -> KneserNey:
    """The baseline: counted on all training turns, in the same subwords. It sees no context."""
    train = {name: conversations(name, "train") for name in CORPORA}
    turns = encode(train, tokenizer)
    return KneserNey.train(
        (turns.turn(index).tolist() for index in range(len(turns.first))), KN_ORDER, len(tokenizer)
    )


def five_gram_nats(baseline: KneserNey, turns: Turns, targets: npt.NDArray[np.int64]) -> float:
    """Negative log-likelihood of the same turns, ends included, under the baseline."""
    costs = [-baseline.log_probability(turns.turn(index).tolist()).sum() for index in targets]
    return float(np.sum(costs))


def evaluate_folder(
    loaded: Any, split: Split, data: Path | None = None, limit: int = 0
) -> dict[str, Any]:
    """Counts first, rates second: for each corpus of a split, or for files of one's own.

    data : a JSON-lines file of conversations (see `training.data.dialogue`) or a folder of
        them; without the baseline then, which would have to be counted on text of the same kind
    limit : at most so many turns of each corpus; 0 for all
    """
    if data is None:
        said = {name: conversations(name, split) for name in CORPORA}
    else:
        files = sorted(data.glob("*.jsonl*")) if data.is_dir() else [data]
        said = {file.name.split(".")[0]: list(read(file)) for file in files}
    tokenizer: Subwords = loaded.tokenizers["text"]
    turns = encode(said, tokenizer)
    baseline = five_gram(tokenizer) if data is None else None
    corpora: dict[str, Any] = {}
    for name in turns.names:
        targets = turns.targets(name)[: limit or None]
        if len(targets):
            corpora[name] = _row(loaded.model, turns, targets, baseline)
    return {"corpora": corpora}


def _row(
    model: nn.Module, turns: Turns, targets: npt.NDArray[np.int64], baseline: KneserNey | None
) -> dict[str, Any]:
    lost, count = score_turns(model, turns, targets)
    tokens = int(turns.lengths[targets].sum()) + len(targets)
    row = {
        "turns": len(targets),
        "words": count,
        "tokens": tokens,
        "nats": round(lost, 1),
        "perplexity": perplexity(lost, count),
        "token_perplexity": perplexity(lost, tokens),
    }
    if baseline:
        row["kn5"] = perplexity(five_gram_nats(baseline, turns, targets), count)
    return row


def perplexity(nats: float, count: int) -> float:
    """exp of the mean, to two digits; so bad that it overflows counts as e to the 50."""
    return round(math.exp(min(nats / max(1, count), 50)), 2)
