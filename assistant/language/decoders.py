"""The networks that write, behind the one protocol that `search` knows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from assistant.language.tokenizer import ASSISTANT_ID, END_ID, PAD_ID, START_ID, USER_ID
from assistant.models.language_model import LanguageModel, select_rows
from assistant.models.language_model import State as LanguageModelState
from assistant.models.seq2seq import DecoderState, Seq2Seq

CONTEXT_TURNS = 3
"""How many turns the conversation network reads."""
TURN_LIMIT = 40
"""Tokens of each of them; the beginning of a longer one is cut off."""


def context_ids(turns: Sequence[Sequence[int]]) -> list[int]:
    """What the encoder reads: each turn after the mark of its speaker, the last one <user>'s.

    Training and conversation both call this: the marks must mean the same in both.
    """
    ids: list[int] = []
    recent = turns[-CONTEXT_TURNS:]
    for place, turn in enumerate(recent):
        ids.append(USER_ID if (len(recent) - place) % 2 else ASSISTANT_ID)
        ids += turn[-TURN_LIMIT:]
    return ids


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
        return self.model.step(ids, state)

    def reorder(self, state: DecoderState, rows: Tensor) -> DecoderState:
        return state.select(rows)


class TextDecoder:
    """Continues one prompt, in one or several rows; it has no end of its own."""

    end: int | None = None

    def __init__(self, model: LanguageModel, prompt: Sequence[int], rows: int = 1) -> None:
        """prompt : ids, at least the mark that a text begins with"""
        self.model = model
        self.prompt = torch.tensor([list(prompt)])
        self.start_ids = self.prompt[:, -1].repeat(rows)

    @torch.inference_mode()
    def start(self) -> LanguageModelState | None:
        if self.prompt.shape[1] == 1:
            return None
        state = self.model.read(self.prompt[:, :-1])
        return self.reorder(state, torch.zeros(len(self.start_ids), dtype=torch.long))

    def step(
        self, ids: Tensor, state: LanguageModelState | None
    ) -> tuple[Tensor, LanguageModelState]:
        return self.model.step(ids, state)

    def reorder(self, state: LanguageModelState | None, rows: Tensor) -> LanguageModelState | None:
        return None if state is None else select_rows(state, rows)
