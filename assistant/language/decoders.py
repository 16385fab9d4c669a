"""The networks that write, behind the one protocol that `search` knows."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from assistant.errors import BadOption
from assistant.language.tokenizer import (
    ASSISTANT_ID,
    END_ID,
    PAD_ID,
    START_ID,
    USER_ID,
    Subwords,
)
from assistant.messages import Attention
from assistant.models.language_model import LanguageModel, select_rows
from assistant.models.language_model import State as LanguageModelState
from assistant.models.seq2seq import DecoderState, Seq2Seq

CONTEXT_TURNS = 3
"""How many turns the conversation network reads."""
TURN_LIMIT = 40
"""Tokens of each of them; the beginning of a longer one is cut off."""
ASK, TELL = "<ask>", "<tell>"
"""Asks for a reply with a question in it, or for one without."""
RICHNESS = ("<plain>", "<middle>", "<rich>")
"""Ask for a reply of everyday words, of rare ones, or between the two."""
CONTROLS = (ASK, TELL, *RICHNESS)
"""What a reply can be asked to be like (See et al. 2019). Any of them may be left out."""


def context_ids(turns: Sequence[Sequence[int]], controls: Sequence[int] = ()) -> list[int]:
    """What the encoder reads: each turn after the mark of its speaker, the last one <user>'s,
    and before all of them what the reply should be like.

    Training and conversation both call this: the marks must mean the same in both.

    controls : from `control_ids`
    """
    ids = list(controls)
    recent = turns[-CONTEXT_TURNS:]
    for place, turn in enumerate(recent):
        ids.append(USER_ID if (len(recent) - place) % 2 else ASSISTANT_ID)
        ids += turn[-TURN_LIMIT:]
    return ids


def control_ids(tokenizer: Subwords, controls: Sequence[str]) -> list[int]:
    """Ids of some of `CONTROLS`, in that order whatever the order given.

    Those that the tokenizer lacks are left out: an older network does as it likes.

    Raises:
        BadOption: a name that is none of them.
    """
    unknown = [mark for mark in controls if mark not in CONTROLS]
    if unknown:
        raise BadOption(f"There is no {unknown[0]}: choose among {', '.join(CONTROLS)}.")
    known = [mark for mark in CONTROLS if mark in controls and mark in tokenizer.controls]
    return [tokenizer.id(mark) for mark in known]


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


@torch.inference_mode()
def attend(
    model: Seq2Seq, tokenizer: Subwords, context: Sequence[int], reply: Sequence[int]
) -> Attention:
    """What the network looks at as it writes a reply, found in one pass over all of it.

    context : ids with marks, as `ReplyDecoder` takes them
    reply : ids, without a start or end
    """
    read = list(context) or [PAD_ID]
    weights = torch.zeros(0, len(read))
    if reply:
        # What is read at each place is what is written at the next.
        target = torch.tensor([[START_ID, *reply[:-1]]])
        _, rows = model(torch.tensor([read]), torch.tensor([len(read)]), target)
        weights = rows[0].float()
    return Attention(
        tuple(map(tokenizer.piece, read)), tuple(map(tokenizer.piece, reply)), weights.numpy()
    )


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
