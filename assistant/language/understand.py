"""What a turn asks to be done: text -> intent and slots with typed values.

text -> words with their places -> Classifier -> intent, or no command
                                              -> BIO tags -> slots -> resolve -> values
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

import torch

from assistant.checkpoint import LoadedModel
from assistant.errors import BadModel
from assistant.language.command_words import Piece, encode, is_word_list, pieces
from assistant.language.tokenizer import Symbols
from assistant.messages import Slot, Understanding
from assistant.models.classifier import NONE, Classifier, spans

LONGEST = 1000
"""Characters of a command: what is longer is none."""
MOST_WORDS = 100

Resolve = Callable[[str, str, datetime], Any]
"""(type, text, now) -> the value as JSON can hold it, or None."""


class Understander:
    """Understands one turn after another. May be used from several threads."""

    def __init__(self, loaded: LoadedModel, resolve: Resolve) -> None:
        """
        loaded : a model folder of the kind `understanding`
        resolve : makes values of slots; the type is the one that the intent gives its slot

        Raises:
            BadModel: it is another kind of model, or its lists do not fit it.
        """
        self._model, self._words, self._characters = parts(loaded)
        self._types: Mapping[str, Mapping[str, str]] = loaded.features.get("types", {})
        self._say = bool(loaded.features.get("say", True))
        self._resolve = resolve

    @property
    def intents(self) -> tuple[str, ...]:
        """What it can tell apart, "no command" left out."""
        return tuple(name for name in self._model.config.intents if name != NONE)

    def understand(self, text: str, now: datetime) -> Understanding:
        """Any text will do; what is empty or very long is no command.

        now : aware; times and dates are reckoned from it
        """
        started = time.perf_counter()
        found = pieces(text, self._say) if len(text) <= LONGEST else []
        read: tuple[str | None, float, tuple[Slot, ...]] = (None, 1.0, ())
        if 0 < len(found) <= MOST_WORDS:
            read = self._read(text, found, now)
        intent, confidence, slots = read
        return Understanding(text, intent, confidence, slots, time.perf_counter() - started)

    def _read(
        self, text: str, found: Sequence[Piece], now: datetime
    ) -> tuple[str | None, float, tuple[Slot, ...]]:
        batch = encode([[piece.word for piece in found]], self._words, self._characters)
        with torch.inference_mode():
            scores = self._model(*batch)
            probabilities = self._model.probabilities(scores.intents)
            chosen, sure = decide(self._model, probabilities)
            probability = float(sure[0])
            if int(chosen[0]) < 0:
                return None, 1.0 - probability, ()
            tags = self._model.decode(scores, batch[2], chosen)[0].tolist()
        intent = self._model.config.intents[int(chosen[0])]
        names = [self._model.config.tags[tag] for tag in tags]
        types = self._types.get(intent, {})
        slots = []
        for slot, first, end in spans(names):
            start, stop = found[first].start, found[end - 1].end
            said = text[start:stop]
            value = self._resolve(types.get(slot, slot), said, now)
            slots.append(Slot(slot, said, value, start, stop))
        return intent, probability, tuple(slots)


def parts(loaded: LoadedModel) -> tuple[Classifier, Symbols, Symbols]:
    """The network of a model folder, its word list and its letter list.

    Raises:
        BadModel: it is another kind of model, or its lists do not fit it.
    """
    model = loaded.model
    if not isinstance(model, Classifier):
        raise BadModel(f"{loaded.folder} holds a {loaded.kind} model, none that understands.")
    words, characters = (loaded.tokenizers.get(name) for name in ("words", "characters"))
    sizes = (model.config.words, model.config.characters)
    if (
        not is_word_list(words)
        or not is_word_list(characters)
        or (len(words), len(characters)) != sizes
    ):
        raise BadModel(f"The word list or letter list of {loaded.folder} does not fit its network.")
    return model, words, characters


def decide(model: Classifier, probabilities: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """The likeliest intent of each row, -1 where there is no command; and its probability.

    No command is what is likelier none than any one intent, or what has no intent above the
    threshold. The probability is that of the likeliest intent in either case.

    probabilities : Tensor, shape = (batch, intents); calibrated
    returns : ids (batch,), probabilities (batch,)
    """
    commands = probabilities
    if NONE in model.config.intents:
        none = model.config.intents.index(NONE)
        commands = probabilities.clone()
        commands[:, none] = 0.0
    sure, chosen = commands.max(-1)
    refused = sure < model.config.threshold
    if NONE in model.config.intents:
        refused |= sure < probabilities[:, none]
    return torch.where(refused, -1, chosen), sure
