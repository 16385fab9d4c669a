"""Train the network that answers: the last three turns in, the next turn out.

Every turn but a conversation's first is a target, whoever says it. Turns are marked by who
speaks, seen from the one whose turn it is: the turn before the target is always <user>'s.
Training begins with all the text there is and ends mostly on the clean corpora.

Perplexity is per word: words and single punctuation marks of the normalised text, and the end
of each turn counts as one word more.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.checkpoint import save_model
from assistant.language.decoders import ReplyDecoder
from assistant.language.normalise import display, normalise, words
from assistant.language.search import Temperature, TopP, generate
from assistant.language.tokenizer import (
    ASSISTANT_ID,
    END_ID,
    PAD_ID,
    START_ID,
    USER_ID,
    Subwords,
)
from assistant.models.seq2seq import Seq2Seq, Seq2SeqConfig
from training.data.dialogue import CORPORA, Split, chosen, conversations, read, share
from training.loop import Evaluation, Recipe
from training.options import Options

CONTEXT_TURNS = 3
Ids = npt.NDArray[np.int32]
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
    epoch_tokens: int = 1_000_000
    """Target tokens of one epoch."""
    batch_tokens: int = 1024
    """Target tokens of one batch, padding included."""
    rows: int = 128
    """Most targets in one batch."""
    turn_limit: int = 40
    """Tokens of a context's turn; the beginning is cut off."""
    target_limit: int = 60
    """Longer targets are left out of training."""
    dev_limit: int = 500
    """Targets of each corpus in an evaluation during training."""
    conversations: int = 0
    """Of each corpus; 0 for all."""


