"""Train the network that answers: the last three turns in, the next turn out.

Every turn but a conversation's first is a target, whoever says it. Turns are marked by who
speaks, seen from the one whose turn it is: the turn before the target is always <user>'s.
Training begins with all the text there is and ends mostly on the clean corpora.

Before the turns stand marks that tell what the target is like (see `training.control`), each
left out now and then, so that the network can be told what to write and can do without.

The score is perplexity per word (see `training.evaluate_dialogue`).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadModel, BadOption
from assistant.language.decoders import CONTROLS, ReplyDecoder, context_ids, control_ids
from assistant.language.normalise import display, normalise
from assistant.language.search import Temperature, TopP, generate
from assistant.language.tokenizer import PAD_ID, USER_ID, Subwords
from assistant.models.seq2seq import Seq2Seq, Seq2SeqConfig
from training.control import read_controls
from training.data.dialogue import Split, chosen, conversations, share
from training.data.turns import (
    DialogueBatch,
    batch_loss,
    bucketed_pairs,
    encode,
    make_batch,
    punctuation_marks,
)
from training.evaluate_dialogue import perplexity, score_turns
from training.options import Options
from training.recipe import Evaluation, Recipe

EVALUATED = ("dailydialog", "empatheticdialogues", "personachat_valid", "synthetic_persona_chat")
"""Everyday talk: their pooled perplexity on dev is the score."""
PROMPTS = (
    "Hello! How are you today?",
    "what do you like to do on a rainy sunday",
    "I have just failed my driving test.",
    "Can you recommend a good book?",
    "My neighbour plays the trumpet at midnight. What should I do?",
)


@dataclass(frozen=True)
class Settings(Options):
    """Sizes of the network, of its data and of its batches."""

    learning_rate: float = 1.5e-3
    warmup: float = 0.03
    clip: float = 1.0
    vocabulary: int = 6000
    embedding: int = 320
    hidden: int = 512
    encoder_layers: int = 1
    decoder_layers: int = 1
    cell: str = "lstm"
    attention: str = "dot"
    dropout: float = 0.1
    smoothing: float = 0.03
    """Label smoothing."""
    bare: float = 0.25
    """Share of contexts that lose their punctuation, as speech comes without it."""
    untold: float = 0.3
    """Probability of each mark of what the target is like to be left out."""
    epoch_tokens: int = 1_000_000
    """Target tokens of one epoch."""
    batch_tokens: int = 1024
    """Target tokens of one batch, padding included."""
    rows: int = 128
    """Most targets in one batch."""
    target_limit: int = 60
    """Longer targets are left out of training."""
    dev_limit: int = 500
    """Targets of each corpus in an evaluation during training."""
    conversations: int = 0
    """Of each corpus; 0 for all."""
    start: str = ""
    """A model folder to begin with: its network and its subwords, whatever sizes are set, and
    the marks that it lacks."""
    from_share: float = 0.0
    """Where between the broad mixture (0) and the clean one (1) a training begins; one that
    begins with a network has no need to see everything again."""

    def __post_init__(self) -> None:
        """Raises BadOption for a share outside its range."""
        for name in ("bare", "untold", "from_share"):
            if not 0 <= getattr(self, name) <= 1:
                raise BadOption(f"{name} is a share: set it from 0 to 1.")


PRESETS = {
    "smoke": Settings(
        epochs=2, vocabulary=1000, embedding=32, hidden=64, epoch_tokens=8_000, dev_limit=40,
        conversations=60, evaluate_every=20,
    ),
    "cpu": Settings(epochs=13, embedding=384, hidden=736, evaluate_every=1500),
    "gpu": Settings(
        epochs=120, embedding=512, hidden=1120, dropout=0.35, batch_tokens=16_384, rows=1024,
        epoch_tokens=2_000_000, learning_rate=2e-3, evaluate_every=1000, ema=0.999,
    ),
}  # fmt: skip


def _start(settings: Settings) -> tuple[Seq2Seq, Subwords]:
    """The network and the subwords that the training begins with, with its own dropout.

    Marks that the subwords lack are added, and rows for them: in the embedding, the mean of all
    rows and a little noise to tell them apart; in the bias of the output, that of a mark that
    never was a target, as these never are.

    Raises:
        BadModel: the folder holds no network that answers, or another number of subwords than
            the network has.
    """
    loaded = load_model(Path(settings.start))
    subwords = loaded.tokenizers.get("text")
    if loaded.kind != "seq2seq" or not isinstance(subwords, Subwords):
        raise BadModel(f"{settings.start} holds no network that answers, to begin with.")
    before: Seq2SeqConfig = loaded.config
    if len(subwords) != before.vocabulary:
        raise BadModel(
            f"{settings.start} has a network for {before.vocabulary} subwords and a tokenizer of "
            f"{len(subwords)}: they don't belong together."
        )
    told = subwords.with_controls(CONTROLS)
    config = replace(before, vocabulary=len(told), dropout=settings.dropout)
    model = Seq2Seq(config)
    weights = dict(loaded.model.state_dict())
    generator = torch.Generator().manual_seed(settings.seed)
    for name in ("embedding.weight", "output.weight"):
        if name in weights:
            weights[name] = _more_rows(weights[name], len(told), generator)
    new = weights["bias"][USER_ID].expand(len(told) - len(subwords))
    weights["bias"] = torch.cat([weights["bias"], new])
    model.load_state_dict(weights)
    return model, told


def _more_rows(matrix: Tensor, count: int, generator: torch.Generator) -> Tensor:
    """The matrix with rows after its own, to `count`: the mean, and noise a tenth as strong as
    the rows differ.
    """
    shape = (count - len(matrix), matrix.shape[1])
    noise = torch.randn(shape, generator=generator) * matrix.std(0) * 0.1
    return torch.cat([matrix, matrix.mean(0) + noise])


class DialogueRecipe(Recipe):
    name = "dialogue"
    presets = PRESETS
    settings: Settings

    def prepare(self) -> None:
        train = self._read("train")
        self.tokenizer = self._tokenizer(train)
        self.turns = encode(train, self.tokenizer)
        flat = [turn for talks in train.values() for talk in talks for turn in talk]
        replies = np.flatnonzero(self.turns.first < np.arange(len(flat)))
        self.controls = read_controls(flat, replies, self.runs / "cache")
        self.dev = encode(self._read("dev"), self.tokenizer)
        self.punctuation = punctuation_marks(self.tokenizer)

    def _read(self, split: Split) -> dict[str, list[list[str]]]:
        limit = self.settings.conversations or None
        return {name: conversations(name, split)[:limit] for name in chosen(self.settings.data)}

    def _tokenizer(self, train: dict[str, list[list[str]]]) -> Subwords:
        """Learnt once for the same data and size; a resumed training must not learn another."""
        if self.settings.start:
            return _start(self.settings)[1]
        counts = {name: len(talks) for name, talks in train.items()}
        key = [self.settings.vocabulary, counts, CONTROLS]
        digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
        path = self.runs / "cache" / f"dialogue-tokenizer-{digest}.json"
        if path.exists():
            return Subwords.from_json(json.loads(path.read_text(encoding="utf-8")))
        # Film talk is half of all text: a part of it is enough, or it rules the vocabulary.
        texts = (turn for talks in train.values() for talk in talks[:10_000] for turn in talk)
        tokenizer = Subwords.train(texts, self.settings.vocabulary, controls=CONTROLS)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(tokenizer.to_json()), encoding="utf-8")
        return tokenizer

    def build(self) -> Seq2Seq:
        if self.settings.start:
            return _start(self.settings)[0]
        names = Seq2SeqConfig.__dataclass_fields__.keys()
        sizes = {k: v for k, v in asdict(self.settings).items() if k in names}
        return Seq2Seq(Seq2SeqConfig(**{**sizes, "vocabulary": len(self.tokenizer)}))

    # --- which examples, in which order ---------------------------------------------------------

    def batches(self, epoch: int) -> list[list[int]]:
        chosen_turns = np.concatenate([self._drawn(name, epoch) for name in self.turns.names])
        groups = bucketed_pairs(
            self.turns.context_lengths(chosen_turns),
            self.turns.lengths[chosen_turns],
            self.settings.batch_tokens,
            self.settings.rows,
            self.settings.seed * 7919 + epoch,
        )
        return [chosen_turns[group].tolist() for group in groups]

    def _quota(self, name: str, epoch: int) -> int:
        """Target tokens of a corpus up to the beginning of an epoch."""
        parts = []
        for e in range(epoch):
            progress = self._progress(e)
            everything = sum(share(other, progress) for other in self.turns.names)
            parts.append(share(name, progress) / everything)
        return round(self.settings.epoch_tokens * sum(parts))

    def _progress(self, epoch: int) -> float:
        """From the broad mixture (0) to the clean one (1)."""
        begin = self.settings.from_share
        return begin + (1 - begin) * epoch / max(1, self.settings.epochs - 1)

    def _drawn(self, name: str, epoch: int) -> npt.NDArray[np.int64]:
        """This epoch's part of an endless walk through a corpus, reshuffled after each round."""
        everything = self.turns.targets(name)
        lengths = self.turns.lengths[everything]
        everything = everything[lengths <= self.settings.target_limit]
        if not len(everything):
            return everything
        mean = float(self.turns.lengths[everything].mean()) + 1
        begin, end = (round(self._quota(name, e) / mean) for e in (epoch, epoch + 1))
        if end <= begin:
            return everything[:0]
        place = self.turns.names.index(name)
        rounds = [
            np.random.default_rng([self.settings.seed, number, place]).permutation(everything)
            for number in range(begin // len(everything), -(-end // len(everything)))
        ]
        offset = begin - begin % len(everything)
        return np.concatenate(rounds)[begin - offset : end - offset]

    def collate(self, rows: list[int], epoch: int) -> DialogueBatch:
        contexts = []
        for row in rows:
            generator = np.random.default_rng([self.settings.seed, epoch, row])
            bare = generator.random() < self.settings.bare
            told = [
                mark for mark in self.controls.of(row) if generator.random() >= self.settings.untold
            ]
            ids = self.turns.context(row, control_ids(self.tokenizer, told))
            if bare:
                ids = [i for i in ids if not self.punctuation[i]]
            contexts.append(ids)
        return make_batch(contexts, [self.turns.turn(row).tolist() for row in rows])

    # --- loss and scores ------------------------------------------------------------------------

    def weight(self, batch: DialogueBatch) -> float:
        return float((batch.target[:, 1:] != PAD_ID).sum())

    def loss(self, model: nn.Module, batch: DialogueBatch, carry: Any) -> tuple[Tensor, Any]:
        return batch_loss(model, batch, self.settings.smoothing), None

    def evaluate(self, model: nn.Module) -> Evaluation:
        scores: dict[str, float] = {}
        nats, count = 0.0, 0
        for name in self.dev.names:
            targets = self.dev.targets(name)[: self.settings.dev_limit]
            if len(targets):
                lost, said = score_turns(model, self.dev, targets)
                scores[f"{name}_word_perplexity"] = perplexity(lost, said)
                if name in EVALUATED:
                    nats, count = nats + lost, count + said
        scores["word_perplexity"] = perplexity(nats, count)
        samples = self._samples(model) if isinstance(model, Seq2Seq) else []
        return Evaluation(scores["word_perplexity"], scores, samples)

    def _samples(self, model: Seq2Seq) -> list[str]:
        lines = []
        for prompt in PROMPTS:
            ids = context_ids([self.tokenizer.encode(normalise(prompt))])
            generator = torch.Generator().manual_seed(self.settings.seed)
            said = []
            for filters, draws in (((), None), ((Temperature(0.8), TopP(0.9)), generator)):
                choices = list(generate(ReplyDecoder(model, ids), 30, filters, draws))
                said.append(display(self.tokenizer.decode(choice.id for choice in choices)))
            lines.append(f"{prompt} → {said[0]} | {said[1]}")
        return lines

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Seq2Seq)
        save_model(
            folder,
            model,
            "seq2seq",
            model.config,
            {"text": self.tokenizer},
            metrics=metrics,
        )


RECIPE = DialogueRecipe
