"""Train the transducer that spells what the network that hears has heard.

    python -m training.train spelling --set start=MODEL_FOLDER

The network that hears stays as it is. First epochs only read open text, so that what follows a
letter is learnt from more words than anybody recorded; then the clips are heard, spoilt as they
are for the network that hears, while reading goes on.
"""

from __future__ import annotations

import math
import random
from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, ClassVar

import torch
from accelerate import PartialState
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.checkpoint import load_model
from assistant.errors import BadModel, BadOption
from assistant.models.ctc import CTC, CTCOutput
from assistant.models.transducer import START, Transducer
from assistant.speech.decode import DecoderSettings
from training import augment
from training.batches import bucketed, pad
from training.ctc_losses import forward_features, transducer_loss
from training.data.kinds_of_text import SPOKEN_SHARES
from training.data.spoken_text import corpus
from training.metrics import Edits, edits
from training.recipe import Evaluation
from training.recipes.speech import CHARACTERS, SpeechBatch, SpeechRecipe, ids, spelt_by
from training.speech_settings import CPU, SpeechSettings

LONGEST_LINE = 250
"""Letters of a sentence that is read."""


@dataclass(frozen=True)
class SpellingSettings(SpeechSettings):
    prediction: int = 384
    joint: int = 256
    reading: int = 1
    """First epochs, in which text is read and nothing heard."""
    text_words: int = 1_000_000
    """Of novels and of articles each; of talk less, see `SPOKEN_SHARES`."""
    text_letters: int = 12_000
    """Padded letters in a batch of an epoch that only reads."""
    text_beside: int = 3_000
    """Padded letters read beside each batch of clips."""
    text_weight: float = 0.3
    """Of a letter read beside one heard."""
    speller: str = ""
    """Model folder whose transducer to begin with; a fresh one if empty."""
    formants: float = 0.0
    shift: float = 0.0
    """Clips are heard in several ways at once, as recognition hears them: see the fields of
    `DecoderSettings` of these names."""


@dataclass(frozen=True)
class SpellingBatch:
    heard: SpeechBatch | None
    """None where text is read only."""
    text: Tensor
    """Sentences as ids, shape = (batch, longest)"""
    text_lengths: Tensor
    """shape = (batch,)"""

    def to(self, device: torch.device) -> SpellingBatch:
        heard = self.heard.to(device) if self.heard else None
        return SpellingBatch(heard, self.text.to(device), self.text_lengths.to(device))


