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
from assistant.speech.place import FRAME_SECONDS, Placer
from tests.speech.test_align import LETTERS, frames
from tests.speech.test_decode import PHONEMES, write_pack


def phones(path: str, sure: float = 0.9) -> Tensor:
    """One frame for each phoneme of a path; "_" is the blank."""
    said = path.split()
    rows = torch.full((len(said), len(PHONEMES)), (1 - sure) / (len(PHONEMES) - 1))
    for time, phone in enumerate(said):
        rows[time, PHONEMES.ids["<blank>" if phone == "_" else phone]] = sure
    return rows.log()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_pack(tmp_path)
    return tmp_path


LETTERS_AT = frames("_see_|two___________")
PHONES_AT = phones("_ _ _ _ S _ IY _ _ | _ _ _ T _ UW _ _ _ _")
BEST = [Hypothesis(("see", "two"), 0.0)]


def test_phonemes_tell_the_time(folder: Path) -> None:
    see, two = Placer(folder, LETTERS, PHONEMES).place(LETTERS_AT, PHONES_AT, BEST)
    assert see.start == pytest.approx(4 * FRAME_SECONDS - 0.08)
    assert see.end == pytest.approx(7 * FRAME_SECONDS + 0.08)
    assert two.start == pytest.approx(13 * FRAME_SECONDS - 0.08)
    assert see.confidence == pytest.approx(0.9, abs=1e-5)


def test_letters_tell_it_where_a_word_has_no_pronunciation(folder: Path) -> None:
    best = [Hypothesis(("see", "twoo"), 0.0)]
    see, _ = Placer(folder, LETTERS, PHONEMES).place(LETTERS_AT, PHONES_AT, best)
    assert see.end < 5 * FRAME_SECONDS + 0.08


def test_letters_tell_it_without_a_lexicon(tmp_path: Path) -> None:
    see, _ = Placer(tmp_path, LETTERS, PHONEMES).place(LETTERS_AT, PHONES_AT, BEST)
    assert see.start == pytest.approx(max(0.0, FRAME_SECONDS - 0.08))


def test_a_calibration_turns_signs_into_probabilities(folder: Path) -> None:
    """Weights on agreement alone: a word that half of the candidates lack is a coin's toss."""
    Calibration((0.0, 0, 0, 1.0, 0, 0, 0, 0, 0), 0.0).write(folder / SETTINGS, {})
    candidates = [*BEST, Hypothesis(("see", "too"), 0.0)]
    see, two = Placer(folder, LETTERS, PHONEMES).place(LETTERS_AT, PHONES_AT, candidates)
    assert (see.confidence, two.confidence) == (pytest.approx(0.99), pytest.approx(0.5))
    see, _ = Placer(folder, LETTERS, PHONEMES).place(LETTERS_AT, PHONES_AT, BEST)
    assert see.confidence == pytest.approx(0.9, abs=1e-5)  # nothing to compare with


def test_nothing_said(folder: Path) -> None:
    placer = Placer(folder, LETTERS, PHONEMES)
    for candidates in ([], [Hypothesis((), 0.0)]):
        assert placer.place(LETTERS_AT, PHONES_AT, candidates) == []
        assert placer.signs(LETTERS_AT, PHONES_AT, candidates) == []


def test_a_damaged_calibration_is_told_at_once(folder: Path) -> None:
    (folder / SETTINGS).write_text("rubbish")
    with pytest.raises(BadModel):
        Placer(folder, LETTERS, PHONEMES)


def test_the_pronunciation_that_fits_is_taken(folder: Path) -> None:
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
