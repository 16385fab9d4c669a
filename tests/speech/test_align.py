"""Times and confidence of words, against paths that are known or counted out."""

from __future__ import annotations

import itertools
import math

import pytest
import torch
from torch import Tensor

from assistant.language.tokenizer import Symbols
from assistant.speech.align import PADDING, align_symbols, align_words
from assistant.speech.decode import collapse

LETTERS = Symbols(["<blank>", "|", "'", *"abcdefghijklmnopqrstuvwxyz"])
FRAME = 0.04


def frames(path: str, sure: float = 0.9) -> Tensor:
    """One frame for each letter of a path; "_" is the blank."""
    rows = torch.full((len(path), len(LETTERS)), (1 - sure) / (len(LETTERS) - 1))
    for time, letter in enumerate(path):
        rows[time, LETTERS.ids["<blank>" if letter == "_" else letter]] = sure
    return rows.log()


def test_a_known_path_comes_back() -> None:
    """__hh_i__|yo_u_: "hi" on frames 2-5, "you" on 9-12, one frame is 40 ms."""
    words = align_words(frames("__hh_i__|yo_u_"), ["hi", "you"], LETTERS, FRAME)
    assert [word.text for word in words] == ["hi", "you"]
    hi, you = words
    gap = (9 - 6) * FRAME / 2  # half of what lies between the words
    assert hi.start == pytest.approx(2 * FRAME - PADDING)
    assert hi.end == pytest.approx(6 * FRAME + min(PADDING, gap))
    assert you.start == pytest.approx(9 * FRAME - min(PADDING, gap))
    assert you.end == pytest.approx(14 * FRAME)
    assert hi.confidence == pytest.approx(0.9, abs=1e-5)


def test_confidence_is_the_mean_of_the_letters() -> None:
    sound = frames("a_b_")
    sound[2] = torch.full((len(LETTERS),), 0.5 / (len(LETTERS) - 1)).log()
    sound[2, LETTERS.ids["b"]] = math.log(0.5)
    (word,) = align_words(sound, ["ab"], LETTERS, FRAME)
    assert word.confidence == pytest.approx((0.9 + 0.5) / 2, abs=1e-5)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("ids", [[1], [1, 2], [2, 2], [1, 2, 1]])
def test_alignment_is_the_best_of_all_paths(seed: int, ids: list[int]) -> None:
    generator = torch.Generator().manual_seed(seed)
    sound = (2 * torch.randn(6, 3, generator=generator)).log_softmax(-1)
    rows = sound.tolist()
    best = max(
        (path for path in itertools.product(range(3), repeat=6) if collapse(path) == ids),
        key=lambda path: sum(row[symbol] for row, symbol in zip(rows, path, strict=True)),
    )
    spans = align_symbols(sound, ids)
    assert spans is not None
    rebuilt = [0] * 6
    for span, symbol in zip(spans, ids, strict=True):
        rebuilt[span.start : span.end] = [symbol] * (span.end - span.start)
    assert tuple(rebuilt) == best


def test_nothing_to_align() -> None:
    assert align_words(frames("____"), [], LETTERS, FRAME) == ()
    assert align_words(torch.zeros(0, len(LETTERS)), [], LETTERS, FRAME) == ()
    assert align_symbols(frames("__"), []) == []


@pytest.mark.parametrize("length", [0, 1, 5])
def test_text_longer_than_the_sound_shares_the_time(length: int) -> None:
    words = align_words(frames("_" * length), ["bookkeeper", "too"], LETTERS, FRAME)
    assert [word.confidence for word in words] == [0, 0]
    assert words[0].start == 0
    assert words[0].end == words[1].start
    assert words[1].end == pytest.approx(length * FRAME)


def test_doubled_letters_need_a_frame_between_them() -> None:
    assert align_symbols(frames("aa"), LETTERS.encode("aa")) is None
    spans = align_symbols(frames("a_a"), LETTERS.encode("aa"))
    assert spans is not None
    assert [(span.start, span.end) for span in spans] == [(0, 1), (2, 3)]


def test_letters_that_the_network_does_not_know() -> None:
    words = align_words(frames("_caf__"), ["caf\u00e9", "\u00e9"], LETTERS, FRAME)
    assert [word.text for word in words] == ["caf\u00e9", "\u00e9"]
    assert all(0 <= word.start <= word.end <= 6 * FRAME + 1e-9 for word in words)


@pytest.mark.parametrize("seed", range(4))
def test_times_rise_and_stay_inside(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    sound = torch.randn(60, len(LETTERS), generator=generator).log_softmax(-1)
    words = align_words(sound, ["one", "small", "step", "o'clock"], LETTERS, FRAME)
    times = [time for word in words for time in (word.start, word.end)]
    assert times == sorted(times)
    assert times[0] >= 0
    assert times[-1] <= 60 * FRAME + 1e-9
    assert all(0 <= word.confidence <= 1 for word in words)


def test_impossible_symbols_still_give_a_path() -> None:
    sound = torch.full((4, len(LETTERS)), -math.inf)
    sound[:, 0] = 0
    (word,) = align_words(sound, ["ab"], LETTERS, FRAME)
    assert word.confidence == 0
