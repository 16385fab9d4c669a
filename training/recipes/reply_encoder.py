"""Train the network that tells whether a reply fits, by telling it from the batch's others.

Each pair of a context and its reply stands in a batch with others of the same corpus, whose
replies serve as wrong answers (Henderson et al. 2017): within one corpus, talk about films is
not told from talk about trains by the corpus alone. The loss is symmetric: each context finds
its reply and each reply its context. With `blend` it is the mean of two: the vectors alone, and
the whole score of the network's `Blend`, which is told who replies where the corpus knows it.

The persona's own topics can be among the corpora: a prompt with one of the topic's replies, and
with another of its prompts, one pair of a topic in a batch. Every seventh prompt is held out, to
tell whether prompts that are not in the file find their topic too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn
from torch.nn import functional as F

from assistant.checkpoint import LoadedModel, load_model, save_model
from assistant.errors import BadModel
from assistant.language.fit import ReplyEncoder, padded
from assistant.language.normalise import normalise
from assistant.language.persona import Topic, read_persona
from assistant.language.tokenizer import Subwords
from assistant.models.encoder import Encoder, EncoderConfig, Known
from training.data.dialogue import Split, chosen, conversations, share
from training.data.speakers import Speakers
from training.data.turns import Turns, encode, punctuation_marks
from training.evaluate_encoder import CORPORA as EVALUATED
from training.evaluate_encoder import (
    Question,
    encoder_scores,
    hits,
    load_questions,
)
from training.options import Options
from training.recipe import Evaluation, Recipe

PERSONA = "persona"
FIRST_WORTH = 0.1
"""Of a subword, before training: so much of its inverse document frequency."""
HELD_OUT = 7
"""One prompt in so many of the persona is not trained on."""


@dataclass(frozen=True)
class Settings(Options):
    """Sizes of the network, of its data and of its batches."""

    learning_rate: float = 1e-3
    warmup: float = 0.05
    clip: float = 1.0
    tokens: str = "assets/models/dialogue"
    """Model folder whose subwords are read and whose word vectors a fresh network begins with."""
    start: str = ""
    """Model folder of a reply encoder to begin with, whatever sizes are set."""
    persona: str = ""
    """Persona file whose topics are learnt too; none if empty."""
    persona_share: float = 0.2
    """Of the pairs, if there is a persona."""
    blend: bool = True
    """Learn what words in common and what is known of the speaker say, too."""
    known_weight: float = 1.0
    """How much oftener than usual a corpus is read that knows who its speakers are."""
    hidden: int = 256
    layers: int = 1
    size: int = 384
    cell: str = "gru"
    dropout: float = 0.2
    bare: float = 0.4
    """Share of contexts that lose their punctuation, as speech comes without it."""
    rows: int = 160
    """Pairs of a batch, each the wrong answer of all others."""
    epoch_pairs: int = 64_000
    reply_limit: int = 60
    """Tokens; longer replies are left out of training."""
    dev_limit: int = 1500
    """Questions of each corpus in an evaluation during training."""
    conversations: int = 0
    """Of each corpus; 0 for all."""


@dataclass(frozen=True)
class PairBatch:
    context: Tensor
    """Ids with speaker marks, shape = (batch, source)."""
    context_lengths: Tensor
    reply: Tensor
    """Ids, shape = (batch, target)."""
    reply_lengths: Tensor
    twin: Tensor
    """Ids of another prompt of the same topic, with speaker marks; no rows where there is none.
    Shape = (batch, source) or (0, 0)."""
    twin_lengths: Tensor
    known: Known
    """What is known of those who reply."""
    same: Tensor
    """True where another row's reply is the same text, or another topic's twin: such a row is no
    wrong answer. Shape = (batch, batch), false on the diagonal."""

    def to(self, device: torch.device) -> PairBatch:
        return PairBatch(*(value.to(device) for value in vars(self).values()))


class ReplyEncoderRecipe(Recipe):
    name = "reply_encoder"
    presets: ClassVar[dict[str, Settings]] = {
        "smoke": Settings(
            epochs=2, hidden=16, size=32, rows=16, epoch_pairs=320, conversations=30,
            dev_limit=40, evaluate_every=10,
        ),
        "cpu": Settings(epochs=12, evaluate_every=800),
        "gpu": Settings(
            epochs=120, hidden=512, size=512, dropout=0.3, rows=768, epoch_pairs=200_000,
            evaluate_every=2000, ema=0.999,
        ),
    }  # fmt: skip
    settings: Settings

    def prepare(self) -> None:
        self.source = load_model(Path(self.settings.start or self.settings.tokens))
        self.tokenizer = _subwords(self.source)
        limit = self.settings.conversations or None
        self.talks = {name: self._read(name, "train")[:limit] for name in self._corpora()}
        self.turns: Turns = encode(self.talks, self.tokenizer)
        self.topics = self._topics()
        self.speakers = Speakers(self.turns, self.tokenizer)
        self.dev: dict[str, list[Question]] = {
            name: load_questions(name, "dev", self.settings.dev_limit) for name in EVALUATED
        }
        self.punctuation = punctuation_marks(self.tokenizer)

    def _corpora(self) -> list[str]:
        names = chosen(self.settings.data)
        return [*names, PERSONA] if self.settings.persona else names

    def _read(self, name: str, split: Split) -> list[list[str]]:
        if name != PERSONA:
            return conversations(name, split)
        return [
            [normalise(prompt), normalise(topic.replies[number % len(topic.replies)])]
            for topic in self._persona_topics()
            for number, prompt in enumerate(trained_prompts(topic))
        ]

    def _persona_topics(self) -> Sequence[Topic]:
        return read_persona(Path(self.settings.persona)).topics

    def _topics(self) -> npt.NDArray[np.int64]:
        """For each turn of the persona, the number of its topic; -1 for all other turns."""
        found = np.full(len(self.turns.first), -1)
        if self.settings.persona:
            topics = self._persona_topics()
            sizes = [2 * len(trained_prompts(topic)) for topic in topics]
            mine = self.turns.corpus == self.turns.names.index(PERSONA)
            found[mine] = np.repeat(np.arange(len(topics)), sizes)
        return found

    def build(self) -> Encoder:
        model = self._continued() if self.settings.start else self._fresh()
        began = self.settings.start and self.source.config.blend
        if model.blend is not None and not began:
            with torch.no_grad():
                model.blend.worth.copy_(FIRST_WORTH * rarity(self.turns, len(self.tokenizer)))
        return model

    def _continued(self) -> Encoder:
        settings, source = self.settings, self.source.model
        if not isinstance(source, Encoder):
            raise BadModel(f"{settings.start} holds no reply encoder to begin with.")
        blend = settings.blend or source.config.blend
        sizes = asdict(source.config) | {"dropout": settings.dropout, "blend": blend}
        model = Encoder(EncoderConfig(**sizes))
        model.load_state_dict(model.state_dict() | source.state_dict())
        return model

    def _fresh(self) -> Encoder:
        settings = self.settings
        vectors = _word_vectors(self.source)
        model = Encoder(
            EncoderConfig(
                vocabulary=len(self.tokenizer),
                embedding=vectors.shape[1],
                hidden=settings.hidden,
                layers=settings.layers,
                size=settings.size,
                cell="lstm" if settings.cell == "lstm" else "gru",
                dropout=settings.dropout,
                blend=settings.blend,
            )
        )
        with torch.no_grad():
            model.embedding.weight.copy_(vectors)
        return model

    # --- which examples, in which order ---------------------------------------------------------

    def batches(self, epoch: int) -> list[list[int]]:
        generator = np.random.default_rng([self.settings.seed, epoch])
        progress = epoch / max(1, self.settings.epochs - 1)
        shares = {name: self._share(name, progress) for name in self.turns.names}
        total = sum(shares.values())
        made: list[list[int]] = []
        for name, part in shares.items():
            count = round(self.settings.epoch_pairs * part / total)
            made += self._persona(count, generator) if name == PERSONA else self._batches(
                name, count, generator
            )  # fmt: skip
        generator.shuffle(made)
        return made

    def _share(self, name: str, progress: float) -> float:
        """Of the corpora together 1, and the persona's beside them."""
        if name == PERSONA:
            return self.settings.persona_share / (1 - self.settings.persona_share)
        weight = self.settings.known_weight
        parts = {
            other: share(other, progress) * (weight if self.speakers.known(other) else 1)
            for other in self.turns.names
            if other != PERSONA
        }
        return parts[name] / sum(parts.values())

    def _batches(self, name: str, count: int, generator: np.random.Generator) -> list[list[int]]:
        """Pairs of one corpus; those of a batch are about as long as each other."""
        pairs = self.turns.targets(name)
        lengths = self.turns.lengths[pairs]
        pairs = pairs[(lengths > 0) & (lengths <= self.settings.reply_limit)]
        drawn = generator.choice(pairs, min(count, len(pairs)), replace=False)
        size = self.turns.context_lengths(drawn) + self.turns.lengths[drawn]
        ordered = drawn[np.argsort(size + generator.random(len(size)) * 24)]
        rows = self.settings.rows
        groups = [ordered[at : at + rows].tolist() for at in range(0, len(ordered), rows)]
        # A handful is too few to choose among.
        return [group for group in groups if len(group) >= min(rows, 8)]

    def _persona(self, count: int, generator: np.random.Generator) -> list[list[int]]:
        """Batches with at most one pair of each topic, until there are `count` pairs."""
        pairs = self.turns.targets(PERSONA)
        topics = self.topics[pairs]
        made: list[list[int]] = []
        while sum(map(len, made)) < count:
            mixed = generator.permutation(len(pairs))
            _, first = np.unique(topics[mixed], return_index=True)
            made.append(generator.permutation(pairs[mixed[first]])[: self.settings.rows].tolist())
        return made

    def collate(self, rows: list[int], epoch: int) -> PairBatch:
        contexts, replies = [], []
        for row in rows:
            ids = self.turns.context(row)
            generator = np.random.default_rng([self.settings.seed, epoch, row])
            if generator.random() < self.settings.bare:
                ids = [i for i in ids if not self.punctuation[i]]
            contexts.append(ids)
            replies.append(self._reply(row, generator))
        twins = [self._twin(row, generator) for row in rows] if self.topics[rows[0]] >= 0 else []
        texts: dict[tuple[int, ...], int] = {}
        key = torch.tensor([texts.setdefault(tuple(reply), len(texts)) for reply in replies])
        same = (key[:, None] == key[None]) & ~torch.eye(len(rows), dtype=torch.bool)
        known = self.speakers.facts(rows)
        return PairBatch(*padded(contexts), *padded(replies), *padded(twins), known, same)

    def _twin(self, row: int, generator: np.random.Generator) -> list[int]:
        """Another prompt of the same topic, or the same if there is no other."""
        prompts = self._answers(int(self.topics[row])) - 1
        others = prompts[prompts != row - 1]
        return self.turns.context(int(generator.choice(others if len(others) else prompts)) + 1)

    def _reply(self, row: int, generator: np.random.Generator) -> list[int]:
        """The reply of a pair; of a topic of the persona, any of its replies."""
        topic = self.topics[row]
        if topic < 0:
            return [int(i) for i in self.turns.turn(row)]
        return [int(i) for i in self.turns.turn(generator.choice(self._answers(int(topic))))]

    def _answers(self, topic: int) -> npt.NDArray[np.int64]:
        answers = self.turns.first < np.arange(len(self.topics))
        return np.flatnonzero((self.topics == topic) & answers)

    # --- loss and scores ------------------------------------------------------------------------

    def weight(self, batch: PairBatch) -> float:
        return float(len(batch.context))

    def loss(self, model: nn.Module, batch: PairBatch, carry: Any) -> tuple[Tensor, Any]:
        contexts = (batch.context, batch.context_lengths)
        known = batch.known if self.settings.blend else None
        products = model(*contexts, batch.reply, batch.reply_lengths, known=known)
        parts = products.reshape(-1, *batch.same.shape)
        loss = torch.stack([contrast(part, batch.same) for part in parts]).mean()
        if len(batch.twin):
            products = model(*contexts, batch.twin, batch.twin_lengths, twins=True)
            loss = loss + contrast(products, torch.zeros_like(batch.same))
        return loss, None

    def evaluate(self, model: nn.Module) -> Evaluation:
        encoder = ReplyEncoder(self._loaded(model))
        scores = {}
        for name, asked in self.dev.items():
            found = encoder_scores(encoder, asked)
            scores[f"{name}_hits_at_1"] = hits(found.whole)
            if encoder.model.blend is not None:
                scores[f"{name}_by_vectors"] = hits(found.vectors)
        if self.settings.persona:
            scores["persona_hits_at_1"] = topic_hits(encoder, self._persona_topics())
        scores["hits_at_1"] = sum(scores.values()) / len(scores)
        return Evaluation(1 - scores["hits_at_1"], scores)

    def _loaded(self, model: nn.Module) -> LoadedModel:
        assert isinstance(model, Encoder)
        tokenizers = {"text": self.tokenizer}
        return LoadedModel("encoder", model, model.config, tokenizers, {}, {}, self.runs)

    def export(self, model: nn.Module, folder: Path, metrics: dict[str, Any]) -> None:
        assert isinstance(model, Encoder)
        save_model(
            folder, model, "encoder", model.config, {"text": self.tokenizer}, metrics=metrics
        )


