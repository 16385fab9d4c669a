"""Train the network that tells speech from other sounds, frame by frame.

Each example is a scene of eight seconds, mixed anew in every epoch: a clip somewhere in it, or
none, in a room or not, at any level, with recorded or made-up noise around, under and over it.
"""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.checkpoint import load_model, save_model
from assistant.models.activity import STRIDE, Activity, ActivityConfig
from assistant.speech.features import FEATURES, log_mel
from assistant.speech.vocal_tract import warp_frequencies
from training import augment, sounds
from training.batches import bucketed
from training.data import speech as corpora
from training.data.speech import Clip
from training.features import FeatureCache, cached_features
from training.metrics import ranking
from training.options import Options
from training.recipe import Evaluation, Recipe
from training.speech_labels import labelled

FRAMES = 800
"""Of a scene: eight seconds."""
DEV_SCENES = 256


@dataclass(frozen=True)
class ActivitySettings(Options):
    learning_rate: float = 3e-3
    front: int = 48
    hidden: int = 56
    layers: int = 2
    scenes: int = 32
    """In a batch."""
    clips: int = 2000
    """Training clips, taken from all over the corpora."""
    silent: float = 0.3
    """Share of the scenes without speech."""
    teacher: str = "assets/models/speech"
    """Model folder of the recogniser that says where the words are."""
    workers: int = 2
    """Processes that compute features, once."""


@dataclass(frozen=True)
class SceneBatch:
    features: Tensor
    """shape = (batch, frames, mels)"""
    speech: Tensor
    """1 where somebody speaks, else 0; shape = (batch, steps)"""

    def to(self, device: torch.device) -> SceneBatch:
        return SceneBatch(self.features.to(device), self.speech.to(device))


@dataclass(frozen=True)
class Material:
    """What scenes are mixed from."""

    clips: FeatureCache
    speech: list[Tensor | None]
    """Of each clip: which frames hold speech, shape = (frames,); None if unknown."""
    noises: list[list[Tensor]]
    """Recorded, then made up; each a list of features, shape = (frames, mels)."""

    def usable(self) -> list[int]:
        return [row for row, flags in enumerate(self.speech) if flags is not None]


