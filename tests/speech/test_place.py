"""Words in their places: by phonemes where they are known, by letters elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch
from torch import Tensor

from assistant.errors import BadModel
from assistant.language.tokenizer import Symbols
from assistant.speech.confidence import SETTINGS, Calibration
from assistant.speech.decode import Hypothesis
from assistant.speech.place import FRAME_SECONDS, Placer, Pronounce
from tests.speech.test_align import LETTERS, frames
from tests.speech.test_decode import PHONEMES


def phones(path: str, sure: float = 0.9) -> Tensor:
    """One frame for each phoneme of a path; "_" is the blank."""
    said = path.split()
    rows = torch.full((len(said), len(PHONEMES)), (1 - sure) / (len(PHONEMES) - 1))
    for time, phone in enumerate(said):
        rows[time, PHONEMES.ids["<blank>" if phone == "_" else phone]] = sure
    return rows.log()


KNOWN = {"see": [("S", "IY")], "two": [("T", "UW")]}


def placer(folder: Path, pronounce: Pronounce = lambda word: KNOWN.get(word, [])) -> Placer:
    return Placer(folder, LETTERS, PHONEMES, pronounce)


LETTERS_AT = frames("_see_|two___________")
PHONES_AT = phones("_ _ _ _ S _ IY _ _ | _ _ _ T _ UW _ _ _ _")
BEST = [Hypothesis(("see", "two"), 0.0)]


def test_phonemes_tell_the_time(tmp_path: Path) -> None:
    see, two = placer(tmp_path).place(LETTERS_AT, PHONES_AT, BEST)
    assert see.start == pytest.approx(4 * FRAME_SECONDS - 0.08)
    assert see.end == pytest.approx(7 * FRAME_SECONDS + 0.08)
    assert two.start == pytest.approx(13 * FRAME_SECONDS - 0.08)
    assert see.confidence == pytest.approx(0.9, abs=1e-5)


def test_letters_tell_it_where_a_word_has_no_pronunciation(tmp_path: Path) -> None:
    best = [Hypothesis(("see", "twoo"), 0.0)]
    see, _ = placer(tmp_path).place(LETTERS_AT, PHONES_AT, best)
    assert see.end < 5 * FRAME_SECONDS + 0.08


def test_letters_tell_it_without_a_lexicon(tmp_path: Path) -> None:
    see, _ = placer(tmp_path, lambda word: ()).place(LETTERS_AT, PHONES_AT, BEST)
    assert see.start == pytest.approx(max(0.0, FRAME_SECONDS - 0.08))


def test_a_calibration_turns_signs_into_probabilities(tmp_path: Path) -> None:
    """Weights on agreement alone: a word that half of the candidates lack is a coin's toss."""
    Calibration((0.0, 0, 0, 1.0, 0, 0, 0, 0, 0), 0.0).write(tmp_path / SETTINGS, {})
    candidates = [*BEST, Hypothesis(("see", "too"), 0.0)]
    see, two = placer(tmp_path).place(LETTERS_AT, PHONES_AT, candidates)
    assert (see.confidence, two.confidence) == (pytest.approx(0.99), pytest.approx(0.5))
    see, _ = placer(tmp_path).place(LETTERS_AT, PHONES_AT, BEST)
    assert see.confidence == pytest.approx(0.9, abs=1e-5)  # nothing to compare with


def test_nothing_said(tmp_path: Path) -> None:
    for candidates in ([], [Hypothesis((), 0.0)]):
        assert placer(tmp_path).place(LETTERS_AT, PHONES_AT, candidates) == []
        assert placer(tmp_path).signs(LETTERS_AT, PHONES_AT, candidates) == []


def test_a_damaged_calibration_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / SETTINGS).write_text("rubbish")
    with pytest.raises(BadModel):
        placer(tmp_path)


def test_the_pronunciation_that_fits_is_taken(tmp_path: Path) -> None:
    from assistant.speech.align import align_spellings

    symbols = Symbols(["<blank>", "|", "D", "AH", "IY"])
    sound = torch.full((6, 5), 0.02)
    for time, phone in enumerate((0, 2, 4, 4, 0, 0)):
        sound[time, phone] = 0.92
    (the,) = align_spellings(sound.log(), ["the"], [[(2, 3), (2, 4)]], symbols.ids["|"], 0.04)
    assert the.word.confidence == pytest.approx(0.92)
    assert (the.symbols, the.frames, the.shortfall) == (2, 3, pytest.approx(0))
    (forced,) = align_spellings(sound.log(), ["the"], [[(2, 3)]], symbols.ids["|"], 0.04)
    assert forced.word.confidence < 0.5
    assert forced.shortfall > 0.5
