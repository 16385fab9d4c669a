"""The search where commands may be said (see `vocabulary`, `fast_search`)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from flashlight.lib.text.decoder import LM
from torch import Tensor

from assistant.speech.decode import Hypothesis, different
from assistant.speech.vocabulary import CommandModel, Place

if TYPE_CHECKING:
    from assistant.speech.fast_search import FastSearch

JUDGED = 50
"""Sentences of the wide beam that are looked at."""


class CommandWords(LM):  # type: ignore[misc]
    """Words and phrases scored by the n-gram model and the model of commands together.

    The n-gram model's states stand for all the words before: what the model of commands needs to
    know of these is kept beside them, for one clip.
    """

    def __init__(
        self,
        general: Any,
        commands: CommandModel,
        names: Sequence[str],
        known: int,
        extra: Mapping[int, float],
    ) -> None:
        """
        general : the n-gram model; its labels are those of the first `known` names, of which the
            first is the unknown word
        names : of each label the word, or words with spaces between
        extra : label -> log 10 of what it is favoured by
        """
        super().__init__()
        self._general = general
        self._commands = commands
        labels = {word: label for label, word in enumerate(names[:known])}
        self._labels = labels
        self._parts: list[tuple[tuple[int, str], ...]] = [
            *(((label, name),) for name, label in labels.items()),
            *(tuple((labels.get(word, 0), word) for word in n.split()) for n in names[known:]),
        ]
        self._extra = extra
        self._places: dict[Any, Place] = {}
        self._scores: dict[tuple[Any, int], tuple[Any, float]] = {}

    def start(self, with_nothing: bool) -> Any:
        state = self._general.start(with_nothing)
        self._places = {state: self._commands.start()}
        self._scores = {}
        return state

    def score(self, state: Any, label: int) -> tuple[Any, float]:
        found = self._scores.get((state, label))
        if found is None:
            place, total, after = self._places[state], self._extra.get(label, 0.0), state
            for part, word in self._parts[label]:
                after, general = self._general.score(after, part)
                place, log_probability = self._commands.score(place, word, general)
                total += log_probability
            self._places[after] = place
            found = self._scores[state, label] = after, total
        return found

    def finish(self, state: Any) -> tuple[Any, float]:
        after, general = self._general.finish(state)
        self._places.setdefault(after, self._places[state])
        return after, self._commands.finish(self._places[state], general)

    def language(self, words: Sequence[str]) -> float:
        """Log 10 of p(words, end), for words that the n-gram model has labels for."""
        state, total = self.start(False), 0.0
        for word in words:
            state, log_probability = self.score(state, self._labels.get(word, 0))
            total += log_probability
        return total + self.finish(state)[1]


class CommandSearch:
    """Finds sentences that are commands or free speech.

    Asking the model of commands at each step is slow, so that search has a narrow beam. What the
    wide one finds as free speech is judged by the same model, and the best of both is first.
    """

    def __init__(
        self, commands: FastSearch, free: FastSearch | None, model: CommandWords, weight: float
    ) -> None:
        """
        commands : asks `model`
        free : does not; None if there is only the other
        weight : of the language model
        """
        self._commands = commands
        self._free = free
        self._model = model
        self._weight = weight

    def __call__(self, emissions: Tensor, quick: bool = False) -> Iterator[Hypothesis]:
        """As `FastSearch` does; quick : without the wide beam"""
        found = list(self._commands(emissions, quick))
        if self._free is not None and not quick:
            found += map(self._judged, different(self._free(emissions), JUDGED))
        return iter(sorted(found, key=lambda hypothesis: -hypothesis.score))

    def _judged(self, found: Hypothesis) -> Hypothesis:
        language = self._model.language(found.words)
        gain = self._weight * (language - found.language)
        return replace(found, score=found.score + gain, language=language)