def contrast(products: Tensor, same: Tensor) -> Tensor:
    """Sum of the cross-entropies of telling the right one from the others, both ways, halved.

    products : of every row with every column, shape = (batch, batch); the diagonal is right
    same : True where a column is no wrong answer, shape = (batch, batch)
    """
    products = products.float().masked_fill(same, float("-inf"))
    right = torch.arange(len(products), device=products.device)
    there = F.cross_entropy(products, right, reduction="sum")
    back = F.cross_entropy(products.T, right, reduction="sum")
    return (there + back) / 2


def rarity(turns: Turns, vocabulary: int) -> Tensor:
    """Inverse document frequency of each subword, a turn being a document; shape (vocabulary,)."""
    count = len(turns.first)
    owners = np.repeat(np.arange(count), turns.lengths)
    pairs = np.unique(owners * vocabulary + turns.tokens)
    having = np.bincount(pairs % vocabulary, minlength=vocabulary)
    return torch.from_numpy(np.log1p((count - having + 0.5) / (having + 0.5))).float()


def trained_prompts(topic: Topic) -> list[str]:
    """All but those that are held out; of few prompts, all."""
    if len(topic.prompts) < HELD_OUT:
        return list(topic.prompts)
    return [p for number, p in enumerate(topic.prompts) if number % HELD_OUT != HELD_OUT // 2]


def topic_hits(encoder: ReplyEncoder, topics: Sequence[Topic]) -> float:
    """Share of the held-out prompts whose nearest trained one belongs to the same topic."""
    known = [(text, place) for place, topic in enumerate(topics) for text in trained_prompts(topic)]
    asked = [
        (text, place)
        for place, topic in enumerate(topics)
        for text in topic.prompts
        if text not in trained_prompts(topic)
    ]
    near = encoder.prompts([text for text, _ in asked]) @ encoder.prompts([t for t, _ in known]).T
    found = [
        known[index][1] == place for index, (_, place) in zip(near.argmax(1), asked, strict=True)
    ]
    return float(sum(found)) / max(1, len(found))


def _subwords(source: LoadedModel) -> Subwords:
    subwords = source.tokenizers.get("text")
    if not isinstance(subwords, Subwords):
        raise BadModel(f"{source.folder} has no subwords to read.")
    return subwords


def _word_vectors(source: LoadedModel) -> Tensor:
    """The word vectors of a network that reads or writes."""
    embedding = getattr(source.model, "embedding", None)
    if not isinstance(embedding, nn.Embedding):
        raise BadModel(f"{source.folder} has no word vectors to begin with.")
    return embedding.weight.detach()


RECIPE = ReplyEncoderRecipe
