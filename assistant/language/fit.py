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
from assistant.models.encoder import Encoder, Texts

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
        return self.context_vectors(self._context_rows(histories))

    def _context_rows(self, histories: Sequence[Sequence[Turn]]) -> list[list[int]]:
        return [
            context_ids([self.tokenizer.encode(normalise(turn.text)) for turn in turns])
            for turns in histories
        ]

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

    # --- the whole score ------------------------------------------------------------------------

    def scores(
        self, history: Sequence[Turn], replies: Sequence[str], known: Sequence[str] = ()
    ) -> Tensor:
        """How well each reply fits: the dot product, and if the network has a `Blend`, words in
        common and what is known of the one who replies. Not on the scale of a dot product.

        history : the last turns, speakers taking turns
        known : facts as the one who replies would tell them: "I have a parrot."
        returns : Tensor, shape = (replies,)
        """
        return self.blended(self.read_contexts([history]), self.read(replies), self.read(known))[0]

    def read(self, texts: Sequence[str]) -> Texts:
        """Replies or facts, ready for `blended`."""
        rows = [self.tokenizer.encode(normalise(text))[:LONGEST] for text in texts]
        return Texts(self.reply_vectors(rows), self._bags(rows))

    def read_contexts(self, histories: Sequence[Sequence[Turn]]) -> Texts:
        """The last turns of each conversation, ready for `blended`."""
        rows = self._context_rows(histories)
        return Texts(self.context_vectors(rows), self._bags(rows))

    @torch.inference_mode()
    def blended(self, contexts: Texts, replies: Texts, known: Texts) -> Tensor:
        """Scores of every context with every reply, shape = (contexts, replies).

        known : of the one who replies, in all these contexts
        """
        model = self.model
        if model.blend is None:
            return contexts.vectors @ replies.vectors.T
        place = torch.arange(len(known.vectors)).expand(len(contexts.vectors), -1)
        scores: Tensor = model.blend(contexts, replies, known, place, model.scale)
        return scores

    def _bags(self, rows: Sequence[Sequence[int]]) -> Tensor:
        """As booleans and group by group: there may be thousands."""
        found = torch.zeros(len(rows), self.model.config.vocabulary, dtype=torch.bool)
        for start in range(0, len(rows), ROWS):
            group = padded(rows[start : start + ROWS])
            found[start : start + ROWS] = self.model.bags(*group).bool()
        return found

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
