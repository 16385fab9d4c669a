"""Train the network that understands commands: intent and slots together.

    data=snips | atis | clinc150    one set alone, to be compared with the literature
    data=own                        our skills' sentences, misheard ones too, beside what is none

The loss is the cross-entropy of the intent and the CRF's negative log-likelihood of the tags.
Temperature and threshold are fitted on dev at every evaluation and exported with the network.

`own` can be trained with more:

    heard=FILE        our recogniser's real errors: `python -m training.heard_commands FILE`
    phrases=FOLDER    what a user has taught: their data folder, in which refrain.db lies. It is
                      found then in many other words: "could you do movie time now". The network
                      is theirs alone; `python -m training.publish` puts it into a model folder.
"""

from __future__ import annotations

import dataclasses
import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.checkpoint import save_model
from assistant.errors import BadData, BadOption
from assistant.language.command_words import MARKS, UNKNOWN_WORD, encode, word_key
from assistant.language.tokenizer import Symbols
from assistant.models.classifier import NONE, Classifier, ClassifierConfig, Scores
from assistant.models.layers import length_mask
from assistant.skills.phrases import SAID
from training.batches import bucketed
from training.data import commands, taught
from training.data.heard_lines import heard_lines, mixed
from training.data.nlu import Example, intents_of, read_set, slots_of
from training.fit_threshold import fit_temperature, fit_threshold
from training.options import Options
from training.recipe import Evaluation, Recipe
from training.swap import SlotValues
from training.understanding_losses import disagreement, guess_loss
from training.understanding_scores import read_all, score


@dataclass(frozen=True)
class UnderstandingSettings(Options):
    data: Literal["snips", "atis", "clinc150", "own"] = "own"  # type: ignore[assignment]
    learning_rate: float = 2e-3
    weight_decay: float = 1e-4
    embedding: int = 128
    character_embedding: int = 24
    filters: int = 64
    hidden: int = 160
    layers: int = 1
    dropout: float = 0.4
    rows: int = 32
    """Sentences in a batch."""
    limit: int = 0
    """Of the sentences; 0 for all."""
    rare: int = 2
    """Words that occur less often in training share one vector."""
    most_words: int = 8000
    """In the word list, the commonest."""
    word_dropout: float = 0.05
    """Share of all words that are hidden in training, with 0.25 / (0.25 + how often it occurs)
    more of each (Kiperwasser and Goldberg 2016)."""
    smoothing: float = 0.0
    """Of the intents."""
    intent_weight: float = 1.0
    slots_first: float = 0.0
    """Weight of the tags that are guessed before the intent and tell of it; 0 for none."""
    agreement: float = 0.0
    """Weight of what two readings of a sentence, with other units dropped, differ by in the
    intent; 0 to read it once."""
    out_of_scope_worth: float = 0.5
    """Points of in-scope accuracy that one of out-of-scope recall is worth."""
    swapped: float = 0.0
    """Probability of each slot's value to be replaced by another one of training, anew in each
    epoch; not for our own commands, whose values are drawn as they are made."""
    misheard: float = 0.3
    """Share of our own sentences in which words are misheard, anew in each epoch."""
    sentences: int = 40000
    """Of our own commands."""
    heard: str = ""
    """File of commands as our recogniser hears them."""
    heard_share: float = 0.1
    """Of the training sentences; those of the file are repeated, or some left out."""
    phrases: str = ""
    """Folder of the user's data."""
    phrase_sentences: int = 100
    """With each of the user's phrases."""


@dataclass(frozen=True)
class CommandBatch:
    words: Tensor
    """Ids, shape = (batch, time)."""
    characters: Tensor
    """Ids, shape = (batch, time, letters)."""
    lengths: Tensor
    """shape = (batch,)"""
    tags: Tensor
    """Ids, shape = (batch, time)."""
    tagged: Tensor
    """Where slots were marked; bool, shape = (batch,)."""
    intents: Tensor
    """Ids, shape = (batch,)."""

    def to(self, device: torch.device) -> CommandBatch:
        values = vars(self).values()
        return CommandBatch(*(value.to(device) for value in values))


