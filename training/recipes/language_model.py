"""Train the network that writes, by truncated back-propagation through time.

Chunks of text, each behind the mark of its style, are shuffled, laid end to end and cut into
as many equal streams as a batch has rows. A batch is one segment of every stream; the state
at its end is carried into the next, and dropped at the end of an epoch, where the loop also
drops it and the chunks are laid out anew.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadModel, BadOption
from assistant.language.decoders import TextDecoder
from assistant.language.search import Temperature, TopP, generate
from assistant.language.tokenizer import START, Subwords, Words
from assistant.models.language_model import (
    LanguageModel,
    LanguageModelConfig,
    detached,
)
from training.data.kinds_of_text import Kind, read_texts
from training.data.text import STYLES
from training.growth import widened, with_rows
from training.options import Options
from training.recipe import Evaluation, Recipe
from training.sampled_softmax import inclusion, sampled_cross_entropy
from training.text_scores import TextCount, bits_per_character

Ids = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Settings(Options):
    """Sizes of the network, of its data and of its batches."""

    learning_rate: float = 2.5e-3
    warmup: float = 0.03
    weight_decay: float = 0.02
    clip: float = 1.0
    vocabulary: int = 4000
    embedding: int = 256
    hidden: int = 640
    layers: int = 1
    cell: str = "lstm"
    dropout: float = 0.1
    embedding_dropout: float = -1.0
    """Below 0: as `dropout`."""
    weight_drop: float = 0.0
    rows: int = 32
    """Streams side by side."""
    segment: int = 64
    """Tokens of each stream in one batch, and how far gradients reach back."""
    unmarked: float = 0.1
    """Share of chunks whose style is not told, so that a prompt can do without."""
    dev_limit: int = 24
    """Chunks of each corpus in an evaluation during training."""
    chunks: int = 0
    """Of each corpus; 0 for all."""
    text: Kind = "written"
    sampled: int = 0
    """Words of the vocabulary that a batch counts on average, besides its own; 0 for all. It needs
    a single process."""
    words: int = 1_000_000
    """Of each source of spoken text at most, less for those in `SPOKEN_SHARES`."""
    start: str = ""
    """A model folder to begin with: its network and its subwords, whatever sizes are set."""
    grow: int = 0
    """Units of each layer to widen that network to; 0 leaves it as it is."""


PRESETS = {
    "smoke": Settings(
        epochs=2, vocabulary=800, embedding=32, hidden=48, rows=8, segment=32, chunks=6,
        dev_limit=2, evaluate_every=20,
    ),
    "cpu": Settings(epochs=3, evaluate_every=780),
    "gpu": Settings(
        epochs=60, embedding=512, hidden=1024, layers=2, dropout=0.45, rows=128, segment=96,
        ema=0.999, evaluate_every=500,
    ),
    "characters": Settings(
        text="characters", epochs=15, learning_rate=3e-3, weight_decay=0.05, embedding=128,
        hidden=512, layers=2, dropout=0.3, embedding_dropout=0.1, weight_drop=0.2, rows=32,
        segment=96, ema=0.998, evaluate_every=650, dev_limit=0,
    ),
    "words": Settings(
        text="words", epochs=10, learning_rate=3e-3, weight_decay=0.02, embedding=400, hidden=650,
        layers=1, dropout=0.4, embedding_dropout=0.3, rows=32, segment=64, sampled=3000, ema=0.998,
        evaluate_every=1020, dev_limit=4,
    ),
    "words_gpu": Settings(
        text="words", epochs=120, learning_rate=3e-3, weight_decay=0.02, embedding=400,
        hidden=1150, layers=3, dropout=0.45, weight_drop=0.5, rows=64, segment=70, ema=0.999,
        evaluate_every=900, dev_limit=0,
    ),
    "characters_gpu": Settings(
        text="characters", epochs=60, learning_rate=3e-3, weight_decay=0.05, embedding=192,
        hidden=768, layers=3, dropout=0.5, embedding_dropout=0.15, weight_drop=0.5, rows=32,
        segment=128, ema=0.999, evaluate_every=500, dev_limit=0,
    ),
}  # fmt: skip


def _start(settings: Settings) -> tuple[LanguageModel, Subwords | Words]:
    """The network and the subwords that the training begins with, with its own dropout.

    Styles that the subwords lack are added, each with the mean of all rows as its own.

    Raises:
        BadModel: the folder holds none, or one that reads words where letters or subwords are to
            be read, or the other way round.
        BadOption: `grow` asks for fewer units than there are.
    """
    loaded = load_model(Path(settings.start))
    subwords = loaded.tokenizers.get("text")
    if not isinstance(loaded.model, LanguageModel) or not isinstance(subwords, Subwords | Words):
        raise BadModel(f"{settings.start} holds no network that writes, to begin with.")
    if isinstance(subwords, Words) != (settings.text == "words"):
        raise BadModel(f"{settings.start} was trained on another kind of text.")
    names = ("dropout", "embedding_dropout", "weight_drop")
    drops = {name: getattr(settings, name) for name in names}
    model = LanguageModel(replace(loaded.model.config, **drops))
    model.load_state_dict(loaded.model.state_dict())
    if settings.text == "written" and isinstance(subwords, Subwords):
        known = {*subwords.styles, *subwords.controls}
        subwords = subwords.with_controls([mark for mark in STYLES.values() if mark not in known])
        model = with_rows(model, len(subwords))
    return widened(model, settings.grow) if settings.grow else model, subwords


@dataclass(frozen=True)
class TextBatch:
    ids: Tensor
    """What is read, shape = (rows, segment)."""
    following: Tensor
    """The next id of each, same shape."""
    rows: Tensor
    """Which streams these are, shape = (rows,)."""

    def to(self, device: torch.device) -> TextBatch:
        return TextBatch(self.ids.to(device), self.following.to(device), self.rows.to(device))


class LanguageModelRecipe(Recipe):
    name = "language_model"
    presets = PRESETS
    settings: Settings

    def prepare(self) -> None:
        """
        Raises:
            BadOption: a number of words to draw that is below 0.
        """
        if self.settings.sampled < 0:
            raise BadOption("sampled is a number of words: 0 (all of them) or more.")
        limit = self.settings.chunks or None
        texts = read_texts(self.settings.text, self.settings.data, self.settings.words)
        self.marks, self.prompts = texts.marks, texts.prompts
        train = {corpus: found[:limit] for corpus, found in texts.train.items()}
        self.tokenizer = self._tokenizer(train)
        self.chunks: list[tuple[int, Ids]] = [
            (self.tokenizer.id(self.marks[corpus]), np.array(ids, dtype=np.int32))
            for corpus, found in train.items()
            for ids in self.tokenizer.encode_batch(found)
        ]
        self.included: Tensor | None = None
        if self.settings.sampled:
            ids = torch.from_numpy(np.concatenate([ids for _, ids in self.chunks])).long()
            counts = ids.bincount(minlength=len(self.tokenizer))
            self.included = inclusion(counts, self.settings.sampled)
        dev_limit = self.settings.dev_limit or None
        self.dev = {corpus: found[:dev_limit] for corpus, found in texts.dev.items()}
        self._laid_out: tuple[int, Ids] = (-1, np.empty((0, 0), np.int32))

    def _tokenizer(self, texts: dict[str, list[str]]) -> Subwords | Words:
        """Learnt once for the same data and size; a resumed training must not learn another."""
        if self.settings.start:
            return _start(self.settings)[1]
        if self.settings.text == "characters":
            return Subwords(())  # no pair is ever joined: one id a letter
        if self.settings.text == "words":
            return Words.of("".join(text for found in texts.values() for text in found))
        key = [self.settings.vocabulary, {corpus: len(found) for corpus, found in texts.items()}]
        digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
        path = self.runs / "cache" / f"text-tokenizer-{digest}.json"
        if path.exists():
            return Subwords.from_json(json.loads(path.read_text(encoding="utf-8")))
        flat = (chunk for found in texts.values() for chunk in found)
        styles = [mark for mark in dict.fromkeys(self.marks.values()) if mark != START]
        tokenizer = Subwords.train(flat, self.settings.vocabulary, styles)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(tokenizer.to_json()), encoding="utf-8")
        return tokenizer

    def build(self) -> LanguageModel:
        if self.settings.start:
            return _start(self.settings)[0]
        names = LanguageModelConfig.__dataclass_fields__.keys()
        sizes = {k: v for k, v in asdict(self.settings).items() if k in names}
        return LanguageModel(LanguageModelConfig(**{**sizes, "vocabulary": len(self.tokenizer)}))

    # --- streams ----------------------------------------------------------------------------

    def streams(self, epoch: int) -> Ids:
        """All chunks in this epoch's order, shape = (rows, time)."""
        if self._laid_out[0] != epoch:
            generator = np.random.default_rng([self.settings.seed, epoch])
            start = self.tokenizer.id(START)
            parts: list[Ids] = []
            for index in generator.permutation(len(self.chunks)):
                mark, ids = self.chunks[index]
                shown = start if generator.random() < self.settings.unmarked else mark
                parts += [np.array([shown], dtype=np.int32), ids]
            flat = np.concatenate(parts)
            if self.settings.text in ("characters", "words"):
                # Else every epoch would cut the one text at the same places.
                flat = np.roll(flat, int(generator.integers(len(flat))))
            time = len(flat) // self.settings.rows
            streams = flat[: time * self.settings.rows].reshape(self.settings.rows, time)
            self._laid_out = (epoch, streams)
        return self._laid_out[1]

    def batches(self, epoch: int) -> list[list[int]]:
        rows, segment = self.settings.rows, self.settings.segment
        # The last id has none to follow it.
        segments = -(-(self.streams(epoch).shape[1] - 1) // segment)
        return [[number * rows + row for row in range(rows)] for number in range(segments)]

    def collate(self, rows: list[int], epoch: int) -> TextBatch:
        streams = self.streams(epoch)
        number = rows[0] // self.settings.rows
        mine = [row % self.settings.rows for row in rows]
        begin = number * self.settings.segment
        end = min(begin + self.settings.segment, streams.shape[1] - 1)
        ids = torch.from_numpy(streams[mine, begin : end + 1].astype(np.int64))
        return TextBatch(ids[:, :-1], ids[:, 1:], torch.tensor(mine))

    # --- loss and scores --------------------------------------------------------------------

    def weight(self, batch: TextBatch) -> float:
        return float(batch.following.numel())

    def loss(self, model: nn.Module, batch: TextBatch, carry: Any) -> tuple[Tensor, Any]:
        wanted = batch.following.flatten()
        if self.included is None:
            logits, state = model(batch.ids, carry)
            loss = F.cross_entropy(logits.flatten(0, 1), wanted, reduction="sum")
            return loss, detached(state)
        if not isinstance(model, LanguageModel):
            # What wraps it for several processes shares gradients only after its own `forward`.
            raise BadOption("sampled needs a single process: set it to 0 to train with several.")
        seen, state = model.features(batch.ids, carry)
        weight = model.embedding.weight if model.output is None else model.output.weight
        included = self.included.to(batch.ids.device)
        loss = sampled_cross_entropy(seen.flatten(0, 1), wanted, weight, model.bias, included)
        return loss, detached(state)

    def evaluate(self, model: nn.Module) -> Evaluation:
        counts = {
            corpus: bits_per_character(model, self.tokenizer, chunks, self.marks[corpus])
            for corpus, chunks in self.dev.items()
        }
        scores = {f"{corpus}_bits_per_character": c.rate for corpus, c in counts.items()}
        pooled = sum(c.bits for c in counts.values()) / sum(c.characters for c in counts.values())
        scores["bits_per_character"] = pooled
        if self.settings.text == "characters":
            scores["nats_per_character"] = pooled * math.log(2)
        if self.settings.text == "words":
            scores["perplexity"] = sum(counts.values(), TextCount()).perplexity
        return Evaluation(pooled, scores, self._samples(model))

    def _samples(self, model: nn.Module) -> list[str]:
        assert isinstance(model, LanguageModel)
        lines = []
        for style, prompt in self.prompts.items():
            generator = torch.Generator().manual_seed(self.settings.seed)
            decoder = TextDecoder(model, [self.tokenizer.id(style), *self.tokenizer.encode(prompt)])
            choices = list(generate(decoder, 60, [Temperature(0.8), TopP(0.95)], generator))
            text = self.tokenizer.decode(choice.id for choice in choices)
            lines.append(f"{style} {prompt}{text}".replace("\n", " / "))
        return lines

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, LanguageModel)
        save_model(
            folder,
            model,
            "language_model",
            model.config,
            {"text": self.tokenizer},
            metrics=metrics,
        )


RECIPE = LanguageModelRecipe
