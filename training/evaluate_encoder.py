"""How often a reply encoder picks the right reply out of twenty, beside BM25.

hits@1 of 20, as in ConvAI2: each turn that answers another stands beside 19 replies that were
drawn at random from the same split. Candidates and order depend on the corpus alone.

A network with a `Blend` is scored by that; beside it stands what its vectors alone find. Where a
corpus tells who its speakers are (PersonaChat), it is told what is known of the one who replies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from assistant.language.decoders import CONTEXT_TURNS
from assistant.language.fit import ReplyEncoder
from assistant.language.normalise import words
from assistant.messages import Turn
from training.bm25 import Bm25
from training.data.dialogue import Split, conversations, read
from training.data.speakers import personas

CORPORA = ("dailydialog", "personachat_valid", "empatheticdialogues")
CANDIDATES = 20
SEED = 20


@dataclass(frozen=True)
class Question:
    """One turn to be found again."""

    context: tuple[str, ...]
    """Turns before it, the oldest first."""
    known: tuple[str, ...]
    """What is known of the one who says it."""
    choices: tuple[str, ...]
    """The right one first."""


def questions(
    talks: Sequence[Sequence[str]],
    known: Sequence[tuple[Sequence[str], Sequence[str]]] = (),
    limit: int = 0,
) -> list[Question]:
    """Every turn that answers another, among replies drawn from all of these conversations.

    talks : turns of each conversation
    known : of each conversation, what is known of the one who begins and of the other one
    limit : at most so many, from all over the conversations; 0 for all
    """
    places = [(talk, turn) for talk, turns in enumerate(talks) for turn in range(1, len(turns))]
    replies = [talks[talk][turn] for talk, turn in places]
    several = len(set(replies)) > 1
    generator = np.random.default_rng(SEED)
    found = []
    for (talk, turn), right in zip(places, replies, strict=True):
        others: list[str] = []
        while len(others) < CANDIDATES - 1:
            other = replies[generator.integers(len(replies))]
            if other != right or not several:
                others.append(other)
        context = tuple(talks[talk][max(0, turn - CONTEXT_TURNS) : turn])
        facts = tuple(known[talk][turn % 2]) if known else ()
        found.append(Question(context, facts, (right, *others)))
    return found[:: max(1, len(found) // limit)] if limit else found


def load_questions(name: str, split: Split, limit: int = 0) -> list[Question]:
    """Those of one corpus."""
    return questions(conversations(name, split), personas(name, split), limit)


def hits(scores: Sequence[Sequence[float]] | Tensor) -> float:
    """Share of the rows whose first score is above all others; a tie is no hit."""
    table = torch.as_tensor(scores)
    if not len(table):
        return 0.0
    return float((table[:, :1] > table[:, 1:]).all(1).double().mean())


@dataclass(frozen=True)
class Scores:
    """Of one network, each of shape (questions, candidates)."""

    whole: Tensor
    """All that the network weighs."""
    untold: Tensor
    """The same without what is known of the one who replies."""
    vectors: Tensor
    """Dot products alone."""


def encoder_scores(encoder: ReplyEncoder, asked: Sequence[Question]) -> Scores:
    contexts = encoder.read_contexts([_turns(question.context) for question in asked])
    texts = sorted({text for question in asked for text in question.choices})
    facts = sorted({text for question in asked for text in question.known})
    replies, known = encoder.read(texts), encoder.read(facts)
    place = {text: index for index, text in enumerate(texts)}
    known_place = {text: index for index, text in enumerate(facts)}
    table = torch.zeros(3, len(asked), CANDIDATES)
    for row, question in enumerate(asked):
        here, choices = contexts[row : row + 1], replies[[place[t] for t in question.choices]]
        mine = known[[known_place[text] for text in question.known]]
        table[0, row] = encoder.blended(here, choices, mine)[0]
        table[1, row] = encoder.blended(here, choices, known[:0])[0]
        table[2, row] = torch.mv(choices.vectors, here.vectors[0])
    return Scores(*table)


def _turns(context: Sequence[str]) -> list[Turn]:
    """Speakers from the last turn backwards: the one who is answered is the user."""
    last = len(context) - 1
    return [
        Turn("assistant" if (last - place) % 2 else "user", text)
        for place, text in enumerate(context)
    ]


def bm25_scores(asked: Sequence[Question]) -> npt.NDArray[np.float64]:
    """The same choices by words in common with the context and with what is known."""
    texts = sorted({text for question in asked for text in question.choices})
    index = Bm25([words(text) for text in texts])
    place = {text: number for number, text in enumerate(texts)}
    table = []
    for question in asked:
        scores = index.scores(words(" ".join((*question.context, *question.known))))
        table.append([scores[place[text]] for text in question.choices])
    return np.array(table)


def evaluate_folder(
    loaded: Any, split: Split, data: Path | None = None, limit: int | None = None
) -> dict[str, Any]:
    """hits@1 of 20 for each corpus, or for files of one's own (see `training.data.dialogue`)."""
    encoder = ReplyEncoder(loaded)
    if data is None:
        sets = {name: load_questions(name, split, limit or 0) for name in CORPORA}
    else:
        files = sorted(data.glob("*.jsonl*")) if data.is_dir() else [data]
        sets = {f.name.split(".")[0]: questions(list(read(f)), limit=limit or 0) for f in files}
    return {name: row(encoder, asked) for name, asked in sets.items() if asked}


def row(encoder: ReplyEncoder, asked: Sequence[Question]) -> dict[str, Any]:
    """The figures of one corpus; BM25 chooses in the same run."""
    scores = encoder_scores(encoder, asked)
    figures = {
        "questions": len(asked),
        "hits_at_1": round(hits(scores.whole), 4),
        "bm25_hits_at_1": round(hits(bm25_scores(asked).tolist()), 4),
        "chance": 1 / CANDIDATES,
    }
    if encoder.model.blend is not None:
        figures["hits_at_1_by_vectors"] = round(hits(scores.vectors), 4)
        if any(question.known for question in asked):
            figures["hits_at_1_without_persona"] = round(hits(scores.untold), 4)
    return figures
