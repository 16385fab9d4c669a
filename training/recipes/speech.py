"""Train the network that hears: bidirectional LSTM, CTC on characters and on phonemes."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from assistant.errors import BadModel
from assistant.language.tokenizer import Symbols
from assistant.models.ctc import CTC, CTCConfig, CTCOutput, Named
from assistant.models.transducer import Transducer
from assistant.speech.features import FEATURES
from training import augment
from training.batches import bucketed, pad
from training.ctc_losses import (
    ctc,
    disagreement,
    forward_features,
    greedy,
    transducer_loss,
)
from training.data import speech as corpora
from training.features import FeatureCache, JoinedFeatures, cached_features
from training.metrics import Edits, edits
from training.phonemes import missing_words, pronounce, read_aloud
from training.recipe import Evaluation, Recipe
from training.speech_settings import PRESETS, SpeechSettings

CHARACTERS = Symbols(["<blank>", "|", "'", *"abcdefghijklmnopqrstuvwxyz"])
PHONEMES = Symbols(
    (
        "<blank> | AA AE AH AO AW AY B CH D DH EH ER EY F G HH IH IY JH K L M N NG OW OY P R S SH "
        "T TH UH UW V W Y Z ZH"
    ).split()
)
"""ARPAbet without stress; in both alphabets `|` parts words."""


LONGEST_NOISE = 1500
"""Frames of a noise recording that count as a clip without words."""


@dataclass(frozen=True)
class SpeechBatch:
    """Clips; where consistency is asked for, all of them in one masking, then in another."""

    features: Tensor
    """shape = (batch, frames, mels); with more rows than texts where a recipe hears a clip in
    several ways at once, all clips in one way first"""
    lengths: Tensor
    """Frames, shape = (batch,)"""
    characters: Tensor
    """shape = (batch, longest)"""
    character_lengths: Tensor
    phonemes: Tensor
    phoneme_lengths: Tensor
    known: Tensor
    """Whether all words have a pronunciation; a clip with one that lacks it trains the spelling
    head only. Bool, shape = (batch,)"""
    views: Tensor
    """In how many maskings each clip is there, shape = ()"""

    def to(self, device: torch.device) -> SpeechBatch:
        return SpeechBatch(*(value.to(device) for value in vars(self).values()))


class SpeechRecipe(Recipe):
    name = "speech"
    presets: ClassVar[dict[str, SpeechSettings]] = PRESETS
    settings: SpeechSettings
    features: FeatureCache | JoinedFeatures
    made: range = range(0)
    """Rows that programs say."""
    made_once: range = range(0)
    """Those of them that only one epoch hears."""

    def prepare(self) -> None:
        self.train = corpora.read_corpora("train")[:: self._stride()]
        manifests = (self.settings.made, self.settings.made_once)
        made, once = (corpora.read_manifest(Path(name)) if name else [] for name in manifests)
        self.dev = corpora.read_corpora("dev", ["librispeech", "commonvoice", "speechocean762"])
        if self.settings.limit:
            self.dev = self.dev[:8]
        cache = self.runs / "cache"
        self.made = range(len(self.train), len(self.train) + len(made) + len(once))
        self.made_once = self.made[len(made) :]
        parts = [clips for clips in (self.train, made, once) if clips]
        self.features = JoinedFeatures(
            [cached_features(clips, cache, self.settings.workers) for clips in parts]
        )
        self.train += made + once
        self.dev_features = cached_features(self.dev, cache, self.settings.workers)
        noise = corpora.read_noise("train")
        self.noise = cached_features(noise, cache, self.settings.workers)
        self.dictionary = corpora.read_lexicon()
        lexicon = dict(self.dictionary)
        if self.settings.reader:
            lexicon |= read_aloud(
                missing_words((clip.text for clip in self.train), lexicon),
                Path(self.settings.reader),
                cache,
            )
        # Noise without a word comes last, as examples of what is to be spelt as nothing.
        texts = [clip.text for clip in self.train] + [""] * len(noise)
        self.characters = [CHARACTERS.encode(text.replace(" ", "|")) for text in texts]
        phonemes = [pronounce(text, lexicon) for text in texts]
        self.known = [phones is not None for phones in phonemes]
        self.phonemes = [PHONEMES.encode(phones or []) for phones in phonemes]

    def _stride(self) -> int:
        """With a limit, take clips from all over the corpora."""
        total = len(corpora.read_corpora("train"))
        return max(1, -(-total // self.settings.limit)) if self.settings.limit else 1

    def build(self) -> nn.Module:
        settings = self.settings
        config = CTCConfig(
            features=FEATURES.mels,
            channels=settings.channels,
            hidden=settings.hidden,
            layers=settings.layers,
            second_hearing=settings.second_hearing,
            dropout=settings.dropout,
            characters=len(CHARACTERS),
            phonemes=len(PHONEMES),
        )
        if settings.start:
            return started(config, Path(settings.start))
        model = CTC(config)
        model.deviation.copy_(feature_deviation(self.features))
        return model

    def batches(self, epoch: int) -> list[list[int]]:
        settings = self.settings
        lengths = [*self.features.lengths().tolist(), *self.noise.lengths().clip(max=LONGEST_NOISE)]
        seed = settings.seed * 1000 + epoch
        # From short to long at first: an untrained network finds the alignment of short clips.
        shuffle = epoch > 0 or bool(settings.start)
        idle = self._idle(epoch)
        batches = []
        for views in (2, 1):
            rows = [
                row
                for row in range(len(lengths))
                if row not in idle and self._views_of(row) == views
            ]
            frames = round(settings.batch_seconds * 100)
            frames *= 2 if settings.consistency and views == 1 else 1
            groups = bucketed([lengths[row] for row in rows], frames, seed, shuffle)
            batches += [[rows[index] for index in group] for group in groups]
        if shuffle:
            random.Random(seed).shuffle(batches)
        return batches

    def _idle(self, epoch: int) -> set[int]:
        """Rows that this epoch does not hear."""
        settings = self.settings
        idle = set(self.made_once) - set(self.made_once[epoch :: settings.epochs])
        if not self._settling(epoch):
            recorded = range(self.made.start or len(self.features))
            count = round((1 - settings.recorded_share) * len(recorded))
            idle |= set(random.Random(settings.seed * 1000 + epoch).sample(recorded, count))
        return idle

    def _settling(self, epoch: int) -> bool:
        return epoch >= self.settings.epochs - self.settings.settle

    def _views_of(self, row: int) -> int:
        """How often a clip is heard at once: what programs say is clear enough to hear once."""
        return 2 if self.settings.consistency and row not in self.made else 1

    def collate(self, rows: list[int], epoch: int) -> SpeechBatch:
        count = self._views_of(rows[0])  # all rows of a batch are of one kind
        views = zip(*(self._views(row, epoch) for row in rows), strict=True)
        features, lengths = pad([view for clips in views for view in clips])
        rows = rows * count
        characters, character_lengths = pad([ids(self.characters[row]) for row in rows])
        phonemes, phoneme_lengths = pad([ids(self.phonemes[row]) for row in rows])
        return SpeechBatch(
            features,
            lengths,
            characters,
            character_lengths,
            phonemes,
            phoneme_lengths,
            torch.tensor([self.known[row] for row in rows]),
            torch.tensor(count),
        )

    def _clip(self, row: int) -> Tensor:
        """The features of a clip, those of noise after those of speech."""
        if row < len(self.features):
            return self.features[row]
        return self.noise[row - len(self.features)][:LONGEST_NOISE]

    def _views(self, row: int, epoch: int) -> list[Tensor]:
        """One clip as it is heard in one epoch: once, or in two maskings of one length."""
        settings = self.settings
        generator = torch.Generator().manual_seed(settings.seed * 1_000_003 + epoch * 100_003 + row)
        names = [field.name for field in fields(augment.Spoiling)]
        spoiling = augment.Spoiling(**{name: getattr(settings, name) for name in names})
        if self._settling(epoch):
            spoiling = spoiling.halved()
        elif epoch < settings.masks_from:
            spoiling = replace(spoiling, masks=0)
        clip = augment.spoil(self._clip(row), spoiling, self.noise, generator)
        views = range(self._views_of(row))
        return [augment.mask(clip, spoiling.masks, generator) for _ in views]

    def weight(self, batch: SpeechBatch) -> float:
        # A clip counts once, however often it is heard, and noise without a letter as one letter.
        return float(batch.character_lengths.clamp_min(1).sum()) / int(batch.views)

    def loss(self, model: nn.Module, batch: SpeechBatch, carry: Any) -> tuple[Tensor, Any]:
        once = len(batch.features) // int(batch.views)
        letters = batch.characters[:once]  # what is heard twice is spelt once: it takes long
        output: CTCOutput = model(batch.features, batch.lengths, letters=letters)
        loss = self._ctc(Named(output.characters, output.phonemes), output.lengths, batch)
        if output.first:
            loss = loss + self.settings.first_weight * self._ctc(
                output.first, output.lengths, batch
            )
        if batch.views == 2:
            apart = disagreement(output.characters, output.lengths)
            apart += self.settings.phoneme_weight * disagreement(output.phonemes, output.lengths)
            loss = loss / 2 + self.settings.consistency * apart
        if output.spelt is not None:
            spelt = transducer_loss(
                output.spelt, output.lengths[:once], letters, batch.character_lengths[:once]
            )
            loss = loss + self.settings.transducer_weight * spelt
        return loss, None

    def _ctc(self, named: Named, lengths: Tensor, batch: SpeechBatch) -> Tensor:
        spelling = ctc(named.characters, lengths, batch.characters, batch.character_lengths)
        sounds = ctc(named.phonemes, lengths, batch.phonemes, batch.phoneme_lengths)
        return spelling.sum() + self.settings.phoneme_weight * (sounds * batch.known).sum()

    def evaluate(self, model: nn.Module) -> Evaluation:
        spelt: defaultdict[str, Edits] = defaultdict(Edits)
        sounded = Edits()
        transduced: defaultdict[str, Edits] = defaultdict(Edits)
        transducer = getattr(model, "transducer", None)
        samples = []
        batches = bucketed(self.dev_features.lengths().tolist(), 20_000, seed=0, shuffle=False)
        for rows in batches:
            output = forward_features(model, [self.dev_features[row] for row in rows])
            texts = greedy(output.characters, output.lengths)
            phones = greedy(output.phonemes, output.lengths)
            if transducer is not None:
                for row, letters in zip(rows, spelt_by(transducer, output), strict=True):
                    clip = self.dev[row]
                    transduced[clip.corpus] += edits(clip.text, letters)
            for row, text, phone in zip(rows, texts, phones, strict=True):
                clip = self.dev[row]
                heard = as_text(text)
                spelt[clip.corpus] += edits(clip.text, heard)
                if reference := pronounce(clip.text, self.dictionary):
                    sounded += edits(PHONEMES.encode(reference), phone)
                if row % 97 == 0:
                    samples.append(f"{clip.corpus}: heard {heard!r}")
        scores = {f"cer_{name}": value.rate for name, value in spelt.items()}
        scores |= {f"transducer_{name}": value.rate for name, value in transduced.items()}
        total = sum(spelt.values(), Edits())
        return Evaluation(
            score=total.rate + sounded.rate,
            scores={"cer": total.rate, "per": sounded.rate, **scores},
            samples=samples[:6],
        )

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        from assistant.checkpoint import save_model

        assert isinstance(model, CTC)
        model.phoneme_prior.copy_(self._phoneme_prior(model))
        save_model(
            folder,
            model,
            kind="ctc",
            config=model.config,
            tokenizers={"characters": CHARACTERS, "phonemes": PHONEMES},
            features=FEATURES.to_json(),
            metrics=metrics,
        )

    def _phoneme_prior(self, model: CTC) -> Tensor:
        """Log of the phoneme head's mean output over some training clips.

        A decoder divides it out in part, as hybrid systems do with their state priors.
        """
        rows = bucketed(self.features.lengths().tolist(), 20_000, seed=7)[:8]
        total = torch.zeros(len(PHONEMES), dtype=torch.float64)
        for batch in rows:
            output = forward_features(model, [self.features[row] for row in batch])
            for log_probabilities, length in zip(output.phonemes, output.lengths, strict=True):
                total += log_probabilities[:length].exp().double().sum(0).cpu()
        return (total / total.sum()).log().float()


def started(config: CTCConfig, folder: Path) -> CTC:
    """A network with the weights of a model folder, and its transducer; a second hearing may come
    new.

    Raises:
        BadModel: the folder holds no such network, or one of another size.
    """
    from assistant.checkpoint import load_model

    loaded = load_model(folder)
    free: dict[str, Any] = {"dropout": 0}
    if isinstance(loaded.model, CTC):
        theirs = loaded.model.config
        config = replace(config, prediction=theirs.prediction, joint=theirs.joint)
        if loaded.model.again is None:
            free["second_hearing"] = 0
    if asdict(loaded.config) | free != asdict(config) | free:
        raise BadModel(f"{folder} holds another network ({loaded.config}) than {config}.")
    model = CTC(config)
    model.load_state_dict(loaded.model.state_dict(), strict=False)
    return model


def feature_deviation(features: FeatureCache | JoinedFeatures, clips: int = 500) -> Tensor:
    """Deviation of each mel band about its clip's mean, shape = (mels,)."""
    stride = max(1, len(features) // clips)
    squares, count = torch.zeros(FEATURES.mels), 0
    for index in range(0, len(features), stride):
        clip = features[index]
        squares += (clip - clip.mean(0)).square().sum(0)
        count += len(clip)
    return (squares / count).sqrt().clamp_min(1e-3)


def spelt_by(transducer: Transducer, output: CTCOutput) -> list[str]:
    """What a transducer spells of each clip of a batch."""
    assert output.heard is not None
    clips = zip(output.heard, output.characters, output.lengths.tolist(), strict=True)
    return [
        as_text(transducer.spell(heard[:length], named[:length])) for heard, named, length in clips
    ]


def as_text(characters: list[int]) -> str:
    """Symbols of the spelling head as words."""
    return "".join(CHARACTERS.symbols[i] for i in characters).replace("|", " ").strip()


def ids(symbols: list[int]) -> Tensor:
    return torch.tensor(symbols, dtype=torch.long)


RECIPE = SpeechRecipe
