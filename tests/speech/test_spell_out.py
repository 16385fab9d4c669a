"""Words that do not fit are replaced by the letters of the spelling head, others stay."""

from __future__ import annotations

import pytest
import torch
from torch import Tensor

from assistant.language.tokenizer import Symbols
from assistant.messages import Word
from assistant.speech.align import Aligned
from assistant.speech.decode import DecoderSettings
from assistant.speech.spell_out import SpellOut

LETTERS = Symbols(["<blank>", "|", *"abcdefghijklmnopqrstuvwxyz'"])
SETTINGS = DecoderSettings(unknown_shortfall=0.8, unknown_certainty=0.7)


def written(text: str, sure: float) -> Tensor:
    """A letter and a blank in turn, each this sure; 10 frames a second."""
    rows = []
    for letter in text.replace(" ", "|"):
        for symbol in (LETTERS.ids[letter], 0):
            row = torch.full((len(LETTERS),), (1 - sure) / (len(LETTERS) - 1))
            row[symbol] = sure
            rows.append(row)
    return torch.stack(rows).log()


def aligned(text: str, frames: tuple[int, int], shortfall: float) -> Aligned:
    word = Word(text, frames[0] / 10, frames[1] / 10, 0.5)
    return Aligned(word, len(text), frames[1] - frames[0], shortfall)


@pytest.mark.parametrize(
    ("spelling", "sure", "shortfall", "expected", "wanted"),
    [
        ("refrain", 0.9, 1.2, [], "refrain"),
        ("refrain", 0.9, 0.5, [], "restrain"),  # the word fits well enough
        ("refrain", 0.6, 1.2, [], "restrain"),  # the letters are unsure
        ("rain", 0.9, 1.2, [], "restrain"),  # too short
        ("ref rain", 0.9, 1.2, [], "restrain"),  # two words
        ("'refrain'", 0.9, 1.2, [], "refrain"),
        ("refrain", 0.9, 1.2, ["restrain"], "restrain"),  # the caller expects it
    ],
)
def test_a_word_is_spelt_out_or_stays(
    spelling: str, sure: float, shortfall: float, expected: list[str], wanted: str
) -> None:
    frames = written(spelling, sure)
    words = SpellOut(LETTERS, 0.1, SETTINGS)(
        [aligned("restrain", (0, len(frames)), shortfall)], frames, expected
    )
    assert words == (wanted,)


def test_each_word_is_read_in_its_own_place() -> None:
    frames = written("hello siobhan", 0.9)
    words = [aligned("hello", (0, 11), 0.1), aligned("chevron", (11, 26), 2.0)]
    assert SpellOut(LETTERS, 0.1, SETTINGS)(words, frames) == ("hello", "siobhan")


def test_no_words_and_no_frames() -> None:
    spell_out = SpellOut(LETTERS, 0.1, SETTINGS)
    assert spell_out([], torch.zeros(0, len(LETTERS))) == ()
    assert spell_out([aligned("hello", (3, 3), 2.0)], written("hello", 0.9)) == ("hello",)
