"""Whether a turn wants knowledge, which small networks only pretend to have.

    turn -> word vectors -> models.knowledge -> probability
         -> what the persona says where it doesn't know -> Candidate, Candidate, ...

"Why is my brother so stubborn?" wants to be talked about, "Why is the sky blue?" to be known, and
a network that was taught talk answers both with the same ease. A small one beside it tells the
two apart.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from typing import Any

import torch

from assistant.errors import BadModel
from assistant.language.fit import ReplyEncoder, padded
from assistant.language.normalise import normalise
from assistant.language.persona import Persona
from assistant.language.persona.file import prompt_key
from assistant.messages import Candidate, Turn

OFFERED = 4
"""Admissions that are offered for one turn, at most."""
CUE = 2.0
"""How good a cue it is that knowledge is wanted, beside those of the persona's occasions."""
LOOK = 600
"""Characters at the end of a turn that are looked at."""
SENTENCES = 4
"""So many of a turn's last sentences are judged, each by itself."""
_SENTENCE = re.compile(
    r"(?<=[.!?])(?<!\b(?:mr|dr|st|mt|ms)\.)(?<!\bmrs\.)(?<!\bprof\.)(?<!\bu\.s\.)\s+"
)
"""Where a sentence ends, in normalised text; an abbreviation ends none."""
_ASKS = re.compile(
    r"\?|^(?:(?:and|but|so|ok|okay|well|no|yes|hey|please|then) )*"
    r"(?:wh(?:o|at|y|en|ere|ich|ose)|how|is|are|was|were|do|does|did|can|could|will|would|has|have|"
    r"should|may|any|tell|explain|define|describe|name|list|give|show|teach|translate|write|find|"
    r"compare|recommend|i (?:want|need|wonder))\b"
)
"""How a turn begins, normalised, that asks for something."""


def fingerprint(encoder: ReplyEncoder) -> str:
    """Of the word vectors: the same only for the same numbers."""
    weights = encoder.model.embedding.weight.detach().contiguous()
    return hashlib.sha256(weights.numpy().tobytes()).hexdigest()[:16]


class KnowledgeSense:
    """Tells how surely a turn wants a fact, an explanation or instructions."""

    def __init__(self, encoder: ReplyEncoder, loaded: Any) -> None:
        """
        encoder : whose word vectors are read
        loaded : `assistant.checkpoint.LoadedModel` of the network

        Raises:
            BadModel: it is another network, or was trained on other word vectors.
        """
        if loaded.kind != "knowledge":
            raise BadModel(f"{loaded.folder} does not hold a network that senses knowledge.")
        if loaded.features.get("vectors") != fingerprint(encoder):
            raise BadModel(
                f"{loaded.folder} was trained for another reply encoder: run `python -m "
                "training.train knowledge`."
            )
        self._encoder = encoder
        self._model = loaded.model
        self.threshold = float(loaded.features["threshold"])
        """Probability from which a turn counts as one that wants knowledge."""

    def wants(self, text: str) -> bool:
        """Whether a turn wants knowledge."""
        return self.probability(text) >= self.threshold

    def probability(self, text: str) -> float:
        """That one of the turn's last sentences wants knowledge; 0 where nothing is said."""
        sentences = [part for part in _SENTENCE.split(normalise(text[-LOOK:])) if part.strip()]
        if not sentences:
            return 0.0
        encode = self._encoder.tokenizer.encode
        ids, lengths = padded([encode(sentence) for sentence in sentences[-SENTENCES:]])
        with torch.inference_mode():
            vectors = self._encoder.model.embedding(ids)
            return float(self._model(vectors, lengths).max().sigmoid())


class Admissions:
    """Finds what a persona may say where knowledge is asked for."""

    def __init__(self, persona: Persona, sense: KnowledgeSense) -> None:
        self._persona = persona
        self._sense = sense

    def find(self, text: str, history: Sequence[Turn], user: str | None = None) -> list[Candidate]:
        """Admissions that were not said in this conversation; none if no knowledge is asked for."""
        if _answers(text, history) or not self._sense.wants(text):
            return []
        said = {prompt_key(turn.text) for turn in history if turn.speaker == "assistant"}
        filled = (self._persona.filled(reply, user) for reply in self._persona.admissions)
        fresh = [one for one in filled if one is not None and prompt_key(one) not in said]
        start = len(text) % max(1, len(fresh))  # not the same ones to everything
        return [
            Candidate(reply, "persona", topic="not known", cued=CUE, admits=True)
            for reply in (fresh[start:] + fresh[:start])[:OFFERED]
        ]


def _answers(text: str, history: Sequence[Turn]) -> bool:
    """Whether a turn answers our own question: "Where to?" - "To the coast of Wales"."""
    ours = [turn.text for turn in history if turn.speaker == "assistant"]
    return bool(ours) and ours[-1].rstrip().endswith("?") and not _ASKS.search(normalise(text))
