"""The network that understands commands: intent and slots together, from words and letters.

    word -> embedding + convolution over its letters        (Chiu and Nichols 2016)
    words -> BidirectionalStack -> states
    states -> attention pooling and maximum -> intent        (Liu and Lane 2016)
    states + what the intent seems to be -> scores of BIO tags -> Crf -> slots

The slots are told the intent as the mean of the intents' vectors by their probability, which
helps them as in Goo et al. 2018 and Qin et al. 2019. With `slots_first` the intent is told before
which slots there seem to be, so that each helps the other as in E et al. 2019 ("A Novel
Bi-directional Interrelated Model for Joint Intent Detection and Slot Filling"). Word 0 and letter
0 are padding, word 1 and letter 1 whatever is not in the lists.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import Tensor, nn

from assistant.models.crf import FORBIDDEN, Crf, bio_tags
from assistant.models.layers import BidirectionalStack, length_mask

NONE = "none"
"""The intent of what is no command."""
COUNTED = 3.0
"""Words of one tag, the most that the intent is told of."""


@dataclass(frozen=True)
class ClassifierConfig:
    words: int
    """Word list, padding and unknown included."""
    characters: int
    """Letter list, likewise."""
    intents: tuple[str, ...]
    slots: tuple[str, ...] = ()
    """Without any, no tags are learnt."""
    allowed: tuple[tuple[int, ...], ...] = ()
    """For each intent, the slots that it can have; empty: all can have all."""
    embedding: int = 128
    character_embedding: int = 24
    filters: int = 64
    """Of the convolution over letters."""
    hidden: int = 160
    """Units of one direction."""
    layers: int = 1
    dropout: float = 0.4
    slots_first: bool = False
    """Guess the tags of each word first, and tell the intent of them."""
    threshold: float = 0.0
    """Least calibrated probability of an intent; below, it is no command. Chosen on dev."""

    def __post_init__(self) -> None:
        """From a file, tuples come as lists.

        Raises:
            ValueError: the intents or slots are not those of any network.
        """
        object.__setattr__(self, "intents", tuple(self.intents))
        object.__setattr__(self, "slots", tuple(self.slots))
        object.__setattr__(self, "allowed", tuple(tuple(row) for row in self.allowed))
        for names in (self.intents, self.slots):
            if len(set(names)) != len(names) or not all(isinstance(n, str) and n for n in names):
                raise ValueError("an intent or slot is named twice, or has no name")
        if not self.intents:
            raise ValueError("there are no intents")
        if self.allowed and len(self.allowed) != len(self.intents):
            raise ValueError("`allowed` needs one row for each intent")
        if any(not 0 <= slot < len(self.slots) for row in self.allowed for slot in row):
            raise ValueError("`allowed` names a slot that there is not")

    @property
    def tags(self) -> tuple[str, ...]:
        return bio_tags(self.slots)


class Scores(NamedTuple):
    intents: Tensor
    """Before softmax and temperature; shape = (batch, intents)"""
    emissions: Tensor
    """Of the tags; shape = (batch, time, tags)"""
    guesses: Tensor | None = None
    """Of the tags before the intent is known, each word for itself; shape as of `emissions`"""


class Letters(nn.Module):
    """A word from its letters: a convolution and the maximum over them."""

    def __init__(self, characters: int, embedding: int, filters: int) -> None:
        super().__init__()
        self.embedding = nn.Embedding(characters, embedding, padding_idx=0)
        self.convolution = nn.Conv1d(embedding, filters, 3, padding=1)

    def forward(self, characters: Tensor) -> Tensor:
        """(words, letters) -> (words, filters); zeros for a word without letters."""
        found = self.convolution(self.embedding(characters).transpose(1, 2)).relu()
        highest: Tensor = (found * (characters > 0)[:, None, :]).amax(2)
        return highest


class Classifier(nn.Module):
    """A sentence gives the same scores alone as padded in a batch."""

    def __init__(self, config: ClassifierConfig) -> None:
        super().__init__()
        self.config = config
        self.embedding = nn.Embedding(config.words, config.embedding, padding_idx=0)
        nn.init.normal_(self.embedding.weight, std=0.3)
        self.letters = Letters(config.characters, config.character_embedding, config.filters)
        width, states = config.embedding + config.filters, 2 * config.hidden
        self.trunk = BidirectionalStack(width, config.hidden, config.layers, config.dropout)
        self.attention = nn.Sequential(nn.Linear(states, 64), nn.Tanh(), nn.Linear(64, 1))
        self.guess = nn.Linear(states, len(config.tags)) if config.slots_first else None
        told = 2 * len(config.tags) if config.slots_first else 0
        self.intent = nn.Linear(2 * states + told, len(config.intents))
        self.meanings = nn.Linear(len(config.intents), 32, bias=False)
        self.tag = nn.Linear(states + width + 32, len(config.tags))
        self.crf = Crf(config.tags)
        self.dropout = nn.Dropout(config.dropout)
        self.register_buffer("temperature", torch.ones(()))
        self.register_buffer("forbidden", _forbidden(config), persistent=False)

    def forward(self, words: Tensor, characters: Tensor, lengths: Tensor) -> Scores:
        """
        words : Tensor of ids, shape = (batch, time)
        characters : Tensor of ids, shape = (batch, time, letters)
        lengths : Tensor, shape = (batch,), each at least 1
        """
        mask = length_mask(lengths, words.shape[1])
        letters = self.embedding.weight.new_zeros(*words.shape, self.config.filters)
        spelt = self.letters(characters[mask])
        letters = letters.masked_scatter(mask[:, :, None], spelt.to(letters.dtype))
        read = self.dropout(torch.cat([self.embedding(words), letters], dim=-1))
        states = self.trunk(read, lengths)
        pooled = self._pooled(states, mask)
        guesses = None if self.guess is None else self.guess(states)
        if guesses is not None:
            pooled = torch.cat([pooled, _seeming(guesses, mask)], dim=-1)
        intents = self.intent(self.dropout(pooled))
        meaning = self.meanings(intents.softmax(-1))[:, None].expand(-1, words.shape[1], -1)
        return Scores(intents, self.tag(torch.cat([states, read, meaning], dim=-1)), guesses)

    def _pooled(self, states: Tensor, mask: Tensor) -> Tensor:
        """(batch, time, states) -> (batch, 2 * states): what is attended to, and the maximum."""
        lowest = torch.finfo(states.dtype).min
        weights = self.attention(states)[:, :, 0].masked_fill(~mask, lowest).softmax(-1)
        attended = (weights[:, :, None] * states.masked_fill(~mask[:, :, None], 0)).sum(1)
        highest = states.masked_fill(~mask[:, :, None], lowest).amax(1)
        return torch.cat([attended, highest], dim=-1)

    def probabilities(self, intents: Tensor) -> Tensor:
        """Calibrated (Guo et al. 2017); shape = (batch, intents)."""
        assert isinstance(self.temperature, Tensor)
        return (intents.float() / self.temperature).softmax(-1)

    def decode(self, scores: Scores, lengths: Tensor, chosen: Tensor | None = None) -> Tensor:
        """Tags of each row, such as its intent can have; shape = (batch, time).

        chosen : ids of the intents that were decided on, shape = (batch,); the likeliest if None
        """
        assert isinstance(self.forbidden, Tensor)
        if not self.config.slots:
            return scores.emissions.new_zeros(scores.emissions.shape[:2], dtype=torch.long)
        emissions = scores.emissions.float()
        if self.config.allowed:
            intents = scores.intents.argmax(-1) if chosen is None else chosen
            costs = self.forbidden[intents][:, None].to(emissions)
            emissions = emissions + FORBIDDEN * costs
        return self.crf.decode(emissions, lengths)


def _seeming(guesses: Tensor, mask: Tensor) -> Tensor:
    """(batch, time, tags) -> (batch, 2 * tags): how often each tag seems to be there, and how sure.

    Past `COUNTED` a further word of a tag tells nothing.
    """
    likely = guesses.softmax(-1) * mask[:, :, None]
    return torch.cat([likely.sum(1).clamp_max(COUNTED), likely.amax(1)], dim=-1)


def _forbidden(config: ClassifierConfig) -> Tensor:
    """Which tags an intent can't have; bool, shape = (intents, tags)."""
    table = torch.zeros(len(config.intents), len(config.tags), dtype=torch.bool)
    for intent, slots in enumerate(config.allowed):
        table[intent, 1:] = True
        for slot in slots:
            table[intent, 2 * slot + 1 : 2 * slot + 3] = False
    return table


def spans(tags: Sequence[str]) -> list[tuple[str, int, int]]:
    """Slots in BIO tags: (slot, first word, word after the last).

    An I- that continues nothing begins a slot of its own, as in the CoNLL evaluation.
    """
    found: list[tuple[str, int, int]] = []
    open_slot, start = "", 0
    for place, tag in enumerate((*tags, "O")):
        mark, _, slot = tag.partition("-")
        if open_slot and (mark != "I" or slot != open_slot):
            found.append((open_slot, start, place))
            open_slot = ""
        if mark != "O" and not open_slot:
            open_slot, start = slot, place
    return found
