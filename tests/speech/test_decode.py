"""Decoding against all paths counted out, and against sound that spells known words."""

from __future__ import annotations

import itertools
import json
import lzma
import math
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from assistant.errors import BadModel
from assistant.language.tokenizer import Symbols
from assistant.speech import ngrams
from assistant.speech.decode import (
    NGRAMS,
    SETTINGS,
    DecoderSettings,
    LexiconDecoder,
    collapse,
    greedy,
)
from assistant.speech.lexicon import LEXICON
from assistant.speech.prefix_search import prefix_beam_search
from training.ngram import KneserNey

PHONEMES = Symbols(["<blank>", "|", "B", "IY", "K", "S", "T", "UW"])
LEXICON_LINES = ["see S IY", "sea S IY", "two T UW", "too T UW", "bee B IY", "keys K IY S"]
SENTENCES = ["see two keys", "see two bee", "the sea too", "see the sea", "two keys"]


@pytest.mark.parametrize(
    ("ids", "wanted"),
    [
        ([], []),
        ([0, 0, 0], []),
        ([1, 1, 1], [1]),
        ([1, 0, 1], [1, 1]),
        ([0, 3, 3, 0, 0, 3, 2, 2], [3, 3, 2]),
    ],
)
def test_collapse_by_hand(ids: list[int], wanted: list[int]) -> None:
    assert collapse(ids) == wanted


def test_greedy_takes_the_best_of_each_frame() -> None:
    frames = torch.full((5, 4), -9.0)
    for time, symbol in enumerate([2, 2, 0, 2, 3]):
        frames[time, symbol] = 0
    assert greedy(frames) == [2, 2, 3]
    assert greedy(torch.zeros(0, 4)) == []


def lattice(seed: int, frames: int, symbols: int) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return (2 * torch.randn(frames, symbols, generator=generator)).log_softmax(-1)


def all_paths(log_probabilities: Tensor) -> dict[tuple[int, ...], float]:
    """Probability of each text: the sum over every path that collapses to it."""
    totals: dict[tuple[int, ...], float] = defaultdict(float)
    rows = log_probabilities.tolist()
    for path in itertools.product(range(len(rows[0])), repeat=len(rows)):
        score = sum(row[symbol] for row, symbol in zip(rows, path, strict=True))
        totals[tuple(collapse(path))] += math.exp(score)
    return totals


@pytest.mark.parametrize("seed", range(8))
def test_prefix_beam_search_is_exact_when_wide(seed: int) -> None:
    frames = lattice(seed, frames=6, symbols=3)
    wanted = all_paths(frames)
    found = prefix_beam_search(frames, beam=10_000)
    assert len(found) == len(wanted)
    for candidate in found:
        assert math.exp(candidate.log_probability) == pytest.approx(wanted[candidate.symbols])
    assert found[0].symbols == max(wanted, key=wanted.__getitem__)


def test_summing_over_alignments_can_beat_the_best_path() -> None:
    """Two frames of blank .6, a .4: "" has .36; "a" has .4 * .4 + 2 * .4 * .6 = .64."""
    frames = torch.tensor([[0.6, 0.4], [0.6, 0.4]]).log()
    assert greedy(frames) == []
    best = prefix_beam_search(frames)[0]
    assert best.symbols == (1,)
    assert math.exp(best.log_probability) == pytest.approx(0.64)


def test_prefix_beam_search_on_nothing_and_on_certainty() -> None:
    assert prefix_beam_search(torch.zeros(0, 3))[0].symbols == ()
    certain = torch.full((3, 3), -math.inf)
    certain[0, 1] = certain[1, 0] = certain[2, 1] = 0
    assert [c.symbols for c in prefix_beam_search(certain)] == [(1, 1)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pack")
    write_pack(folder)
    return folder


def write_pack(folder: Path) -> None:
    words = ["<unk>", *dict.fromkeys(line.split()[0] for line in LEXICON_LINES)]
    lines = [[words.index(w) if w in words else 0 for w in s.split()] for s in SENTENCES]
    model = KneserNey.train(lines, 3, len(words))
    ngrams.pack(folder / NGRAMS, model.named(words))
    (folder / LEXICON).write_bytes(lzma.compress("\n".join(LEXICON_LINES).encode()))


@pytest.fixture(autouse=True)
def cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.getbasetemp() / "cache"))


def sound(phones: str, sure: float = 0.9) -> Tensor:
    """Two frames a symbol, the symbol and a blank, with the rest spread over the others."""
    rows = []
    for phone in phones.split():
        for symbol in (phone, "<blank>"):
            row = torch.full((len(PHONEMES),), (1 - sure) / (len(PHONEMES) - 1))
            row[PHONEMES.ids[symbol]] = sure
            rows.append(row)
    return torch.stack(rows).log() if rows else torch.zeros(0, len(PHONEMES))


