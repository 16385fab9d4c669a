"""A reply bank: what somebody answered before, found again by the reply encoder.

A folder with `pairs.jsonl`, one exchange a line, and `vectors.safetensors`, what the encoder made
of them. `python -m training.reply_bank CONVERSATIONS FOLDER` makes one of your own data; none is
shipped.

    {"prompt": "is the kettle on", "reply": "It has just boiled. Milk?"}
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from assistant.errors import BadData
from assistant.language.normalise import normalise
from assistant.messages import Candidate, Turn

PAIRS, VECTORS = "pairs.jsonl", "vectors.safetensors"
FOUND = 3
"""Replies that one turn gets at most."""
ALIKE = (0.55, 0.95)
"""Likeness of two prompts (cosine) that stands for a match of 0, and of 1."""
LIMIT = 500_000
"""Exchanges of a bank."""


class Encoder(Protocol):
    """See `assistant.language.fit.ReplyEncoder`."""

    def prompts(self, texts: Sequence[str]) -> Tensor: ...

    def contexts(self, histories: Sequence[Sequence[Turn]]) -> Tensor: ...


class ReplyBank:
    """Finds exchanges that began like this one, and whose reply fits."""

    def __init__(
        self,
        pairs: Sequence[tuple[str, str]],
        prompts: Tensor,
        replies: Tensor,
        encoder: Encoder,
    ) -> None:
        """
        pairs : prompt and reply of each exchange
        prompts, replies : their vectors, shape = (exchanges, size)
        """
        self.pairs = list(pairs)
        self.prompts, self.replies = prompts, replies
        self.encoder = encoder

    @classmethod
    def read(cls, folder: Path, encoder: Encoder) -> ReplyBank:
        """
        Raises:
            BadData: it is no reply bank, it is damaged, or it was made with another encoder.
        """
        remedy = "Make it anew with python -m training.reply_bank."
        try:
            lines = (folder / PAIRS).read_text(encoding="utf-8").splitlines()
            rows = [json.loads(line) for line in lines if line.strip()]
            pairs = [(str(row["prompt"]), str(row["reply"])) for row in rows]
            vectors = load_file(str(folder / VECTORS))
            prompts, replies = vectors["prompts"].float(), vectors["replies"].float()
        except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
            raise BadData(f"{folder} is no reply bank ({error!r}). {remedy}") from error
        size = encoder.prompts(["hello"]).shape[1]
        wanted = (len(pairs), size)
        if tuple(prompts.shape) != wanted or tuple(replies.shape) != wanted or not pairs:
            raise BadData(f"{folder} was made with another reply encoder, or in part. {remedy}")
        return cls(pairs, prompts, replies, encoder)

    def find(self, text: str, history: Sequence[Turn], user: str | None = None) -> list[Candidate]:
        """Replies of the exchanges that began most like this turn, best first."""
        alike = self.prompts @ self.encoder.prompts([text])[0]
        fits = self.replies @ self.encoder.contexts([history])[0]
        said = {normalise(turn.text) for turn in history if turn.speaker == "assistant"}
        found: dict[str, Candidate] = {}
        order = torch.argsort(alike + fits, descending=True)
        for index in order[: 8 * FOUND].tolist():
            reply = self.pairs[index][1]
            if normalise(reply) not in said and reply not in found:
                match = _between(float(alike[index]), *ALIKE)
                found[reply] = Candidate(reply, "bank", match=match)
            if len(found) == FOUND:
                break
        return list(found.values())


def _between(value: float, low: float, high: float) -> float:
    """0 at `low` or under it, 1 at `high` or over it."""
    return min(1.0, max(0.0, (value - low) / (high - low)))