class UnderstandingRecipe(Recipe):
    name = "understanding"
    presets: ClassVar[dict[str, UnderstandingSettings]] = {
        "smoke": UnderstandingSettings(
            epochs=1, limit=200, sentences=200, embedding=8, filters=8, hidden=8, rows=8,
            evaluate_every=10, precision="fp32",
        ),
        "cpu": UnderstandingSettings(
            epochs=30, evaluate_every=400, ema=0.998, precision="fp32"
        ),
        "gpu": UnderstandingSettings(epochs=60, hidden=256, rows=64, evaluate_every=500, ema=0.999),
        # One set alone, as in EXPERIMENTS.md. Of SNIPS the last weights count: its dev set is so
        # small and easy that the best on it are no better elsewhere.
        "snips": UnderstandingSettings(
            data="snips", epochs=16, intent_weight=3.0, slots_first=0.5, agreement=2.0,
            evaluate_every=100_000, ema=0.998, precision="fp32",
        ),
        "atis": UnderstandingSettings(
            data="atis", epochs=60, rows=16, hidden=128, dropout=0.5, learning_rate=1.5e-3,
            evaluate_every=534, ema=0.998,
        ),
        "clinc150": UnderstandingSettings(
            data="clinc150", epochs=42, embedding=192, dropout=0.5, word_dropout=0.1,
            smoothing=0.05, evaluate_every=898, ema=0.998,
        ),
    }  # fmt: skip
    settings: UnderstandingSettings

    def prepare(self) -> None:
        settings = self.settings
        own = settings.data == "own"
        self.features: dict[str, Any] = {"data": settings.data, "say": own}
        if (settings.heard or settings.phrases) and not own:
            raise BadOption("`heard` and `phrases` go with data=own: they are commands of ours.")
        if own:
            self.material = commands.Material(settings.seed, settings.sentences)
            self.train, self.dev = self.material.train, self.material.dev
        else:
            self.train = read_set(settings.data, "train")
            self.dev = read_set(settings.data, "dev")
        if settings.limit:
            self.train = self.train[:: max(1, len(self.train) // settings.limit)]
            self.dev = self.dev[:: max(1, len(self.dev) // settings.limit)]
        self.values = SlotValues(self.train)
        known = self._add_own() if own else self.train
        self.intents, self.slots = intents_of(self.train), slots_of(self.train)
        if len(self.intents) < 2:
            raise BadData("There is nothing to tell apart: the training set has one intent only.")
        self.counts = Counter(word_key(word) for row in known for word in row.words)
        kept = [word for word, n in self.counts.most_common(settings.most_words)
                if n >= settings.rare]  # fmt: skip
        letters = {letter for row in known for word in row.words for letter in word}
        self.words = Symbols([*MARKS, *kept])
        self.characters = Symbols([*MARKS, *sorted(letters)])
        self._intent_ids = {name: index for index, name in enumerate(self.intents)}

    def _add_own(self) -> list[Example]:
        """Put in the user's phrases, and last what was heard; all but that, for the word list.

        A word that is only ever heard wrongly needs no place in it.
        """
        settings, types = self.settings, self.material.types
        if settings.phrases:
            said = taught.read_taught(Path(settings.phrases).expanduser())
            each, seed = settings.phrase_sentences, settings.seed
            self.train = [*self.train, *taught.sentences(said, "train", each, seed)]
            self.dev = [*self.dev, *taught.sentences(said, "dev", max(1, each // 10), seed)]
            types = {**types, SAID: {"phrase": "phrase"}}
        self.features["types"] = types
        known = self.train
        if settings.heard:
            lines = heard_lines(Path(settings.heard), types)
            numbers = random.Random(f"{settings.seed} heard")
            self.train = mixed(known, lines, settings.heard_share, numbers)
        self.made = len(known)
        return known

    def build(self) -> nn.Module:
        settings = self.settings
        self.config = ClassifierConfig(
            words=len(self.words),
            characters=len(self.characters),
            intents=self.intents,
            slots=self.slots,
            allowed=self._allowed() if settings.data == "own" else (),
            embedding=settings.embedding,
            character_embedding=settings.character_embedding,
            filters=settings.filters,
            hidden=settings.hidden,
            layers=settings.layers,
            dropout=settings.dropout,
            slots_first=settings.slots_first > 0,
        )
        self._tag_ids = {tag: index for index, tag in enumerate(self.config.tags)}
        return Classifier(self.config)

    def _allowed(self) -> tuple[tuple[int, ...], ...]:
        """The slots that each intent has in training."""
        found: dict[str, set[int]] = {name: set() for name in self.intents}
        for example in self.train:
            found[example.intent] |= {self.slots.index(slot) for slot in slots_of([example])}
        return tuple(tuple(sorted(found[name])) for name in self.intents)

    def batches(self, epoch: int) -> list[list[int]]:
        lengths = [len(example.words) for example in self.train]
        seed = self.settings.seed * 1000 + epoch
        return bucketed(lengths, self.settings.rows * max(lengths), seed, rows=self.settings.rows)

    def collate(self, rows: list[int], epoch: int) -> CommandBatch:
        examples = [self._heard(row, epoch) for row in rows]
        batch = self._tensors(examples)
        seed = (self.settings.seed * 1009 + epoch) * 1_000_003 + rows[0]
        words = self._hidden(batch.words, torch.Generator().manual_seed(seed))
        return dataclasses.replace(batch, words=words)

    def _heard(self, row: int, epoch: int) -> Example:
        """An example as it may be heard in this epoch."""
        example = self.train[row]
        if self.settings.swapped and self.settings.data != "own":
            draw = random.Random(f"{self.settings.seed} {epoch} {row}")
            return self.values.swapped(example, self.settings.swapped, draw)
        if self.settings.data != "own" or self.settings.misheard <= 0 or row >= self.made:
            return example
        return self.material.misheard(example, row, epoch, self.settings.misheard)

    def _hidden(self, words: Tensor, generator: torch.Generator) -> Tensor:
        """Some words taken for unknown ones."""
        counts = torch.tensor([self.counts[word] for word in self.words.symbols])
        rates = self.settings.word_dropout + 0.25 / (0.25 + counts)
        rates[: len(MARKS)] = 0.0
        drawn = torch.rand(words.shape, generator=generator)
        return torch.where(drawn < rates[words], UNKNOWN_WORD, words)

    def _tensors(self, examples: Sequence[Example]) -> CommandBatch:
        words, characters, lengths = encode(
            [example.words for example in examples], self.words, self.characters
        )
        tags = torch.zeros_like(words)
        for row, example in enumerate(examples):
            if example.tags is not None:
                ids = [self._tag_ids[tag] for tag in example.tags]
                tags[row, : len(ids)] = torch.tensor(ids)
        tagged = torch.tensor([example.tags is not None for example in examples])
        intents = torch.tensor([self._intent_ids[example.intent] for example in examples])
        return CommandBatch(words, characters, lengths, tags, tagged, intents)

    def weight(self, batch: CommandBatch) -> float:
        return float(len(batch.words))

    def loss(self, model: nn.Module, batch: CommandBatch, carry: Any) -> tuple[Tensor, Any]:
        """With `agreement` each sentence is read twice, with other units dropped, and the mean
        of both losses counts."""
        weight = self.settings.agreement
        network: Classifier = getattr(model, "module", model)  # type: ignore[arg-type]
        if not weight:
            scores = model(batch.words, batch.characters, batch.lengths)
            return self._taught(network, scores, batch), None
        twice = CommandBatch(*(torch.cat([part, part]) for part in vars(batch).values()))
        scores = model(twice.words, twice.characters, twice.lengths)
        apart = disagreement(*scores.intents.chunk(2))
        return self._taught(network, scores, twice) / 2 + weight * apart, None

    def _taught(self, network: Classifier, scores: Scores, batch: CommandBatch) -> Tensor:
        """Sum of the losses of intents, and of tags where they were marked."""
        intents = F.cross_entropy(
            scores.intents.float(),
            batch.intents,
            reduction="sum",
            label_smoothing=self.settings.smoothing,
        )
        total = self.settings.intent_weight * intents
        rows = batch.tagged
        if self.slots and bool(rows.any()):
            emissions = scores.emissions[rows].float()
            losses = network.crf(emissions, batch.tags[rows], batch.lengths[rows])
            total = total + losses.sum().to(total.dtype)
            if scores.guesses is not None:
                known = length_mask(batch.lengths, batch.words.shape[1]) & rows[:, None]
                guessed = guess_loss(scores.guesses, batch.tags, known)
                total = total + self.settings.slots_first * guessed
        return total

    def evaluate(self, model: nn.Module) -> Evaluation:
        assert isinstance(model, Classifier)
        self._calibrate(model)
        readings = read_all(model, self.dev, self.words, self.characters)
        found = score(readings)
        samples = [reading.shown() for reading in readings[:: max(1, len(readings) // 3)][:3]]
        return Evaluation(self._worth(found), found, samples)

    def _calibrate(self, model: Classifier) -> None:
        """Temperature and threshold from dev, put into the network."""
        model.config = dataclasses.replace(model.config, threshold=0.0)
        assert isinstance(model.temperature, Tensor)
        model.temperature.fill_(1.0)
        readings = read_all(model, self.dev, self.words, self.characters)
        known = [reading for reading in readings if reading.example.intent in self._intent_ids]
        wanted = torch.tensor([self._intent_ids[reading.example.intent] for reading in known])
        logits = torch.stack([reading.logits for reading in known])
        model.temperature.fill_(fit_temperature(logits, wanted))
        if NONE not in self._intent_ids:
            return
        again = read_all(model, self.dev, self.words, self.characters)
        threshold = fit_threshold(again, self.settings.out_of_scope_worth)
        model.config = dataclasses.replace(model.config, threshold=threshold)

    def _worth(self, found: dict[str, float]) -> float:
        if "out_of_scope_recall" not in found:
            return 1 - found["all_right"]
        worth = self.settings.out_of_scope_worth
        right = found["all_right"] if self.slots else found["in_scope_accuracy"]
        return (1 - right) + worth * (1 - found["out_of_scope_recall"])

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Classifier)
        lists = {"words": self.words, "characters": self.characters}
        save_model(
            folder, model, "understanding", model.config, lists, self.features, metrics=metrics
        )


RECIPE = UnderstandingRecipe
