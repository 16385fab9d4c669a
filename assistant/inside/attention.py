"""Where the network that answers looks, for a reply of its own or one that somebody types."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch

from assistant.errors import BadText
from assistant.language.normalise import normalise
from assistant.language.propose import Proposer, Sampling
from assistant.language.tokenizer import START_ID
from assistant.messages import Turn

LIMIT = 400
"""Characters of what is said, and of the reply."""
PIECES = 60
"""Subwords of a reply that are shown."""


@dataclass(frozen=True, eq=False)
class Looks:
    """A reply, subword by subword."""

    context: tuple[str, ...]
    """Subwords and speaker marks that were read."""
    reply: tuple[str, ...]
    weights: npt.NDArray[np.float32]
    """Shape (reply, context); each row sums to one."""
    probabilities: npt.NDArray[np.float32]
    """Of each subword of the reply after those before it, shape (reply,)."""


@torch.inference_mode()
def look(proposer: Proposer, history: Sequence[Turn], reply: str) -> Looks:
    """What is looked at as a given reply is written (Luong et al. 2015).

    An empty reply stands for the network's own, the likeliest of a beam.

    Raises:
        BadText: there is nothing to answer, or it or the reply is too long, or no reply is found.
    """
    check(history[-1].text if history else "", reply)
    given = normalise(reply)
    ids = proposer.tokenizer.encode(given) if given else _own(proposer, history)
    ids = ids[:PIECES]
    if not ids:
        raise BadText("The network found nothing to say to that. Type a reply for it.")
    context = proposer.context(history)
    mixed, weights = proposer.model(
        torch.tensor([context]), torch.tensor([len(context)]), torch.tensor([[START_ID, *ids[:-1]]])
    )
    known = proposer.model.logits(mixed[0]).float().softmax(-1)
    piece = proposer.tokenizer.piece
    return Looks(
        tuple(map(piece, context)),
        tuple(map(piece, ids)),
        weights[0].float().numpy(),
        known[torch.arange(len(ids)), torch.tensor(ids)].numpy(),
    )


def check(said: str, reply: str) -> None:
    """Raises BadText if there is nothing to answer, or something is too long."""
    if not normalise(said):
        raise BadText("There is nothing to answer: type what is said first.")
    for text in (said, reply):
        if len(text) > LIMIT:
            raise BadText(f"That has {len(text)} characters; at most {LIMIT} can be shown.")


def _own(proposer: Proposer, history: Sequence[Turn]) -> list[int]:
    found = proposer.propose(history, Sampling(temperature=0, candidates=0, beams=4))
    return list(max(found, key=lambda one: one.likely).ids) if found else []