class ActivityRecipe(Recipe):
    name = "activity"
    presets: ClassVar[dict[str, ActivitySettings]] = {
        "smoke": ActivitySettings(
            epochs=1, hidden=8, front=8, scenes=4, clips=40, evaluate_every=5, precision="fp32"
        ),
        "cpu": ActivitySettings(epochs=10, evaluate_every=155, ema=0.995, precision="fp32"),
        "gpu": ActivitySettings(
            epochs=40, clips=16000, hidden=64, scenes=128, evaluate_every=500, ema=0.999
        ),
    }
    settings: ActivitySettings

    def prepare(self) -> None:
        train = thinned(corpora.read_corpora("train"), self.settings.clips)
        dev_clips = corpora.read_corpora("dev", ["librispeech", "commonvoice", "speechocean762"])
        dev = thinned(dev_clips, min(self.settings.clips, DEV_SCENES))
        self.train = self._material(train, "train", seeds=range(40))
        self.dev = self._material(dev, "dev", seeds=range(1000, 1010))

    def _material(self, clips: list[Clip], split: str, seeds: range) -> Material:
        cache, workers = self.runs / "cache", self.settings.workers
        noise = cached_features(corpora.read_noise(split), cache, workers)
        made = [
            log_mel(torch.from_numpy(sounds.make(kind, 8.0, seed)))
            for kind in sounds.MAKERS
            for seed in seeds
        ]
        features = cached_features(clips, cache, workers)
        recorded = [noise[row] for row in range(len(noise))]
        return Material(features, self._labels(clips, features), [recorded, made])

    def _labels(self, clips: list[Clip], features: FeatureCache) -> list[Tensor | None]:
        """Made once and kept beside the features, 2 for the frames of clips without labels."""
        teacher = Path(self.settings.teacher)
        names = repr([(clip.corpus, clip.path) for clip in clips]).encode()
        digest = hashlib.sha256((teacher / "model.safetensors").read_bytes() + names).hexdigest()
        path = self.runs / "cache" / f"labels-{digest[:16]}.npy"
        if not path.exists():
            recogniser = load_model(teacher)
            made = [
                labelled(features[row], clip.text, recogniser) for row, clip in enumerate(clips)
            ]
            lengths = features.lengths().tolist()
            flat = [
                np.full(length, 2, np.uint8) if flags is None else flags.numpy().astype(np.uint8)
                for flags, length in zip(made, lengths, strict=True)
            ]
            partial = path.with_suffix(".partial")
            with partial.open("wb") as file:
                np.save(file, np.concatenate(flat))
            os.replace(partial, path)
        parts = np.split(np.load(path), features.starts[1:-1])
        return [None if part[0] == 2 else torch.from_numpy(part == 1) for part in parts]

    def build(self) -> nn.Module:
        settings = self.settings
        config = ActivityConfig(FEATURES.mels, settings.front, settings.hidden, settings.layers)
        model = Activity(config)
        rows = self.train.usable()[:: max(1, len(self.train.usable()) // 200)]
        some = torch.cat([self._scene(self.train, row, 0)[0] for row in rows])
        model.mean.copy_(some.mean(0))
        model.deviation.copy_(some.std(0).clamp_min(1e-3))
        return model

    def batches(self, epoch: int) -> list[list[int]]:
        usable = self.train.usable()
        seed = self.settings.seed * 1000 + epoch
        groups = bucketed([1] * len(usable), len(usable), seed, rows=self.settings.scenes)
        return [[usable[index] for index in group] for group in groups]

    def collate(self, rows: list[int], epoch: int) -> SceneBatch:
        return self._batch(self.train, rows, epoch)

    def _batch(self, material: Material, rows: list[int], epoch: int) -> SceneBatch:
        features, speech = zip(*(self._scene(material, row, epoch) for row in rows), strict=True)
        return SceneBatch(torch.stack(features), torch.stack(speech)[:, ::STRIDE].float())

    def _scene(self, material: Material, row: int, epoch: int) -> tuple[Tensor, Tensor]:
        """Features, shape = (FRAMES, mels), and where there is speech, shape = (FRAMES,)."""
        generator = torch.Generator().manual_seed(
            self.settings.seed * 1_000_003 + epoch * 100_003 + row
        )
        flags = material.speech[row]
        assert flags is not None
        return scene(material.clips[row], flags, material.noises, self.settings.silent, generator)

    def weight(self, batch: SceneBatch) -> float:
        return float(batch.speech.numel())

    def loss(self, model: nn.Module, batch: SceneBatch, carry: Any) -> tuple[Tensor, Any]:
        log_odds, _ = model(batch.features)
        return F.binary_cross_entropy_with_logits(log_odds, batch.speech, reduction="sum"), None

    def evaluate(self, model: nn.Module) -> Evaluation:
        device = next(model.parameters()).device
        rows = self.dev.usable()
        batch = self._batch(self.dev, rows, epoch=0).to(device)
        log_odds, _ = model(batch.features)
        loss = float(F.binary_cross_entropy_with_logits(log_odds, batch.speech))
        said = batch.speech > 0.5
        return Evaluation(
            score=loss,
            scores={
                "loss": loss,
                "auc": ranking(log_odds[said].tolist(), log_odds[~said].tolist()),
                "missed": float((log_odds[said] < 0).float().mean()),
                "false_alarms": float((log_odds[~said] >= 0).float().mean()),
            },
        )

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Activity)
        save_model(folder, model, "activity", model.config, {}, FEATURES.to_json(), metrics=metrics)


def thinned(clips: list[Clip], most: int) -> list[Clip]:
    """At most `most` clips, from all over the list."""
    return clips[:: max(1, -(-len(clips) // most))]


def scene(
    clip: Tensor,
    flags: Tensor,
    noises: list[list[Tensor]],
    silent: float,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Mix one scene, in the mel domain: powers add up on average.

    clip : Tensor, shape = (frames, mels), and its `flags`, shape = (frames,)
    noises : kinds of noise, each equally likely
    silent : share of the scenes in which the clip is not heard; it still sets the level
    returns : Tensor (FRAMES, mels), Tensor of bool (FRAMES,)
    """

    def between(low: float, high: float) -> float:
        return augment.uniform(low, high, generator)

    loudness = clip[flags].exp().mean()
    power, speech = torch.zeros(FRAMES, FEATURES.mels), torch.zeros(FRAMES, dtype=torch.bool)
    if between(0, 1) >= silent:
        clip = warp_frequencies(clip, between(0.88, 1.12))
        if between(0, 1) < 0.3:
            clip = augment.add_room(clip, between(0.15, 0.8), between(0, 15))
        start = round(between(0, max(0, FRAMES - len(clip))))
        length = min(len(clip), FRAMES - start)
        power[start : start + length] = clip[:length].exp()
        speech[start : start + length] = flags[:length]
    for _ in range(2):
        if between(0, 1) < 0.6:
            kind = noises[int(between(0, len(noises)))]
            hiss = _stretch(kind[int(between(0, len(kind)))], between).exp()
            gain = loudness / hiss.mean().clamp_min(1e-6) * 10 ** (-between(-5, 35) / 10)
            power += gain * hiss
    features = (power * 10 ** (between(-30, 10) / 10) + FEATURES.floor).log()
    if between(0, 1) < 0.15:
        features = augment.limit_band(features, round(between(0, 8)), round(between(52, 79)))
    return features, speech


def _stretch(noise: Tensor, between: Any) -> Tensor:
    """FRAMES frames of a noise, repeated if it is short; one in three begins and ends suddenly."""
    repeated = noise.repeat(-(-FRAMES // len(noise)), 1)
    first = int(between(0, len(repeated) - FRAMES + 1))
    taken = repeated[first : first + FRAMES].clone()
    if between(0, 1) < 1 / 3:
        start, end = sorted((int(between(0, FRAMES)), int(between(0, FRAMES))))
        taken[:start] = taken[end:] = -30.0
    return taken


RECIPE = ActivityRecipe
