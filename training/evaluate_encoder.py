"""How often a reply encoder picks the right reply out of twenty, beside BM25.

hits@1 of 20, as in ConvAI2: each turn that answers another stands beside 19 replies that were
drawn at random from the same split. Candidates and order depend on the corpus alone.

Where a corpus tells who its speakers are (PersonaChat), a reply may also fit what is known of
the one who gives it: the nearest of those sentences counts with a weight that was set on dev.
"""

from __future__ import annotations

import gzip
import json
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
from assistant.language.normalise import normalise, words
from assistant.messages import Turn
from training.bm25 import Bm25
from training.data.dialogue import Split, conversations, read
from training.data.source import data_folder

CORPORA = ("dailydialog", "personachat_valid", "empatheticdialogues")
CANDIDATES = 20
KNOWN_WEIGHT = 0.6
"""Of the nearest sentence about the speaker, beside the context; best on dev, of 0 to 1."""
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


def personas(name: str, split: Split) -> list[tuple[list[str], list[str]]]:
    """What is known of both speakers of each conversation; nothing for most corpora."""
    path = data_folder("text") / "dialogue" / f"{name}.{split}.jsonl.gz"
    if not path.exists():
        return []
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    told = [row for row in rows if len([t for t in row.get("turns", []) if normalise(t)]) > 1]
    if not told or not all("persona_1" in row for row in told):
        return []
    return [
        ([normalise(s) for s in row["persona_1"]], [normalise(s) for s in row["persona_2"]])
        for row in told
    ]


def hits(scores: Sequence[Sequence[float]] | Tensor) -> float:
    """Share of the rows whose first score is above all others; a tie is no hit."""
    table = torch.as_tensor(scores)
    if not len(table):
        return 0.0
    return float((table[:, :1] > table[:, 1:]).all(1).double().mean())


def encoder_scores(
    encoder: ReplyEncoder, asked: Sequence[Question], known_weight: float = KNOWN_WEIGHT
) -> Tensor:
    """Shape (questions, candidates)."""
    contexts = encoder.contexts([_turns(question.context) for question in asked])
    texts = sorted({text for question in asked for text in question.choices})
    place = {text: index for index, text in enumerate(texts)}
    vectors = encoder.replies(texts)
    chosen = torch.tensor([[place[text] for text in q.choices] for q in asked])
    scores = torch.einsum("qd,qcd->qc", contexts, vectors[chosen])
    if known_weight and any(question.known for question in asked):
        scores = scores + known_weight * _nearest_known(encoder, asked, vectors, chosen)
    return scores


def _nearest_known(
    encoder: ReplyEncoder, asked: Sequence[Question], vectors: Tensor, chosen: Tensor
) -> Tensor:
    """How near the nearest sentence about the speaker is to each choice."""
    told = sorted({sentence for question in asked for sentence in question.known})
    place = {sentence: index for index, sentence in enumerate(told)}
    known = encoder.replies(told)
    nearest = torch.zeros(chosen.shape)
    for row, question in enumerate(asked):
        if question.known:
            facts = known[[place[sentence] for sentence in question.known]]
            nearest[row] = (vectors[chosen[row]] @ facts.T).amax(1)
    return nearest


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
    figures = {
        "questions": len(asked),
        "hits_at_1": round(hits(encoder_scores(encoder, asked)), 4),
        "bm25_hits_at_1": round(hits(bm25_scores(asked).tolist()), 4),
        "chance": 1 / CANDIDATES,
    }
    if any(question.known for question in asked):
        plain = encoder_scores(encoder, asked, known_weight=0.0)
        figures["hits_at_1_without_persona"] = round(hits(plain), 4)
    return figures
