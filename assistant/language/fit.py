"""How well a reply fits a conversation, by the reply encoder."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from assistant.errors import BadModel
from assistant.language.decoders import context_ids
from assistant.language.normalise import normalise
from assistant.language.tokenizer import PAD_ID, Subwords
from assistant.messages import Turn
from assistant.models.encoder import Encoder

LONGEST = 120
"""Ids of a reply that are read."""
ROWS = 64
"""Texts that are read side by side."""


class ReplyEncoder:
    """Vectors of unit length: a context's and a fitting reply's have a high dot product."""

    def __init__(self, loaded: Any) -> None:
        """loaded : `assistant.checkpoint.LoadedModel`

        Raises:
            BadModel: it is not a reply encoder.
        """
        if loaded.kind != "encoder" or "text" not in loaded.tokenizers:
            raise BadModel(f"{loaded.folder} does not hold a reply encoder.")
        self.model: Encoder = loaded.model
        self.tokenizer: Subwords = loaded.tokenizers["text"]

    def contexts(self, histories: Sequence[Sequence[Turn]]) -> Tensor:
        """The last turns of each conversation, speakers taking turns -> (conversations, size)."""
        return self.context_vectors(
            [
                context_ids([self.tokenizer.encode(normalise(turn.text)) for turn in turns])
                for turns in histories
            ]
        )

    def prompts(self, texts: Sequence[str]) -> Tensor:
        """Each text as the only turn of a user -> (texts, size).

        Two that call for the same reply have a high dot product.
        """
        return self.contexts([[Turn("user", text)] for text in texts])

    def replies(self, texts: Sequence[str]) -> Tensor:
        """-> (texts, size)"""
        return self.reply_vectors([self.tokenizer.encode(normalise(text)) for text in texts])

    def context_vectors(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """Ids with speaker marks -> (rows, size)"""
        return self._vectors(self.model.contexts, rows)

    def reply_vectors(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """Ids -> (rows, size)"""
        return self._vectors(self.model.replies, [row[:LONGEST] for row in rows])

    @torch.inference_mode()
    def _vectors(self, head: Any, rows: Sequence[Sequence[int]]) -> Tensor:
        """In groups of about the same length: padding is work."""
        found = torch.zeros(len(rows), self.model.config.size)
        order = sorted(range(len(rows)), key=lambda index: len(rows[index]))
        for start in range(0, len(order), ROWS):
            group = order[start : start + ROWS]
            ids, lengths = padded([rows[index] for index in group])
            found[group] = head(ids, lengths)
        return found


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """Ids (rows, longest) and their lengths; a row of nothing is read as one padding mark."""
    if not rows:
        return torch.zeros(0, 0, dtype=torch.long), torch.zeros(0, dtype=torch.long)
    filled = [torch.tensor(list(row) or [PAD_ID]) for row in rows]
    lengths = torch.tensor([len(row) for row in filled])
    return torch.nn.utils.rnn.pad_sequence(filled, True, PAD_ID), lengths