PRESETS = {
    "smoke": Settings(
        epochs=2, vocabulary=1000, embedding=32, hidden=64, epoch_tokens=8_000, dev_limit=40,
        conversations=60, evaluate_every=20,
    ),
    "cpu": Settings(epochs=16, evaluate_every=1500),
    "gpu": Settings(
        epochs=120, embedding=448, hidden=1024, dropout=0.35, batch_tokens=16_384, rows=1024,
        epoch_tokens=2_000_000, learning_rate=2e-3, evaluate_every=1000, ema=0.999,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Turns:
    """All turns of several corpora, one after another."""

    tokens: Ids
    starts: npt.NDArray[np.int64]
    """Where each turn begins in `tokens`; one more entry than there are turns."""
    first: npt.NDArray[np.int64]
    """For each turn, the index of its conversation's first turn."""
    corpus: npt.NDArray[np.int64]
    """For each turn, the place of its corpus in `names`."""
    names: tuple[str, ...]
    words: npt.NDArray[np.int64]
    """For each turn, its words, end of turn included."""

    def turn(self, index: int) -> Ids:
        return self.tokens[self.starts[index] : self.starts[index + 1]]

    @property
    def lengths(self) -> npt.NDArray[np.int64]:
        """Tokens of each turn."""
        return np.diff(self.starts)

    def targets(self, name: str) -> npt.NDArray[np.int64]:
        """Turns of one corpus that answer another."""
        index = np.arange(len(self.first))
        return index[(self.corpus == self.names.index(name)) & (self.first < index)]

    def context(self, target: int, limit: int) -> list[int]:
        """Marks and tokens of the last turns before a target."""
        said = [
            self.turn(index)
            for index in range(max(int(self.first[target]), target - CONTEXT_TURNS), target)
        ]
        return context_ids([turn[-limit:].tolist() for turn in said])


def context_ids(turns: Sequence[Sequence[int]]) -> list[int]:
    """What the encoder reads: each turn after the mark of its speaker, the last one <user>'s."""
    ids: list[int] = []
    for place, turn in enumerate(turns):
        ids.append(USER_ID if (len(turns) - place) % 2 else ASSISTANT_ID)
        ids += turn
    return ids


def encode(said: dict[str, list[list[str]]], tokenizer: Subwords) -> Turns:
    """Conversations of each corpus as one array."""
    flat = [turn for talks in said.values() for talk in talks for turn in talk]
    sizes = [len(talk) for talks in said.values() for talk in talks]
    ids = tokenizer.encode_batch(flat)
    begins = np.concatenate([[0], np.cumsum(sizes)])[:-1] if sizes else np.zeros(0)
    per_corpus = [sum(map(len, talks)) for talks in said.values()]
    return Turns(
        tokens=np.fromiter((i for turn in ids for i in turn), np.int32),
        starts=np.concatenate([[0], np.cumsum([len(turn) for turn in ids])]).astype(np.int64),
        first=np.repeat(begins.astype(np.int64), sizes),
        corpus=np.repeat(np.arange(len(said)), per_corpus),
        names=tuple(said),
        words=np.array([len(words(turn)) + 1 for turn in flat], dtype=np.int64),
    )


@dataclass(frozen=True)
class DialogueBatch:
    context: Tensor
    """Ids, shape = (batch, source)."""
    lengths: Tensor
    """Of the contexts, shape = (batch,)."""
    target: Tensor
    """START, then the turn, then END; shape = (batch, target)."""

    def to(self, device: torch.device) -> DialogueBatch:
        return DialogueBatch(
            self.context.to(device), self.lengths.to(device), self.target.to(device)
        )


def make_batch(
    contexts: Sequence[Sequence[int]], targets: Sequence[Sequence[int]]
) -> DialogueBatch:
    """Pad token lists into tensors."""
    rows = [torch.tensor(context) for context in contexts]
    wanted = [torch.tensor([START_ID, *target, END_ID]) for target in targets]
    pad = torch.nn.utils.rnn.pad_sequence
    return DialogueBatch(
        pad(rows, batch_first=True, padding_value=PAD_ID),
        torch.tensor([len(row) for row in rows]),
        pad(wanted, batch_first=True, padding_value=PAD_ID),
    )


def batch_loss(model: nn.Module, batch: DialogueBatch, smoothing: float) -> Tensor:
    """Sum of the cross-entropies of all real target tokens, in nats."""
    mixed, _ = model(batch.context, batch.lengths, batch.target[:, :-1])
    wanted = batch.target[:, 1:]
    real = wanted != PAD_ID
    # Logits of real positions only: the output layer is the dearest part.
    network: Seq2Seq = getattr(model, "module", model)
    logits = network.logits(mixed[real])
    return F.cross_entropy(logits, wanted[real], reduction="sum", label_smoothing=smoothing)


def bucketed_pairs(
    sources: npt.NDArray[np.int64], targets: npt.NDArray[np.int64], settings: Settings, seed: int
) -> list[list[int]]:
    """Batches whose targets are about as long as each other, and whose sources are too."""
    generator = np.random.default_rng(seed)
    coarse = np.floor((targets + generator.random(len(targets)) * 2) / 3)
    order = np.lexsort((sources + generator.random(len(sources)), coarse))
    batches: list[list[int]] = []
    batch: list[int] = []
    longest = 0
    for index in order:
        grown = max(longest, int(targets[index]) + 1)
        full = grown * (len(batch) + 1) > settings.batch_tokens or len(batch) == settings.rows
        if batch and full:
            batches.append(batch)
            batch, grown = [], int(targets[index]) + 1
        batch.append(int(index))
        longest = grown
    if batch:
        batches.append(batch)
    generator.shuffle(batches)
    return batches


class DialogueRecipe(Recipe):
    name = "dialogue"
    presets = PRESETS
    settings: Settings

    def prepare(self) -> None:
        train = self._read("train")
        self.tokenizer = self._tokenizer(train)
        self.turns = encode(train, self.tokenizer)
        self.dev = encode(self._read("dev"), self.tokenizer)
        pieces = [self.tokenizer.decode([index]).strip() for index in range(len(self.tokenizer))]
        # Marks decode to nothing and stay. Words and punctuation are never in one piece, so
        # leaving pieces out gives the tokens of the text without punctuation.
        self.punctuation = np.array([bool(p) and not p.strip(",.!?;:") for p in pieces])

    def _read(self, split: Split) -> dict[str, list[list[str]]]:
        limit = self.settings.conversations or None
        return {name: conversations(name, split)[:limit] for name in chosen(self.settings.data)}

    def _tokenizer(self, train: dict[str, list[list[str]]]) -> Subwords:
        """Learnt once for the same data and size; a resumed training must not learn another."""
        key = [self.settings.vocabulary, {name: len(talks) for name, talks in train.items()}]
        digest = hashlib.sha256(json.dumps(key).encode()).hexdigest()[:16]
        path = self.runs / "cache" / f"dialogue-tokenizer-{digest}.json"
        if path.exists():
            return Subwords.from_json(json.loads(path.read_text(encoding="utf-8")))
        # Film talk is half of all text: a part of it is enough, or it rules the vocabulary.
        texts = (turn for talks in train.values() for talk in talks[:10_000] for turn in talk)
        tokenizer = Subwords.train(texts, self.settings.vocabulary)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(tokenizer.to_json()), encoding="utf-8")
        return tokenizer

    def build(self) -> Seq2Seq:
        names = Seq2SeqConfig.__dataclass_fields__.keys()
        sizes = {k: v for k, v in asdict(self.settings).items() if k in names}
        return Seq2Seq(Seq2SeqConfig(**{**sizes, "vocabulary": len(self.tokenizer)}))

    # --- which examples, in which order ---------------------------------------------------------

    def batches(self, epoch: int) -> list[list[int]]:
        chosen_turns = np.concatenate([self._drawn(name, epoch) for name in self.turns.names])
        lengths = self.turns.lengths
        capped = lengths.clip(max=self.settings.turn_limit)
        before = [
            np.where(chosen_turns - back >= self.turns.first[chosen_turns], chosen_turns - back, -1)
            for back in range(1, CONTEXT_TURNS + 1)
        ]
        sources = np.sum([np.where(turn < 0, 0, capped[turn] + 1) for turn in before], axis=0)
        groups = bucketed_pairs(
            sources, lengths[chosen_turns], self.settings, self.settings.seed * 7919 + epoch
        )
        return [chosen_turns[group].tolist() for group in groups]

    def _quota(self, name: str, epoch: int) -> int:
        """Target tokens of a corpus up to the beginning of an epoch."""
        last = max(1, self.settings.epochs - 1)
        parts = [
            share(name, e / last) / sum(share(other, e / last) for other in self.turns.names)
            for e in range(epoch)
        ]
        return round(self.settings.epoch_tokens * sum(parts))

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
            ids = self.turns.context(row, self.settings.turn_limit)
            generator = np.random.default_rng([self.settings.seed, epoch, row])
            if generator.random() < self.settings.bare:
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
                lost, said = score_turns(model, self.dev, targets, self.settings.turn_limit)
                scores[f"{name}_word_perplexity"] = math.exp(min(lost / said, 50))
                if name in EVALUATED:
                    nats, count = nats + lost, count + said
        scores["word_perplexity"] = math.exp(min(nats / max(1, count), 50))
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
            card=card(self.turns.names, metrics),
        )


