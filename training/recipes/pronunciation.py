"""Train the network that reads words aloud: letters in, phonemes out.

Each pronunciation of a word is an example. The score is the phoneme error rate on dev words,
read greedily.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
from torch import Tensor, nn

from assistant.checkpoint import save_model
from assistant.language.tokenizer import PAD_ID, Symbols
from assistant.models.seq2seq import Seq2Seq, Seq2SeqConfig
from assistant.speech.pronounce import MARKS
from training.data.pronunciations import read_words
from training.data.turns import DialogueBatch, batch_loss, bucketed_pairs, make_batch
from training.evaluate_pronunciation import Score, read_greedily
from training.options import Options
from training.recipe import Evaluation, Recipe
from training.recipes.speech import PHONEMES

SYMBOLS = Symbols([*MARKS, "'", *"abcdefghijklmnopqrstuvwxyz", *PHONEMES.symbols[2:]])
"""Letters are lower-case, phonemes upper-case."""


@dataclass(frozen=True)
class PronunciationSettings(Options):
    """Sizes of the network and of its batches."""

    learning_rate: float = 3e-3
    clip: float = 1.0
    embedding: int = 96
    hidden: int = 256
    encoder_layers: int = 1
    decoder_layers: int = 1
    dropout: float = 0.05
    smoothing: float = 0.0
    """Label smoothing."""
    batch_phonemes: int = 1024
    """Of one batch, padding included."""
    words: int = 0
    """For training, taken from all over the dictionary; 0 for all."""
    dev_words: int = 2000


class PronunciationRecipe(Recipe):
    name = "pronunciation"
    presets: ClassVar[dict[str, PronunciationSettings]] = {
        "smoke": PronunciationSettings(
            epochs=2, embedding=16, hidden=32, words=500, dev_words=50, evaluate_every=10
        ),
        "cpu": PronunciationSettings(epochs=5, evaluate_every=1000),
        "gpu": PronunciationSettings(
            epochs=80, hidden=320, dropout=0.3, batch_phonemes=16_384, ema=0.999
        ),
    }
    settings: PronunciationSettings

    def prepare(self) -> None:
        train = list(read_words("train").items())
        wanted = self.settings.words or len(train)
        self.pairs = [
            (SYMBOLS.encode(list(word)), SYMBOLS.encode(phones))
            for word, said in train[:: max(1, len(train) // wanted)]
            for phones in said
        ]
        dev = list(read_words("dev").items())
        self.dev = dict(dev[:: max(1, len(dev) // self.settings.dev_words)])

    def build(self) -> Seq2Seq:
        names = Seq2SeqConfig.__dataclass_fields__.keys()
        sizes = {key: value for key, value in asdict(self.settings).items() if key in names}
        return Seq2Seq(Seq2SeqConfig(vocabulary=len(SYMBOLS), **sizes))

    def batches(self, epoch: int) -> list[list[int]]:
        sources = np.array([len(letters) for letters, _ in self.pairs])
        targets = np.array([len(phones) for _, phones in self.pairs])
        seed = self.settings.seed * 7919 + epoch
        budget = self.settings.batch_phonemes
        return bucketed_pairs(sources, targets, budget, rows=budget, seed=seed)

    def collate(self, rows: list[int], epoch: int) -> DialogueBatch:
        letters, phones = zip(*(self.pairs[row] for row in rows), strict=True)
        return make_batch(letters, phones)

    def weight(self, batch: DialogueBatch) -> float:
        return float((batch.target[:, 1:] != PAD_ID).sum())

    def loss(self, model: nn.Module, batch: DialogueBatch, carry: Any) -> tuple[Tensor, Any]:
        return batch_loss(model, batch, self.settings.smoothing), None

    def evaluate(self, model: nn.Module) -> Evaluation:
        assert isinstance(model, Seq2Seq)
        score, samples = Score(), []
        read = read_greedily(model, SYMBOLS, list(self.dev))
        for number, (word, phones) in enumerate(read.items()):
            score = score.add(self.dev[word], phones)
            if number % (1 + len(read) // 6) == 0:
                samples.append(f"{word}: {' '.join(phones)}")
        scores = {"phoneme_error_rate": score.phonemes.rate, "word_error_rate": score.word_rate}
        return Evaluation(score.phonemes.rate, scores, samples)

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Seq2Seq)
        save_model(
            folder, model, "pronunciation", model.config, {"symbols": SYMBOLS}, metrics=metrics
        )


RECIPE = PronunciationRecipe
