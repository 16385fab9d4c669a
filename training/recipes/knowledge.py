"""Train the network that tells whether a turn wants knowledge.

One turn in eight of those that were written for it is kept for dev, chosen by its words. The score
is the share of the wanted knowledge that is missed where `FALSE` of the talk is taken for it: that
is where its threshold is put.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.checkpoint import load_model, save_model
from assistant.language.fit import ReplyEncoder, padded
from assistant.language.knowledge import fingerprint
from assistant.language.normalise import normalise
from assistant.language.persona import read_persona
from assistant.models.knowledge import Knowledge, KnowledgeConfig
from assistant.stages import PERSONA
from training.data.knowledge import KnowledgeTurn, others, read_turns
from training.metrics import ranking
from training.options import Options
from training.recipe import Evaluation, Recipe

DEV = 8
"""One written turn in so many is for dev."""
FALSE = 0.03
"""Share of dev's talk that may be taken for a wish for knowledge."""


@dataclass(frozen=True)
class KnowledgeSettings(Options):
    """Sizes of the network, of its data and of its batches."""

    learning_rate: float = 2e-3
    weight_decay: float = 0.02
    hidden: int = 64
    dropout: float = 0.4
    rows: int = 64
    talk: int = 2000
    """Turns of each corpus of talk."""
    bare: float = 0.3
    """Share of the turns that are read without their last mark, as they are heard."""
    encoder: str = "assets/models/reply_encoder"
    """Whose word vectors it reads."""


@dataclass(frozen=True)
class TurnBatch:
    vectors: Tensor
    """shape = (batch, time, embedding)"""
    lengths: Tensor
    wanted: Tensor
    """1 where knowledge is wanted, else 0; shape = (batch,)"""

    def to(self, device: torch.device) -> TurnBatch:
        return TurnBatch(*(value.to(device) for value in vars(self).values()))


class KnowledgeRecipe(Recipe):
    name = "knowledge"
    presets: ClassVar[dict[str, KnowledgeSettings]] = {
        "smoke": KnowledgeSettings(epochs=1, hidden=8, talk=50, evaluate_every=20),
        "cpu": KnowledgeSettings(epochs=10, evaluate_every=150, precision="fp32"),
        "gpu": KnowledgeSettings(epochs=10, evaluate_every=150, rows=128),
    }
    settings: KnowledgeSettings

    def prepare(self) -> None:
        """
        Raises:
            BadData: a text is missing or damaged.
            BadModel: the reply encoder is missing.
        """
        self.encoder = ReplyEncoder(load_model(Path(self.settings.encoder)))
        written = read_turns("train")
        self.dev = [one for one in written if _held_out(one)]
        beside = others(read_persona(PERSONA), self.settings.talk, self.settings.seed)
        self.train = [one for one in written if not _held_out(one)] + beside

    def build(self) -> Knowledge:
        weights = self.encoder.model.embedding.weight
        return Knowledge(
            KnowledgeConfig(
                embedding=weights.shape[1],
                scale=round(1 / float(weights.detach().std()), 4),
                hidden=self.settings.hidden,
                dropout=self.settings.dropout,
            )
        )

    def batches(self, epoch: int) -> list[list[int]]:
        order = np.random.default_rng([self.settings.seed, epoch]).permutation(len(self.train))
        return [
            part.tolist()
            for part in np.split(order, range(self.settings.rows, len(order), self.settings.rows))
        ]

    def collate(self, rows: list[int], epoch: int) -> TurnBatch:
        turns = []
        for row in rows:
            turn = self.train[row]
            chance = np.random.default_rng([self.settings.seed, epoch, row]).random()
            text = turn.text.rstrip(".?! ") if chance < self.settings.bare else turn.text
            turns.append(KnowledgeTurn(text, turn.kind))
        return self._batch(turns)

    def _batch(self, turns: list[KnowledgeTurn]) -> TurnBatch:
        ids = [self.encoder.tokenizer.encode(normalise(turn.text)) for turn in turns]
        found, lengths = padded(ids)
        with torch.no_grad():
            vectors = self.encoder.model.embedding(found)
        wanted = torch.tensor([float(turn.kind == "knowledge") for turn in turns])
        return TurnBatch(vectors, lengths, wanted)

    def weight(self, batch: TurnBatch) -> float:
        return float(len(batch.wanted))

    def loss(self, model: nn.Module, batch: TurnBatch, carry: Any) -> tuple[Tensor, Any]:
        odds = model(batch.vectors, batch.lengths)
        return F.binary_cross_entropy_with_logits(odds, batch.wanted, reduction="sum"), None

    def evaluate(self, model: nn.Module) -> Evaluation:
        odds, wanted = self._dev_odds(model)
        loss = float(F.binary_cross_entropy_with_logits(odds, wanted))
        found = float((odds[wanted == 1] >= least(odds, wanted)).float().mean())
        auc = ranking(odds[wanted == 1].tolist(), odds[wanted == 0].tolist())
        return Evaluation(1 - found, {"loss": loss, "found": found, "auc": auc})

    def _dev_odds(self, model: nn.Module) -> tuple[Tensor, Tensor]:
        device = next(model.parameters()).device
        batch = self._batch(self.dev).to(device)
        return model(batch.vectors, batch.lengths).float().cpu(), batch.wanted.cpu()

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Knowledge)
        threshold = torch.tensor(least(*self._dev_odds(model)), dtype=torch.float64).sigmoid()
        features = {"threshold": float(threshold), "vectors": fingerprint(self.encoder)}
        save_model(folder, model, "knowledge", model.config, {}, features, metrics=metrics)


def least(odds: Tensor, wanted: Tensor) -> float:
    """Log-odds that at most `FALSE` of the talk reaches: midway between the last that does and the
    first that doesn't.

    odds, wanted : shape = (turns,)
    """
    talk = odds[wanted == 0].sort(descending=True).values
    allowed = int(FALSE * len(talk))
    above = talk[allowed - 1] if allowed else talk[0] + 1
    return float(talk[allowed] + above) / 2


def _held_out(turn: KnowledgeTurn) -> bool:
    return zlib.crc32(turn.text.encode()) % DEV == 0


RECIPE = KnowledgeRecipe
