"""What the network heard -> the words that were probably said.

The lexicon and the n-gram model propose, phrases that the caller expects are favoured, and a
recurrent language model, where there is one, has the last word. Or a grammar says what may be
said at all.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path

from torch import Tensor

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.speech.decode import DecoderSettings, Hypothesis, LexiconDecoder
from assistant.speech.grammar import Grammar, GrammarDecoder
from assistant.speech.hotwords import check, spellings
from assistant.speech.ngrams import NGrams
from assistant.speech.pronounce import Pronouncer, Pronunciation
from assistant.speech.rescore import Rescorer
from assistant.speech.vocabulary import CommandModel, Vocabulary, read_commands

PRONUNCIATION = "pronunciation"
"""The folder beside the recogniser's of the network that reads words aloud."""
KEPT = 4
"""Lists of phrases, and grammars, whose decoders are kept for the next clip."""
RESCORED = 30
"""Candidates that the recurrent language model chooses among."""


class WordFinder:
    """Finds words in phonemes. May be used from several threads."""

    def __init__(
        self, folder: Path, phonemes: Symbols, settings: DecoderSettings, log_prior: Tensor
    ) -> None:
        """
        folder : of the recogniser; what is missing in it is done without
        log_prior : log of the network's mean output, shape = (phonemes,)
        """
        self._folder = folder
        self._phonemes = phonemes
        self._settings = settings
        self._log_prior = log_prior
        self._building = threading.Lock()
        self._favouring = lru_cache(KEPT)(self._build_favouring)
        self._expecting = lru_cache(1)(self._build_expecting)  # the user's words change, and grow
        self._grammar = lru_cache(KEPT)(self._build_grammar)

    @property
    def available(self) -> bool:
        """Whether the model folder brings what is needed to find words."""
        return LexiconDecoder.available(self._folder)

    def candidates(
        self,
        log_probabilities: Tensor,
        count: int,
        hotwords: Sequence[str] = (),
        vocabulary: Vocabulary | None = None,
        quick: bool = False,
    ) -> list[Hypothesis]:
        """At most `count` different word sequences, best first.

        log_probabilities : Tensor, shape = (frames, phonemes), blank first
        vocabulary : commands are expected, if the folder brings a model of them
        quick : with the narrow beam

        Raises:
            BadModel: a file of the model folder is damaged.
            BadOption: a hotword can't be used.
        """
        check(hotwords)
        with self._building:  # one thread builds what the others then find built
            decoder = self._plain
            if vocabulary is not None and self._commands is not None:
                decoder = self._expecting(vocabulary, tuple(hotwords))
            elif hotwords:
                decoder = self._favouring(tuple(hotwords))
            rescorer = self._rescorer
        if rescorer is None:
            return decoder.candidates(log_probabilities, count, quick)
        found = decoder.candidates(log_probabilities, max(count, RESCORED), quick)
        return rescorer.ranked(found, self._settings)[:count]

    def phrase(
        self, log_probabilities: Tensor, grammar: Grammar
    ) -> tuple[Hypothesis | None, float]:
        """The phrase of a grammar that fits best, and how likely it is that it was said.

        Raises:
            BadModel: a file of the model folder is damaged.
            BadOption: a word of the grammar can't be pronounced.
        """
        with self._building:
            decoder = self._grammar(grammar)
        return decoder.said(log_probabilities)

    def pronounce(self, word: str) -> tuple[Pronunciation, ...]:
        """How a word is said, best first; nothing if the model folder does not tell.

        Raises:
            BadModel: a file of the model folder is damaged.
        """
        if not self.available:
            return ()
        with self._building:
            pronouncer = self._pronouncer
        return pronouncer.pronounce(word)

    def prepare(self) -> None:
        """Build now what the first clip would have to wait for."""
        with self._building:
            _ = self._plain, self._rescorer, self._pronouncer

    @cached_property
    def _plain(self) -> LexiconDecoder:
        return LexiconDecoder(self._folder, self._phonemes, self._settings, self._log_prior)

    @cached_property
    def _rescorer(self) -> Rescorer | None:
        return Rescorer.load(self._folder)

    @cached_property
    def _pronouncer(self) -> Pronouncer:
        network = self._folder.parent / PRONUNCIATION
        return Pronouncer(self._folder, network if network.is_dir() else None)

    @cached_property
    def _commands(self) -> NGrams | None:
        return read_commands(self._folder)

    def _build_expecting(self, vocabulary: Vocabulary, hotwords: tuple[str, ...]) -> LexiconDecoder:
        assert self._commands is not None
        own = [word for word in vocabulary.words if self._pronouncer.pronounce(word)]
        return self._plain.with_commands(
            CommandModel(self._commands, vocabulary, self._settings.command_share),
            spellings(own, self._pronouncer, self._phonemes),
            spellings(hotwords, self._pronouncer, self._phonemes),
        )

    def _build_favouring(self, hotwords: tuple[str, ...]) -> LexiconDecoder:
        return self._plain.with_phrases(spellings(hotwords, self._pronouncer, self._phonemes))

    def _build_grammar(self, grammar: Grammar) -> GrammarDecoder:
        return GrammarDecoder(
            grammar,
            spellings(grammar.words, self._pronouncer, self._phonemes),
            self._phonemes.ids[BOUNDARY],
            self._settings,
            self._log_prior,
        )
