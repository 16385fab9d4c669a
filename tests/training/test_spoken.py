"""Written to spoken form, by hand."""

from __future__ import annotations

import pytest

from training.data.spoken_text import Held
from training.language_pack import HOMOPHONES, vocabulary
from training.spoken import sentences


@pytest.mark.parametrize(
    ("written", "spoken"),
    [
        ("Hello, world! How are you?", "hello world / how are you"),
        ("Mr. Brown and Mrs. Brown met Dr. Green.", "mister brown and missus brown met doctor green"),
        ("It cost $5.50, or 1,250 in all.", "it cost five dollars and fifty cents or one thousand two hundred and fifty in all"),
        ("On the 3rd of May 1987 at 7:05", "on the third of may nineteen eighty seven at seven oh five"),
        ("The 1990s were 3.5% warmer & wetter", "the nineteen nineties were three point five percent warmer and wetter"),
        ("It isn 't low @-@ lying ; 1 @,@ 000 <unk> live", "it isn't low lying / one thousand live"),
        ("J. K. Miller\u2019s caf\u00e9 \u2014 \u201copen\u201d", "j k miller's cafe / open"),
        ("'quoted' words", "quoted words"),
        ("12345678901", "one two three four five six seven eight nine zero one"),
        ("\u4f60\u597d !!! 42", "forty two"),
        ("", ""),
        ("...?!", ""),
    ],
)  # fmt: skip
def test_spoken_form(written: str, spoken: str) -> None:
    assert " / ".join(" ".join(words) for words in sentences(written)) == spoken


def test_held_out_sentences_are_recognised() -> None:
    held = Held(["a b c d e f g h i j", "yes", "k l m n"])
    assert held.overlaps("x a b c d e f g h".split())
    assert held.overlaps("k l m n".split())
    assert not held.overlaps("a b c d e f g".split())
    assert not held.overlaps(["yes"])


def test_vocabulary_is_ordered_by_count_then_name() -> None:
    lines = [["b", "a", "c", "c", "z"], ["a", "b"]]
    assert vocabulary(lines, ["a", "b", "c"], 3) == ["a", "b", "c"]
    assert vocabulary(lines, ["a", "b", "c"], 1) == ["a"]
    assert HOMOPHONES == 6
