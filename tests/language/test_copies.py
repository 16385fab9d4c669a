"""The filter of copied words: what it finds, what it refuses, how it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
import torch

from assistant.errors import BadModel
from assistant.language.copies import (
    FILE,
    WINDOW,
    Bloom,
    CopyFilter,
    NoCopies,
    Run,
    spellings,
    windows,
)

LEARNT = (
    "the grey cat of our neighbour sleeps on the warm stove all winter long and never catches mice"
)


@pytest.fixture
def copies() -> CopyFilter:
    return CopyFilter.build([spellings(LEARNT), spellings(LEARNT)], 400)


def test_spellings_by_hand() -> None:
    curled = "Don\N{RIGHT SINGLE QUOTATION MARK}t stop"
    assert spellings(f"{curled} -- it's 5 o'clock, 'tis LATE_now!") == [
        "don't", "stop", "it's", "5", "o'clock", "tis", "late", "now",
    ]  # fmt: skip
    assert spellings("") == spellings(" ... \n") == []


def test_windows_tell_order_and_every_word() -> None:
    words = LEARNT.split()
    found = windows(words)
    assert len(found) == len(words) - WINDOW + 1
    assert len(set(found.tolist())) == len(found)
    assert windows(words[3:])[0] == found[3], "where a window stands counts for nothing"
    for place in range(WINDOW):
        other = words[:WINDOW]
        other[place] = "dog"
        assert windows(other)[0] != found[0]
    assert windows(words[:WINDOW][::-1])[0] != found[0]
    assert not len(windows(words[: WINDOW - 1]))


def test_a_set_never_forgets_and_seldom_errs() -> None:
    numbers = np.random.default_rng(0).integers(0, 2**63, 4000, dtype=np.uint64)
    kept = Bloom.build(numbers[:2000], 2500)  # ten bits for each: about 1 % errors
    assert kept.holds(numbers[:2000]).all()
    assert kept.holds(numbers[2000:]).mean() < 0.03


def test_runs_by_hand(copies: CopyFilter) -> None:
    text = "They say The GREY cat of our neighbour sleeps - on the warm stove, but it does not."
    (run,) = copies.runs(text)
    assert text[run.start : run.end] == "The GREY cat of our neighbour sleeps - on the warm stove"
    assert run.words == 11
    assert copies.longest(text) == run
    assert copies.longest(" ".join(LEARNT.split()[:WINDOW])) is None, "it may be an error"
    assert copies.longest(" ".join(LEARNT.split()[: WINDOW + 1])) is not None
    assert copies.longest("") is None


def test_two_runs_and_the_longer_one(copies: CopyFilter) -> None:
    words = LEARNT.split()
    text = " ".join([*words[:8], "while", *words[8:17]])
    assert [run.words for run in copies.runs(text)] == [8, 9]
    longest = copies.longest(text)
    assert longest is not None
    assert text[longest.start : longest.end] == " ".join(words[8:17])


def test_letters_that_grow_when_small_keep_the_places(copies: CopyFilter) -> None:
    text = f"İİİ {LEARNT}"
    assert copies.longest(text) == Run(len(LEARNT.split()), 4, len(text))


def test_the_run_at_the_end(copies: CopyFilter) -> None:
    words = LEARNT.split()
    assert copies.ending(words) == len(words)
    assert copies.ending([*words, "dog"]) == 0
    assert copies.ending(["dog", *words[:WINDOW]]) == WINDOW
    assert copies.ending(words[: WINDOW - 1]) == copies.ending([]) == 0


def test_words_that_came_twice_are_known(copies: CopyFilter) -> None:
    assert copies.knows("Neighbour")
    assert copies.knows("")
    once = CopyFilter.build([["grey", "grey", "dog"]], 10)
    assert once.knows("grey")
    assert not once.knows("dog")


def test_kept_beside_a_model(copies: CopyFilter, tmp_path: Path) -> None:
    assert CopyFilter.read(tmp_path) is None
    copies.save(tmp_path)
    found = CopyFilter.read(tmp_path)
    assert found is not None
    assert found.runs(LEARNT) == copies.runs(LEARNT)
    assert found.knows("stove")
    for rubbish in (b"", b"rubbish", (tmp_path / FILE).read_bytes()[:-20]):
        (tmp_path / FILE).write_bytes(rubbish)
        with pytest.raises(BadModel, match=r"training\.copies"):
            CopyFilter.read(tmp_path)


# --- refusing -----------------------------------------------------------------------------------

PIECES = (" the", " warm", " st", "ove", "ool", ".", " on", " cold", " ove")
BEGUN = "the grey cat of our neighbour sleeps on the warm"


def allowed(rule: NoCopies, *written: str) -> set[str]:
    """Pieces that may follow; all are equally likely."""
    ids = torch.tensor([[PIECES.index(piece) for piece in written]], dtype=torch.long)
    left = rule.apply(torch.zeros(1, len(PIECES)), ids)[0]
    return {piece for piece, score in zip(PIECES, left.tolist(), strict=True) if score == 0}


def test_the_word_that_would_make_it_too_long_is_refused(copies: CopyFilter) -> None:
    at_limit = NoCopies(copies, 10, PIECES, BEGUN)
    assert allowed(at_limit) == set(PIECES), "the next word is no 'st', yet"
    assert allowed(at_limit, " st") == set(PIECES) - {"ove"}
    assert allowed(at_limit, " st", ".") == set(PIECES), "the word is over"
    assert allowed(NoCopies(copies, 11, PIECES, BEGUN), " st") == set(PIECES)
    below = NoCopies(copies, 9, PIECES, BEGUN.removesuffix(" warm"))
    assert allowed(below) == set(PIECES) - {" warm"}


def test_rows_are_judged_alone(copies: CopyFilter) -> None:
    rule = NoCopies(copies, 10, PIECES, BEGUN)
    left = rule.apply(torch.zeros(2, len(PIECES)), torch.tensor([[2], [7]]))
    assert torch.isneginf(left[0]).sum() == 1
    assert (left[1] == 0).all()


def test_short_texts_are_left_alone(copies: CopyFilter) -> None:
    assert allowed(NoCopies(copies, 7, PIECES)) == set(PIECES)
    assert allowed(NoCopies(copies, 7, PIECES, "...")) == set(PIECES)


@pytest.mark.parametrize("limit", [7, 9, 12])
def test_no_run_is_ever_longer(copies: CopyFilter, limit: int) -> None:
    """Whoever always takes the copied piece gets no further than the limit."""
    pieces = (*(f" {word}" for word in dict.fromkeys(LEARNT.split())), "s", ",")
    wanted = [pieces.index(f" {word}") for word in LEARNT.split()]
    rule = NoCopies(copies, limit, pieces)
    written: list[int] = []
    for _ in range(40):
        scores = torch.full((1, len(pieces)), -5.0)
        scores[0, wanted[len(written) % len(wanted)]] = 0.0
        left = rule.apply(scores, torch.tensor([written], dtype=torch.long).reshape(1, -1))
        written.append(int(left.argmax()))
        text = "".join(pieces[index] for index in written)
        longest = copies.longest(text)
        assert longest is None or longest.words <= limit
    assert (longest is not None) == (limit > WINDOW), "it did copy, as far as it may"


def test_letters_that_are_parted_among_pieces_are_words(copies: CopyFilter) -> None:
    """Joined one by one, two halves of a letter would be no letter, and part the word."""
    spelt = {
        0: "the grey cat of our neighbour sleeps on the warm",
        1: " st",
        2: "\ufffd",
        3: "\ufffd",
    }

    def decode(ids: Sequence[int]) -> str:
        return "".join(spelt[index] for index in ids).replace("\ufffd\ufffd", "o")

    pieces = (*(spelt[index] for index in range(4)), "ve")
    written = torch.tensor([[0, 1, 2, 3]])
    for how, refused in ((decode, True), (None, False)):
        left = NoCopies(copies, 10, pieces, "", how).apply(torch.zeros(1, 5), written)
        assert bool(left[0, 4].isneginf()) is refused


def test_a_long_limit_is_one() -> None:
    """More words than a few hundred characters hold."""
    words = [f"someword{chr(97 + n // 26)}{chr(97 + n % 26)}" for n in range(150)]
    filter_ = CopyFilter.build([words, words], 10)
    pieces = tuple(f" {word}" for word in words)
    rule = NoCopies(filter_, 100, pieces)
    written = torch.arange(100)[None]
    assert rule.apply(torch.zeros(1, 150), written)[0, 100].isneginf()
    assert not rule.apply(torch.zeros(1, 150), written[:, 1:])[0, 100].isneginf()
