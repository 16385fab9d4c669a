"""The networks that write, behind the one protocol that `search` knows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from assistant.language.tokenizer import END_ID, PAD_ID, START_ID
from assistant.models.seq2seq import DecoderState, Seq2Seq


class ReplyDecoder:
    """Writes replies to one context, in one or several rows."""

    end: int | None = END_ID

    def __init__(self, model: Seq2Seq, context: Sequence[int], rows: int = 1) -> None:
        """context : ids with speaker marks; read as one padding mark if it is empty."""
        self.model = model
        self.context = torch.tensor([list(context) or [PAD_ID]])
        self.start_ids = torch.full((rows,), START_ID)

    @torch.inference_mode()
    def start(self) -> DecoderState:
        lengths = torch.tensor([self.context.shape[1]])
        state = self.model.start(self.context, lengths)
        return state.select(torch.zeros(len(self.start_ids), dtype=torch.long))

    def step(self, ids: Tensor, state: DecoderState) -> tuple[Tensor, DecoderState]:
        # One-row LSTM steps through oneDNN take three times as long as without it.
        with torch.backends.mkldnn.flags(enabled=False):
            return self.model.step(ids, state)

    def reorder(self, state: DecoderState, rows: Tensor) -> DecoderState:
        return state.select(rows)