@torch.inference_mode()
def score_turns(
    model: nn.Module, turns: Turns, targets: npt.NDArray[np.int64], limit: int
) -> tuple[float, int]:
    """Negative log-likelihood (nats) of these turns, and how many words they have."""
    order = sorted(targets.tolist(), key=lambda index: int(turns.lengths[index]))
    device = next(model.parameters()).device
    lost = 0.0
    for start in range(0, len(order), 64):
        rows = order[start : start + 64]
        batch = make_batch(
            [turns.context(row, limit) for row in rows], [turns.turn(row).tolist() for row in rows]
        )
        lost += float(batch_loss(model, batch.to(device), 0.0))
    return lost, int(turns.words[targets].sum())


def evaluate_folder(
    loaded: Any, split: Split, data: Path | None, limit: int | None
) -> dict[str, Any]:
    """Counts first, rates second: for each corpus of a split, or for files of one's own.

    data : a JSON-lines file of conversations (see `training.data.dialogue`) or a folder of them
    """
    if data is None:
        said = {name: conversations(name, split) for name in CORPORA}
    else:
        files = sorted(data.glob("*.jsonl*")) if data.is_dir() else [data]
        said = {file.name.split(".")[0]: list(read(file)) for file in files}
    turns = encode(said, loaded.tokenizers["text"])
    result: dict[str, Any] = {}
    for name in turns.names:
        targets = turns.targets(name)[:limit]
        if len(targets):
            lost, count = score_turns(loaded.model, turns, targets, Settings.turn_limit)
            tokens = int(turns.lengths[targets].sum()) + len(targets)
            result[name] = {
                "turns": len(targets), "words": count, "tokens": tokens, "nats": round(lost, 2),
                "word_perplexity": round(math.exp(min(lost / count, 50)), 2),
                "token_perplexity": round(math.exp(min(lost / tokens, 50)), 2),
            }  # fmt: skip
    return result


def card(names: Sequence[str], metrics: dict[str, Any]) -> str:
    """The model card."""
    free = all(CORPORA[name].free for name in names)
    licence = "" if free else " Some are for non-commercial use only, and so are these weights."
    scores = "\n".join(f"| {k} | {v} |" for k, v in metrics.get("scores", {}).items())
    return f"""---
license: {"apache-2.0" if free else "cc-by-nc-sa-4.0"}
language: en
tags: [dialogue, seq2seq, lstm, attention]
---
# Refrain: dialogue

A recurrent encoder-decoder with attention that answers the last three turns of a
conversation, over subwords of lower-case text. Part of the Refrain assistant.

**Data**: {", ".join(names)}.{licence}

| dev score | |
|---|---|
{scores}

Perplexity is per word (punctuation marks and the end of a turn count as words).

**Limits**: it makes small talk. It knows no facts, contradicts itself, and can be wrong or
unkind: it learnt from what people wrote.
"""


RECIPE = DialogueRecipe
