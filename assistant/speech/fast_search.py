"""The search of `lexicon_search.py` in compiled code: flashlight's decoder (Kahn et al. 2022), the
one behind `torchaudio.models.decoder`, with KenLM (Heafield 2011) for the n-grams.

It is used without torchaudio's wrapper, which can't share one n-gram model between searches:
reading it takes most of the time that a new search would need for a few phrases more.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flashlight.lib.text.decoder import (
    LM,
    CriterionType,
    LexiconDecoder,
    LexiconDecoderOptions,
    SmearingMode,
    Trie,
)
from flashlight.lib.text.decoder.kenlm import KenLM
from flashlight.lib.text.dictionary import Dictionary
from torch import Tensor

from assistant.speech.decode import DecoderSettings, Hypothesis, Spelling
from assistant.speech.vocabulary import CommandModel
from assistant.speech.word_models import UNKNOWN, phrase_scores

if TYPE_CHECKING:
    from assistant.speech.command_search import CommandSearch

_QUIET = threading.Lock()
"""Standard error belongs to the whole process: one search at a time may silence it."""


class FastSearch:
    """Finds word sequences in symbol log-probabilities; one clip at a time."""

    def __init__(
        self, lexicon: Sequence[Spelling], arpa: Path, boundary: int, settings: DecoderSettings
    ) -> None:
        """
        lexicon : each spelling ends in the boundary
        arpa : the n-gram model as text
        boundary : the symbol between words

        Raises:
            RuntimeError, ValueError: the n-gram model can't be read.
        """
        self._boundary = boundary
        self._settings = settings
        self._names = list(dict.fromkeys([UNKNOWN, *(word for word, _ in lexicon)]))
        self._labels = {name: label for label, name in enumerate(self._names)}
        with _quiet():
            self._words = KenLM(str(arpa), Dictionary(self._names))
        start = self._words.start(False)
        credits = [self._words.score(start, label)[1] for label in range(len(self._names))]
        self._spelt = [
            (list(symbols), self._labels[word], credits[self._labels[word]])
            for word, symbols in lexicon
        ]
        self._trie = self._grown([])
        self._wide = self._built(self._trie, self._words, settings.beam)
        self._narrow = self._built(self._trie, self._words, settings.narrow_beam)

    def with_phrases(self, phrases: Sequence[Spelling]) -> FastSearch:
        """A search that also knows these phrases, and favours them by the settings' bonus.

        phrases : words with spaces between them, and how they sound, boundaries included
        """
        names = list(dict.fromkeys(phrase for phrase, _ in phrases))
        unknown = self._labels[UNKNOWN]
        parts = [[self._labels.get(word, unknown) for word in name.split()] for name in names]
        extra = phrase_scores(names, self._settings)
        model = _Phrases(self._words, len(self._names), parts, [extra[name] for name in names])
        start = model.start(False)
        labels = {name: label for label, name in enumerate(names, start=len(self._names))}
        spelt = [
            (list(symbols), labels[name], model.score(start, labels[name])[1])
            for name, symbols in phrases
        ]
        other = object.__new__(FastSearch)
        other.__dict__.update(self.__dict__)
        other._names = [*self._names, *names]
        other._trie = self._grown(spelt)
        other._narrow = other._built(other._trie, model, self._settings.narrow_beam)
        other._wide = other._narrow
        return other

    def with_commands(
        self, commands: CommandModel, own: Sequence[Spelling], phrases: Sequence[Spelling] = ()
    ) -> CommandSearch:
        """A search that expects commands.

        own : words of the user's, and how they sound; those that the lexicon has are passed over
        phrases : as in `with_phrases`
        """
        from assistant.speech.command_search import CommandSearch, CommandWords

        own = [spelling for spelling in own if spelling[0] not in self._labels]
        extra = phrase_scores([phrase for phrase, _ in phrases], self._settings)
        names = [*self._names, *dict.fromkeys(name for name, _ in (*phrases, *own))]
        labels = {name: label for label, name in enumerate(names)}
        favoured = {labels[name]: bonus for name, bonus in extra.items()}
        model = CommandWords(self._words, commands, names, len(self._names), favoured)
        start = model.start(False)
        spelt = [
            (list(symbols), labels[name], model.score(start, labels[name])[1])
            for name, symbols in (*phrases, *own)
        ]
        other = self._copied(self._words)
        other._names = names
        other._trie = self._grown(spelt) if spelt else self._trie
        other._narrow = other._built(other._trie, model, self._settings.narrow_beam)
        other._wide = other._narrow
        free = None if phrases else self._copied(self._words)
        return CommandSearch(other, free, model, self._settings.language_weight)

    def _copied(self, model: Any) -> FastSearch:
        """One of its own for another thread; what is large is shared."""
        other = object.__new__(FastSearch)
        other.__dict__.update(self.__dict__)
        other._wide = self._built(self._trie, model, self._settings.beam)
        return other

    def __call__(self, emissions: Tensor, quick: bool = False) -> Iterator[Hypothesis]:
        """Word sequences, best first; the same one may come more than once.

        emissions : Tensor, shape = (frames, symbols), scaled as the settings want, blank first
        quick : with the narrow beam
        """
        search = self._narrow if quick else self._wide
        emissions = emissions.float().contiguous()
        for result in search.decode(emissions.data_ptr(), *emissions.shape):
            names = [self._names[label] for label in result.words if label >= 0]
            words = tuple(word for name in names for word in name.split())
            yield Hypothesis(words, result.score, result.emittingModelScore, result.lmScore)

    def _grown(self, phrases: list[tuple[list[int], int, float]]) -> Any:
        symbols = 1 + max(symbol for spelling, _, _ in self._spelt for symbol in spelling)
        trie = Trie(symbols, self._boundary)
        # A place in the trie holds few words: those that were asked for come first.
        for spelling, label, credit in [*phrases, *self._spelt]:
            trie.insert(spelling, label, credit)
        trie.smear(SmearingMode.MAX)
        return trie

    def _built(self, trie: Any, model: Any, beam: int) -> Any:
        settings = self._settings
        blank = 0
        options = LexiconDecoderOptions(
            beam_size=beam,
            beam_size_token=settings.beam_symbols,
            beam_threshold=settings.beam_threshold,
            lm_weight=settings.language_weight,
            word_score=settings.word_score,
            unk_score=float("-inf"),
            sil_score=settings.boundary_score,
            log_add=False,
            criterion_type=CriterionType.CTC,
        )
        unknown = self._labels[UNKNOWN]
        self._kept = trie, model  # the decoder does not keep them alive by itself
        return LexiconDecoder(options, trie, model, self._boundary, blank, unknown, [], False)


class _Phrases(LM):  # type: ignore[misc]
    """The n-gram model, and beside its words phrases that are scored word by word."""

    def __init__(self, words: Any, first: int, parts: list[list[int]], extra: list[float]) -> None:
        """Labels from `first` on are phrases: their words, and what is added to them (log 10)."""
        super().__init__()
        self._words = words
        self._first = first
        self._parts = parts
        self._extra = extra

    def start(self, with_nothing: bool) -> Any:
        return self._words.start(with_nothing)

    def score(self, state: Any, label: int) -> tuple[Any, float]:
        if label < self._first:
            found: tuple[Any, float] = self._words.score(state, label)
            return found
        total = self._extra[label - self._first]
        for word in self._parts[label - self._first]:
            state, log_probability = self._words.score(state, word)
            total += log_probability
        return state, total

    def finish(self, state: Any) -> tuple[Any, float]:
        found: tuple[Any, float] = self._words.finish(state)
        return found


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing on standard error: KenLM draws a progress bar there, and has no switch for it."""
    sys.stderr.flush()
    with _QUIET, open(os.devnull, "wb") as nowhere:
        kept = os.dup(2)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept, 2)
            os.close(kept)