@pytest.mark.parametrize(
    ("phones", "words"),
    [
        ("S IY | T UW | K IY S", "see two keys"),
        ("S IY | T UW | B IY", "see two bee"),
        ("T UW | K IY S", "two keys"),
        ("B IY |", "bee"),
        ("", ""),
        ("<blank> <blank> <blank>", ""),
    ],
)
def test_homophones_are_told_apart_by_the_language_model(
    folder: Path, phones: str, words: str
) -> None:
    decoder = LexiconDecoder(folder, PHONEMES, DecoderSettings(prior_scale=0))
    assert " ".join(decoder.decode(sound(phones))) == words


def test_candidates_differ_in_words_and_fall_in_score(folder: Path) -> None:
    decoder = LexiconDecoder(folder, PHONEMES, DecoderSettings(prior_scale=0))
    frames = sound("S IY | T UW | K IY S")
    found = decoder.candidates(frames, 6)
    assert len(found) == 6
    assert found[0].words == ("see", "two", "keys") == tuple(decoder.decode(frames))
    assert len({hypothesis.words for hypothesis in found}) == 6
    scores = [hypothesis.score for hypothesis in found]
    assert scores == sorted(scores, reverse=True)
    assert ("sea", "two", "keys") in [hypothesis.words for hypothesis in found]
    assert decoder.candidates(frames, 1) == found[:1]
    assert decoder.candidates(frames[:0], 6) == []


def test_prior_scaling_brings_back_what_the_blank_hides(folder: Path) -> None:
    frames = sound("B IY", sure=0.3)
    frames[:, 0] = math.log(0.6)
    prior = torch.full((len(PHONEMES),), math.log(0.02))
    prior[0] = math.log(0.9)
    found = [
        LexiconDecoder(
            folder,
            PHONEMES,
            DecoderSettings(prior_scale=scale, language_weight=0.1, word_score=-1),
            prior,
        ).decode(frames)
        for scale in (0.0, 1.0)
    ]
    assert found == [[], ["bee"]]


def test_one_decoder_in_many_threads(folder: Path) -> None:
    decoder = LexiconDecoder(folder, PHONEMES)
    frames = sound("S IY | T UW | K IY S")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: decoder.decode(frames), range(20)))
    assert found == [["see", "two", "keys"]] * 20


def test_building_a_decoder_prints_nothing(folder: Path, capfd: pytest.CaptureFixture[str]) -> None:
    LexiconDecoder(folder, PHONEMES)
    assert capfd.readouterr() == ("", "")


def test_settings_survive_and_bad_ones_are_refused(tmp_path: Path) -> None:
    path = tmp_path / SETTINGS
    assert DecoderSettings.read(path) == DecoderSettings()
    settings = DecoderSettings(language_weight=2.25, beam=50)
    settings.write(path, {"wer": 0.4})
    assert DecoderSettings.read(path) == settings
    for broken in (
        "",
        "{}",
        "[1]",
        json.dumps({"settings": {"volume": 11}}),
        json.dumps({"settings": {"beam": "wide"}}),
        '{"settings": {"beam": NaN}}',
        json.dumps({"settings": {"formants": 0.5}}),
        json.dumps({"settings": {"formants": 0.11}}),  # some hearings are moved twice as far
        json.dumps({"settings": {"formants": -0.05}}),
        json.dumps({"settings": {"shift": 0.1}}),
        json.dumps({"settings": {"shift": 0.011}}),
    ):
        path.write_text(broken)
        with pytest.raises(BadModel, match=SETTINGS):
            DecoderSettings.read(path)


def test_broken_packs_are_refused(tmp_path: Path) -> None:
    write_pack(tmp_path)
    assert LexiconDecoder.available(tmp_path)
    (tmp_path / LEXICON).write_bytes(lzma.compress(b"owl AW L\n"))
    with pytest.raises(BadModel, match="does not fit"):
        LexiconDecoder(tmp_path, PHONEMES)
    (tmp_path / LEXICON).write_bytes(b"not xz")
    with pytest.raises(BadModel, match=LEXICON):
        LexiconDecoder(tmp_path, PHONEMES)
    write_pack(tmp_path)
    (tmp_path / NGRAMS).write_bytes(b"not xz")
    with pytest.raises(BadModel, match=NGRAMS):
        LexiconDecoder(tmp_path, PHONEMES)
    (tmp_path / NGRAMS).unlink()
    assert not LexiconDecoder.available(tmp_path)


def test_the_packed_model_prefers_what_was_trained(folder: Path) -> None:
    model = ngrams.unpack(folder / NGRAMS)
    sea, see = model.words.index("sea"), model.words.index("see")
    start = model.words.index("<s>")
    bigrams = model.levels[1]
    after_start = {
        int(word): float(p)
        for prefix, word, p in zip(
            bigrams.prefix, bigrams.word, bigrams.log_probability, strict=True
        )
        if prefix == start
    }
    assert see in after_start and after_start[see] > after_start.get(sea, -99)
    assert np.isfinite(model.levels[0].log_probability).all()