class SpellingRecipe(SpeechRecipe):
    name = "spelling"
    settings: SpellingSettings
    presets: ClassVar[dict[str, Any]] = {
        "smoke": SpellingSettings(
            epochs=2,
            batch_seconds=30,
            limit=40,
            evaluate_every=5,
            prediction=32,
            joint=32,
            text_words=2000,
        ),
        "cpu": SpellingSettings(
            **vars(replace(CPU, consistency=0.0, epochs=4, learning_rate=2e-3, settle=0))
        ),
    }
    presets["gpu"] = replace(presets["cpu"], epochs=20, text_words=10_000_000)

    def prepare(self) -> None:
        if not self.settings.start:
            raise BadOption("A transducer needs a network that hears: --set start=MODEL_FOLDER.")
        if PartialState().num_processes > 1:
            raise BadOption("What reads text only can't be spread: train it in one process.")
        try:
            DecoderSettings(formants=self.settings.formants, shift=self.settings.shift)
        except ValueError as error:
            raise BadOption(f"Clips can't be heard so: {error}.") from error
        super().prepare()
        words = self.settings.text_words
        limits = {source: round(words * share) for source, share in SPOKEN_SHARES.items()}
        sources = corpus("open", words, limits).values()
        lines = ("|".join(line)[:LONGEST_LINE] for source in sources for line in source)
        self.text = [ids(CHARACTERS.encode(line)) for line in lines]
        self.text_batches = self._read_together(self.settings.text_beside)

    def _read_together(self, letters: int, seed: int = 0) -> list[list[int]]:
        return bucketed([len(line) for line in self.text], letters, self.settings.seed + seed)

    def build(self) -> nn.Module:
        settings = self.settings
        loaded = load_model(Path(settings.start))
        if not isinstance(loaded.model, CTC):
            raise BadModel(f"{settings.start} holds a {loaded.kind} model, not one that hears.")
        config = replace(
            loaded.config,
            dropout=settings.dropout,
            prediction=settings.prediction,
            joint=settings.joint,
        )
        model = CTC(config)
        hears = {
            name: value
            for name, value in loaded.model.state_dict().items()
            if not name.startswith("transducer.")
        }
        model.load_state_dict(hears, strict=False)
        for name, parameter in model.named_parameters():
            parameter.requires_grad_(name.startswith("transducer."))
        if settings.speller:
            begin_with(transducer(model), Path(settings.speller))
        return model

    def batches(self, epoch: int) -> list[list[int]]:
        if epoch < self.settings.reading:
            return self._read_together(self.settings.text_letters, 1000 * epoch)
        return super().batches(epoch)

    def collate(self, rows: list[int], epoch: int) -> Any:
        if epoch < self.settings.reading:
            return SpellingBatch(None, *pad([self.text[row] for row in rows]))
        chosen = random.Random(f"{self.settings.seed} {epoch} {rows[0]}").choice(self.text_batches)
        return SpellingBatch(super().collate(rows, epoch), *pad([self.text[row] for row in chosen]))

    def _views(self, row: int, epoch: int) -> list[Tensor]:
        """Each as it is heard in each way, in the order that `CTC` asks for."""
        views = super()._views(row, epoch)
        ways = zip(*(self._hear_again(view) for view in views), strict=True)
        return [heard for way in ways for heard in way]

    def _hear_again(self, clip: Tensor) -> list[Tensor]:
        return augment.hear_again(clip, self.settings.formants, self.settings.shift)

    def weight(self, batch: Any) -> float:
        if batch.heard is None:
            return float(batch.text_lengths.sum() + len(batch.text))
        return float(batch.heard.character_lengths.clamp_min(1).sum())

    def loss(self, model: nn.Module, batch: Any, carry: Any) -> tuple[Tensor, Any]:
        spelling = transducer(model)
        read = reading_loss(spelling, batch.text, batch.text_lengths)
        if batch.heard is None:
            return read, None
        heard: SpeechBatch = batch.heard
        hearings = len(heard.features) // len(heard.characters)
        output: CTCOutput = model(heard.features, heard.lengths, hearings, letters=heard.characters)
        assert output.spelt is not None
        loss = transducer_loss(
            output.spelt, output.lengths, heard.characters, heard.character_lengths
        )
        return loss + self.settings.text_weight * read, None

    def evaluate(self, model: nn.Module) -> Evaluation:
        """CER as the transducer spells, beside that of CTC alone, and what it knows of text."""
        spelling = transducer(model)
        spelt: defaultdict[str, Edits] = defaultdict(Edits)
        samples = []
        batches = bucketed(self.dev_features.lengths().tolist(), 20_000, seed=0, shuffle=False)
        for rows in batches:
            ways = zip(*(self._hear_again(self.dev_features[row]) for row in rows), strict=True)
            heard = [clip for clips in ways for clip in clips]
            output = forward_features(model, heard, len(heard) // len(rows))
            for row, words in zip(rows, spelt_by(spelling, output), strict=True):
                clip = self.dev[row]
                spelt[clip.corpus] += edits(clip.text, words)
                if row % 97 == 0:
                    samples.append(f"{clip.corpus}: spelt {words!r}")
        scores = {f"cer_{name}": value.rate for name, value in spelt.items()}
        total = sum(spelt.values(), Edits()).rate
        bits = self._bits(spelling)
        return Evaluation(
            score=total,
            scores={"cer": total, "bits_per_letter": bits, **scores},
            samples=samples[:6],
        )

    def _phoneme_prior(self, model: CTC) -> Tensor:
        """As it was: what names phonemes has not changed."""
        return model.phoneme_prior

    def _bits(self, spelling: Transducer) -> float:
        """Of the dev transcripts, as text."""
        lines = [ids(CHARACTERS.encode(clip.text.replace(" ", "|"))) for clip in self.dev]
        text, lengths = pad(lines)
        nats = reading_loss(spelling, text, lengths)
        return float(nats.detach() / (lengths.sum() + len(lines))) / math.log(2)


def begin_with(spelling: Transducer, folder: Path) -> None:
    """Give it the weights of a model folder's transducer.

    Raises:
        BadModel: the folder holds none, or one of another size.
    """
    other = transducer(load_model(folder).model)
    try:
        spelling.load_state_dict(other.state_dict())
    except RuntimeError as error:
        raise BadModel(
            f"The transducer of {folder} is of another size: set prediction and joint to its own "
            f"({other.recurrent.hidden_size} and {other.output.in_features})."
        ) from error


def transducer(model: nn.Module) -> Transducer:
    """
    Raises:
        BadModel: the network has none.
    """
    found = getattr(model, "transducer", None)
    if not isinstance(found, Transducer):
        raise BadModel("The network has no transducer.")
    return found


def reading_loss(spelling: Transducer, text: Tensor, lengths: Tensor) -> Tensor:
    """Nats of sentences, ends included, summed.

    text : Tensor of ids, shape = (batch, longest); lengths : shape = (batch,)
    """
    _, follows = spelling.read(text)
    # After the last letter comes the end, which padding already is.
    expected = F.pad(text, (0, 1), value=START)
    steps = torch.arange(expected.shape[1], device=text.device)
    inside = steps[None, :] <= lengths[:, None]
    nats = F.nll_loss(follows.flatten(0, 1), expected.flatten(), reduction="none")
    return (nats * inside.flatten()).sum()


RECIPE = SpellingRecipe
