"""The readable search against the compiled one, and against all paths counted out."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.speech.decode import (
    DecoderSettings,
    Hypothesis,
    Spelling,
    closed,
    collapse,
    different,
)
from assistant.speech.fast_search import FastSearch
from assistant.speech.lexicon_search import LexiconSearch
from assistant.speech.ngrams import NGrams, write_arpa
from assistant.speech.word_models import NGramModel, PhraseModel, WordModel, phrase_scores
from training.ngram import KneserNey

SYMBOLS = Symbols(["<blank>", "|", "B", "IY", "K", "S", "T", "UW"])
EDGE = SYMBOLS.ids[BOUNDARY]
WORDS = ["<unk>", "see", "sea", "two", "too", "bee", "keys", "seize"]
SENTENCES = [
    "see two keys", "see two bee", "sea too", "see sea", "two keys", "bee two", "see", "keys",
]  # fmt: skip
WIDE = DecoderSettings(
    language_weight=1.3, word_score=-0.7, boundary_score=0.2, beam=100_000,
    narrow_beam=100_000, beam_symbols=8, beam_threshold=1e6,
)  # fmt: skip


def spelt(line: str) -> Spelling:
    word, *phones = line.split()
    return word, tuple(SYMBOLS.encode([*phones, BOUNDARY]))


LEXICON = [
    spelt(line)
    for line in (
        "see S IY", "sea S IY", "two T UW", "too T UW", "two T IY", "bee B IY", "keys K IY S",
        "seize S IY S", "two's T UW S",
    )
]  # fmt: skip


@pytest.fixture(scope="module")
def ngrams() -> NGrams:
    lines = [[WORDS.index(word) for word in line.split()] for line in SENTENCES]
    return KneserNey.train(lines, 3, len(WORDS)).named(WORDS)


@pytest.fixture(scope="module")
def arpa(ngrams: NGrams, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("arpa") / "toy.arpa"
    write_arpa(path, ngrams)
    return path


def lattice(seed: int, frames: int, sharp: float = 2.0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    noise = sharp * torch.randn(frames, len(SYMBOLS), generator=generator)
    return closed(noise.log_softmax(-1), EDGE)


def assert_same(ours: list[Hypothesis], theirs: list[Hypothesis]) -> None:
    assert [h.words for h in ours] == [h.words for h in theirs]
    for mine, other in zip(ours, theirs, strict=True):
        assert mine.score == pytest.approx(other.score, abs=2e-3)
        assert mine.sound == pytest.approx(other.sound, abs=2e-3)
        assert mine.language == pytest.approx(other.language, abs=2e-3)


@pytest.mark.parametrize("seed", range(4))
def test_both_searches_find_the_same_words_with_the_same_scores(
    ngrams: NGrams, arpa: Path, seed: int
) -> None:
    frames = lattice(seed, frames=8)
    ours = LexiconSearch(LEXICON, NGramModel(ngrams), EDGE, WIDE)
    theirs = FastSearch(LEXICON, arpa, EDGE, WIDE)
    assert_same(different(ours(frames), 5), different(theirs(frames), 5))


@pytest.mark.parametrize("seed", range(4))
def test_both_find_the_same_in_a_narrow_beam(ngrams: NGrams, arpa: Path, seed: int) -> None:
    narrow = DecoderSettings(
        language_weight=0.8, word_score=-0.5, beam=100, beam_symbols=5, beam_threshold=15.0
    )
    frames = lattice(100 + seed, frames=25, sharp=4.0)
    ours = LexiconSearch(LEXICON, NGramModel(ngrams), EDGE, narrow)
    theirs = FastSearch(LEXICON, arpa, EDGE, narrow)
    assert_same(different(ours(frames), 1), different(theirs(frames), 1))


@pytest.mark.parametrize("seed", range(4))
def test_phrases_score_alike_in_both(ngrams: NGrams, arpa: Path, seed: int) -> None:
    """Words that the n-grams lack, several words as one, known words: all as hotwords."""
    phrases = [
        ("tea", tuple(SYMBOLS.encode(["T", "IY", BOUNDARY]))),
        ("see keys", tuple(SYMBOLS.encode(["S", "IY", BOUNDARY, "K", "IY", "S", BOUNDARY]))),
        ("bee", tuple(SYMBOLS.encode(["B", "IY", BOUNDARY]))),
    ]
    extra = phrase_scores([name for name, _ in phrases], WIDE)
    model = PhraseModel(NGramModel(ngrams), extra)
    frames = lattice(200 + seed, frames=8)
    ours = LexiconSearch([*phrases, *LEXICON], model, EDGE, WIDE)
    theirs = FastSearch(LEXICON, arpa, EDGE, WIDE).with_phrases(phrases)
    assert_same(different(ours(frames), 5), different(theirs(frames), 5))


def scores(found: Iterable[Hypothesis]) -> list[tuple[tuple[str, ...], float]]:
    return [(h.words, h.score) for h in different(found, 5)]


def test_quick_is_the_search_with_the_narrow_beam(arpa: Path) -> None:
    """So is a search with phrases, quick or not: its words are scored in Python."""
    both = FastSearch(LEXICON, arpa, EDGE, replace(WIDE, beam=3000, narrow_beam=4))
    wide = FastSearch(LEXICON, arpa, EDGE, replace(WIDE, beam=3000))
    narrow = FastSearch(LEXICON, arpa, EDGE, replace(WIDE, beam=4))
    phrase = [("tea", tuple(SYMBOLS.encode(["T", "IY", BOUNDARY])))]
    lattices = [lattice(400 + seed, frames=12) for seed in range(5)]
    for frames in lattices:
        assert scores(both(frames)) == scores(wide(frames))
        assert scores(both(frames, quick=True)) == scores(narrow(frames))
        favoured = both.with_phrases(phrase)
        assert scores(favoured(frames)) == scores(favoured(frames, quick=True))
    assert any(scores(wide(frames)) != scores(narrow(frames)) for frames in lattices)


# --- all paths counted out ------------------------------------------------------------------------


def said_by(symbols: list[int], lexicon: list[Spelling]) -> list[tuple[str, ...]]:
    """Every word sequence that is spelt like this; boundaries between words may repeat."""
    if not symbols:
        return [()]
    found = said_by(symbols[1:], lexicon) if symbols[0] == EDGE else []
    for word, spelling in lexicon:
        if tuple(symbols[: len(spelling)]) == spelling:
            found += [(word, *rest) for rest in said_by(symbols[len(spelling) :], lexicon)]
    return found


def language_score(model: WordModel, words: tuple[str, ...]) -> float:
    state, total = model.start(), 0.0
    for word in words:
        state, log_probability = model.score(state, word)
        total += log_probability
    return total + model.finish(state)


@pytest.mark.parametrize("seed", range(3))
def test_exact_when_wide(ngrams: NGrams, seed: int) -> None:
    """Over blank, boundary, S and IY: every path, every reading of it, the best of each text."""
    settings = DecoderSettings(
        language_weight=1.3, word_score=-0.7, beam=100_000, beam_symbols=8, beam_threshold=1e6
    )
    lexicon = [spelt("see S IY"), spelt("sea S IY"), spelt("is IY S")]
    model = NGramModel(ngrams)
    used = [0, EDGE, SYMBOLS.ids["S"], SYMBOLS.ids["IY"]]
    frames = lattice(300 + seed, frames=6)
    rows = frames.tolist()
    best: dict[tuple[str, ...], float] = {}
    for path in itertools.product(used, repeat=len(rows)):
        sound = sum(row[symbol] for row, symbol in zip(rows, path, strict=True))
        for words in set(said_by(collapse(path), lexicon)):
            best[words] = max(best.get(words, -math.inf), sound)
    wanted = {
        words: sound + 1.3 * language_score(model, words) - 0.7 * len(words)
        for words, sound in best.items()
    }
    frames[:, [i for i in range(len(SYMBOLS)) if i not in used]] = -1e4
    found = {h.words: h.score for h in LexiconSearch(lexicon, model, EDGE, settings)(frames)}
    assert max(found, key=found.__getitem__) == max(wanted, key=wanted.__getitem__)
    for words, score in wanted.items():
        assert found[words] == pytest.approx(score, abs=1e-3)


def test_a_repeated_sound_needs_a_blank() -> None:
    lexicon = [("tee", (3, 3, 1))]

    class Anything:
        def start(self) -> None:
            return None

        def score(self, state: None, word: str) -> tuple[None, float]:
            return None, 0.0

        def finish(self, state: None) -> float:
            return 0.0

        def credit(self, word: str) -> float:
            return 0.0

    def certain(*symbols: int) -> Tensor:
        frames = torch.full((len(symbols), 4), -50.0)
        for time, symbol in enumerate(symbols):
            frames[time, symbol] = 0.0
        return frames

    search = LexiconSearch(lexicon, Anything(), 1, DecoderSettings(word_score=0.0))
    assert next(search(certain(3, 0, 3, 1))) == Hypothesis(("tee",), 0.0, 0.0, 0.0)
    assert next(search(certain(3, 3, 1))).score <= -50


def test_nothing_heard() -> None:
    search = LexiconSearch([("tee", (3, 1))], PhraseModel(_Silence(), {}), 1, DecoderSettings())
    assert [h.words for h in search(torch.zeros(0, 4))] == [()]


class _Silence:
    def start(self) -> tuple[()]:
        return ()

    def score(self, state: object, word: str) -> tuple[tuple[()], float]:
        return (), -1.0

    def finish(self, state: object) -> float:
        return 0.0

    def credit(self, word: str) -> float:
        return -1.0
