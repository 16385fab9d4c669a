"""A recurrent language model chooses among what the decoder found.

The n-gram model that the search uses sees two words back; an LSTM reads the whole sentence, but
is too slow to ask at every step. So it scores only the n best candidates, whole (Sundermeyer et
al. 2012; Mikolov et al. 2010 for the first recurrent rescoring).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from assistant.checkpoint import load_model
from assistant.errors import BadModel
from assistant.language.tokenizer import PAD_ID, START_ID, Subwords
from assistant.models.language_model import LanguageModel
from assistant.speech.decode import DecoderSettings, Hypothesis

RESCORER = "rescorer"
"""The model folder, inside that of the recogniser."""


class Rescorer:
    """Scores sentences of spoken words. May be used from several threads."""

    def __init__(self, model: LanguageModel, subwords: Subwords) -> None:
        self._model = model
        self._subwords = subwords

    @classmethod
    def load(cls, folder: Path) -> Rescorer | None:
        """The rescorer of a recogniser's folder, or None if it brings none.

        Raises:
            BadModel: it is damaged, or no language model.
        """
        if not (folder / RESCORER).is_dir():
            return None
        loaded = load_model(folder / RESCORER)
        subwords = loaded.tokenizers.get("text")
        if not isinstance(loaded.model, LanguageModel) or not isinstance(subwords, Subwords):
            raise BadModel(f"{loaded.folder} holds no language model. Fetch the folder again.")
        return cls(loaded.model, subwords)

    def log_probabilities(self, sentences: Sequence[Sequence[str]]) -> list[float]:
        """Natural log p(words, end) of each sentence, whatever the others are."""
        encoded = [self._subwords.encode(" ".join(words)) for words in sentences]
        if not encoded:
            return []
        longest = max(map(len, encoded))
        # The beginning of the next sentence ends this one.
        rows = [[START_ID, *ids, START_ID] + [PAD_ID] * (longest - len(ids)) for ids in encoded]
        ids = torch.tensor(rows)
        with torch.inference_mode():
            logits, _ = self._model(ids[:, :-1])
            following: Tensor = logits.log_softmax(-1).gather(-1, ids[:, 1:, None])[..., 0]
        return [
            float(row[: len(own) + 1].sum()) for row, own in zip(following, encoded, strict=True)
        ]

    def ranked(
        self, hypotheses: Sequence[Hypothesis], settings: DecoderSettings
    ) -> list[Hypothesis]:
        """The same hypotheses with new scores, best first."""
        found = self.log_probabilities([hypothesis.words for hypothesis in hypotheses])
        rescored = [
            replace(hypothesis, score=combined(hypothesis, probability, settings))
            for hypothesis, probability in zip(hypotheses, found, strict=True)
        ]
        return sorted(rescored, key=lambda hypothesis: -hypothesis.score)


def combined(hypothesis: Hypothesis, log_probability: float, settings: DecoderSettings) -> float:
    """The score of a hypothesis of which the recurrent model says so much (natural logarithm)."""
    return (
        hypothesis.sound
        + settings.rescored_language * hypothesis.language
        + settings.rescored_recurrent * log_probability / math.log(10)
        + settings.rescored_word * len(hypothesis.words)
    )
