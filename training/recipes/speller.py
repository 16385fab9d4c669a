"""Train the network that spells: from what the hearing network hears, and from text.

Half of what it reads are the clips of training as the hearing network hears them when they are
spoilt; the others are sentences of open text, put together anew in each epoch out of words and
sounds that were heard there, see `training.assemble`. The loss is CTC on letters.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import torch
from torch import Tensor, nn

from assistant.checkpoint import load_model, save_model
from assistant.models.ctc import CTC
from assistant.models.speller import Speller, SpellerConfig
from training.assemble import Assembler, find_parts
from training.batches import bucketed, pad
from training.data import speech as corpora
from training.data.spoken_text import corpus as sentences_of
from training.features import cached_features
from training.heard_symbols import READER, heard_clips, symbols_of, to_log_probabilities
from training.metrics import Edits, edits
from training.options import Options
from training.phonemes import missing_words, read_aloud
from training.recipe import Evaluation, Recipe
from training.recipes.speech import ctc, forward_features, greedy, ids

DEV = ("librispeech", "commonvoice", "speechocean762")
LONGEST = 40
"""Words of a sentence; longer ones are cut."""


@dataclass(frozen=True)
class SpellerSettings(Options):
    learning_rate: float = 2e-3
    weight_decay: float = 0.01
    hearing: str = "assets/models/speech"
    """Folder of the network whose outputs are read."""
    hidden: int = 320
    layers: int = 2
    dropout: float = 0.15
    times: int = 2
    """Ways in which each clip of training is spoilt."""
    clips: int = 0
    """Clips of training that are heard; 0 for all."""
    real: int = 8000
    """Clips in an epoch."""
    made: int = 24000
    """Sentences in an epoch."""
    words: int = 1_500_000
    """Of each source of text, at most."""
    sounded: float = 0.03
    """Share of the words that are put together out of sounds though they were heard."""
    unspelt: float = 0.03
    """Share of the sentences and clips whose letters are not shown."""
    frames: int = 3000
    """Padded frames in a batch."""


@dataclass(frozen=True)
class SpellerBatch:
    outputs: Tensor
    """Log-probabilities, shape = (batch, frames, characters + phonemes)"""
    lengths: Tensor
    letters: Tensor
    """shape = (batch, longest)"""
    letter_lengths: Tensor

    def to(self, device: torch.device) -> SpellerBatch:
        return SpellerBatch(*(value.to(device) for value in vars(self).values()))


class SpellerRecipe(Recipe):
    name = "speller"
    presets: ClassVar[dict[str, SpellerSettings]] = {
        "smoke": SpellerSettings(
            epochs=1, hidden=16, layers=1, times=1, clips=30, real=20, made=20, words=2000,
            evaluate_every=5,
        ),
        "cpu": SpellerSettings(epochs=6, ema=0.998, evaluate_every=1000),
        "gpu": SpellerSettings(
            epochs=40, hidden=384, times=4, made=60000, frames=16000, ema=0.999, evaluate_every=1000
        ),
    }  # fmt: skip
    settings: SpellerSettings

    def prepare(self) -> None:
        settings, cache = self.settings, self.runs / "cache"
        loaded = load_model(Path(settings.hearing))
        self.characters, self.phonemes = symbols_of(loaded)
        assert isinstance(loaded.model, CTC)
        self.heard = heard_clips(Path(settings.hearing), cache, settings.times, settings.clips)
        lexicon = corpora.read_lexicon()
        said = sorted(set(self.heard.texts))
        read = lexicon | read_aloud(missing_words(said, lexicon), READER)
        parts = find_parts(self.heard, self.phonemes, read, sounds_of=4000)
        self.assembler = Assembler(self.heard, parts, lexicon, len(self.characters))
        self.sentences = self._text()
        self.dev = corpora.read_corpora("dev", list(DEV))[: 8 if settings.clips else None]
        self.dev_outputs = self._hear_dev(loaded.model)

    def _text(self) -> list[list[str]]:
        """Sentences whose words can all be put together."""
        found = sentences_of("open", self.settings.words)
        lines = [words[i : i + LONGEST] for source in found.values() for words in source
                 for i in range(0, len(words), LONGEST)]  # fmt: skip
        return [words for words in lines if words and all(map(self.assembler.knows, words))]

    def _hear_dev(self, model: CTC) -> list[Tensor]:
        features = cached_features(self.dev, self.runs / "cache")
        outputs: dict[int, Tensor] = {}
        for rows in bucketed(features.lengths().tolist(), 20_000, seed=0, shuffle=False):
            with torch.inference_mode():
                heard = forward_features(model, [features[row] for row in rows])
            both = torch.cat([heard.characters, heard.phonemes], dim=-1)
            for place, row in enumerate(rows):
                outputs[row] = both[place, : int(heard.lengths[place])].clone()
        return [outputs[row] for row in range(len(self.dev))]

    def build(self) -> nn.Module:
        settings = self.settings
        return Speller(
            SpellerConfig(
                characters=len(self.characters),
                phonemes=len(self.phonemes),
                hidden=settings.hidden,
                layers=settings.layers,
                dropout=settings.dropout,
            )
        )

    # --- batches ----------------------------------------------------------------------------

    def batches(self, epoch: int) -> list[list[int]]:
        """Rows below the number of clips are clips, the others sentences."""
        draw = random.Random(f"{self.settings.seed} {epoch}")
        clips = draw.sample(range(len(self.heard)), min(self.settings.real, len(self.heard)))
        made = draw.sample(range(len(self.sentences)), min(self.settings.made, len(self.sentences)))
        lengths = [int(self.heard.starts[row + 1] - self.heard.starts[row]) for row in clips]
        lengths += [9 * len(self.sentences[row]) for row in made]  # about
        rows = [*clips, *(len(self.heard) + row for row in made)]
        groups = bucketed(lengths, self.settings.frames, seed=self.settings.seed * 1000 + epoch)
        return [[rows[place] for place in group] for group in groups]

    def collate(self, rows: list[int], epoch: int) -> SpellerBatch:
        pairs = [self._example(row, epoch) for row in rows]
        outputs, lengths = pad([output for output, _ in pairs])
        letters, letter_lengths = pad([ids(self._encode(text)) for _, text in pairs])
        return SpellerBatch(outputs, lengths, letters, letter_lengths)

    def _example(self, row: int, epoch: int) -> tuple[Tensor, str]:
        draw = random.Random(f"{self.settings.seed} {epoch} {row}")
        if row < len(self.heard):
            values, text = self.heard.clip(row), self.heard.texts[row]
        else:
            words = self.sentences[row - len(self.heard)]
            values = self.assembler.sentence(words, self.settings.sounded, draw)
            text = " ".join(words)
        output = to_log_probabilities(values)
        if draw.random() < self.settings.unspelt:
            size = len(self.characters)
            output[:, :size] = -torch.tensor(float(size)).log()
        return output, text

    def _encode(self, text: str) -> list[int]:
        return self.characters.encode(text)

    def weight(self, batch: SpellerBatch) -> float:
        return float(batch.letter_lengths.clamp_min(1).sum())

    def loss(self, model: nn.Module, batch: SpellerBatch, carry: Any) -> tuple[Tensor, Any]:
        spelt = model(*self._split(batch.outputs), batch.lengths)
        return ctc(spelt, batch.lengths, batch.letters, batch.letter_lengths).sum(), None

    def _split(self, outputs: Tensor) -> tuple[Tensor, Tensor]:
        size = len(self.characters)
        return outputs[..., :size], outputs[..., size:]

    # --- dev --------------------------------------------------------------------------------

    def evaluate(self, model: nn.Module) -> Evaluation:
        found: dict[str, Edits] = {}
        before = Edits()
        samples = []
        for rows in bucketed(list(map(len, self.dev_outputs)), 6000, seed=0, shuffle=False):
            outputs, lengths = pad([self.dev_outputs[row] for row in rows])
            letters, sounds = self._split(outputs)
            spelt = greedy(model(letters, sounds, lengths), lengths)
            unchanged = greedy(letters, lengths)
            for row, symbols, old in zip(rows, spelt, unchanged, strict=True):
                clip = self.dev[row]
                text = self.characters.decode(symbols).strip()
                found[clip.corpus] = found.get(clip.corpus, Edits()) + edits(clip.text, text)
                before += edits(clip.text, self.characters.decode(old).strip())
                if row % 97 == 0:
                    samples.append(f"{clip.corpus}: {self.characters.decode(old)!r} -> {text!r}")
        total = sum(found.values(), Edits())
        scores = {f"cer_{name}": value.rate for name, value in found.items()}
        scores = {"cer": total.rate, "cer_before": before.rate, **scores}
        return Evaluation(total.rate, scores, samples[:6])

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Speller)
        lists = {"characters": self.characters, "phonemes": self.phonemes}
        save_model(folder, model, "speller", model.config, lists, metrics=metrics)


RECIPE = SpellerRecipe
