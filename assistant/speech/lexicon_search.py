"""Beam search for the words of a lexicon, written to be read.

The words' pronunciations form a trie (Ney et al. 1992). A hypothesis is a place in it, and the
words that were completed on the way; CTC moves it from frame to frame (Hannun et al. 2014,
Collobert et al. 2016): it stays on its symbol, rests on a blank, or goes on to a child. Of
all ways to the same place the best one counts (Viterbi). A word model is asked when a word
ends; until then each place is credited with the best word that can still be reached from it,
so that likely words are not pruned for unlikely ones (Ortmanns et al. 1996).

`fast_search.py` does the same in compiled code; tests hold that both find the same words with
the same scores. This one takes any `WordModel`, a grammar for example.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from torch import Tensor

from assistant.speech.decode import DecoderSettings, Hypothesis, Spelling
from assistant.speech.word_models import IMPOSSIBLE, WordModel

BLANK = 0


@dataclass(eq=False)
class Node:
    """A beginning of pronunciations."""

    children: dict[int, Node] = field(default_factory=dict)
    """Symbol -> node."""
    words: list[str] = field(default_factory=list)
    """Those that end here."""
    credit: float = IMPOSSIBLE
    """Log 10 of what the best word from here on may be expected to score."""


def build_trie(lexicon: Iterable[Spelling], model: WordModel) -> Node:
    """The root of all pronunciations, which itself has no credit to give."""
    root = Node()
    for word, symbols in lexicon:
        node = root
        credit = model.credit(word)
        for symbol in symbols:
            node = node.children.setdefault(symbol, Node())
            node.credit = max(node.credit, credit)
        node.words.append(word)
    root.credit = 0.0
    return root


@dataclass(frozen=True)
class Place:
    """What two paths must share to have the same future and the same text."""

    node: Node
    symbol: int
    """Of the last frame."""
    words: tuple[str, ...]


@dataclass(frozen=True)
class Path:
    """The best way to a place."""

    score: float
    sound: float
    language: float
    """Log 10, the credit of the place included."""
    state: object
    """Of the word model."""


Beam = dict[Place, Path]


class LexiconSearch:
    """Finds word sequences in symbol log-probabilities."""

    def __init__(
        self,
        lexicon: Sequence[Spelling],
        model: WordModel,
        boundary: int,
        settings: DecoderSettings,
    ) -> None:
        """
        lexicon : each spelling ends in the boundary
        boundary : the symbol between words
        """
        self._model = model
        self._boundary = boundary
        self._settings = settings
        self._root = build_trie(lexicon, model)

    def __call__(self, emissions: Tensor) -> Iterator[Hypothesis]:
        """Different word sequences, best first.

        emissions : Tensor, shape = (frames, symbols), scaled as the settings want, blank first
        """
        start = Place(self._root, self._boundary, ())
        beam: Beam = {start: Path(0.0, 0.0, 0.0, self._model.start())}
        for frame in emissions.tolist():
            beam = self._pruned(self._step(beam, frame))
        return iter(self._finished(beam))

    def _step(self, beam: Beam, frame: list[float]) -> Beam:
        """Every place that one more frame can lead to."""
        followed = heapq.nlargest(
            self._settings.beam_symbols, range(len(frame)), key=frame.__getitem__
        )
        reached: Beam = {}
        for place, path in beam.items():
            for next_place, next_path in self._moves(place, path, frame, followed):
                known = reached.get(next_place)
                if known is None or next_path.score > known.score:
                    reached[next_place] = next_path
        return reached

    def _moves(
        self, place: Place, path: Path, frame: list[float], followed: list[int]
    ) -> Iterator[tuple[Place, Path]]:
        """Stay, rest on a blank, or go on to a child and perhaps complete a word there."""
        node, words = place.node, place.words
        yield Place(node, BLANK, words), self._on(path, frame, BLANK)
        if node is self._root:  # between words there may be silence
            yield Place(node, self._boundary, words), self._on(path, frame, self._boundary)
        elif place.symbol != BLANK:
            yield place, self._on(path, frame, place.symbol)
        for symbol in followed:
            child = node.children.get(symbol)
            if child is None or symbol == place.symbol:  # a symbol repeats only after a blank
                continue
            moved = self._on(path, frame, symbol)
            if child.children:
                credit = child.credit - node.credit
                yield Place(child, symbol, words), self._said(moved, credit, path.state)
            for word in child.words:
                state, log_probability = self._model.score(path.state, word)
                if log_probability == IMPOSSIBLE:
                    continue
                said = self._said(moved, log_probability - node.credit, state)
                longer = (*words, *word.split())  # a phrase is a word of several
                yield Place(self._root, symbol, longer), self._longer(said)

    def _on(self, path: Path, frame: list[float], symbol: int) -> Path:
        """One frame further on a symbol."""
        extra = self._settings.boundary_score if symbol == self._boundary else 0.0
        score, sound = path.score + frame[symbol] + extra, path.sound + frame[symbol]
        return Path(score, sound, path.language, path.state)

    def _said(self, path: Path, language: float, state: object) -> Path:
        score = path.score + self._settings.language_weight * language
        return Path(score, path.sound, path.language + language, state)

    def _longer(self, path: Path) -> Path:
        score = path.score + self._settings.word_score
        return Path(score, path.sound, path.language, path.state)

    def _pruned(self, reached: Beam) -> Beam:
        """The best places, none too far behind the very best."""
        best = heapq.nlargest(
            self._settings.beam, reached.items(), key=lambda entry: entry[1].score
        )
        worst = best[0][1].score - self._settings.beam_threshold if best else 0.0
        return {place: path for place, path in best if path.score >= worst}

    def _finished(self, beam: Beam) -> list[Hypothesis]:
        """Whole words only, if there are such; with the price of nothing following them."""
        whole = {place: path for place, path in beam.items() if place.node is self._root}
        found: dict[tuple[str, ...], Hypothesis] = {}
        for place, path in (whole or beam).items():
            end = self._model.finish(path.state)
            if end == IMPOSSIBLE:
                continue
            said = self._said(path, end, path.state)
            known = found.get(place.words)
            if known is None or said.score > known.score:
                found[place.words] = Hypothesis(place.words, said.score, said.sound, said.language)
        return sorted(found.values(), key=lambda hypothesis: -hypothesis.score)
