"""Written text to the words that are said; `test_written` has the round trips."""

from __future__ import annotations

import random
import time

import pytest

from assistant.language.spoken import spoken


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("25 %", "twenty five percent"),
        ("25% of 1,984 is 496.", "twenty five percent of one thousand nine hundred and eighty "
         "four is four hundred and ninety six"),
        ("Is it 7:05 p.m.?", "is it seven oh five p m"),
        ("In 1984, he left.", "in nineteen eighty four he left"),
        ("5551234", "five five five one two three four"),
        ("007", "oh oh seven"),
        ("-3.50", "minus three point five oh"),
        ("$3.50, $1 and €2 million", "three dollars and fifty cents one dollar and two million "
         "euros"),
        ("60 mph, 5 km/h, 20 °C, 90°", "sixty miles per hour five kilometers per hour twenty "
         "degrees celsius ninety degrees"),
        ("2 1/2 or 3/4", "two and a half or three quarters"),
        ("the 1980s and the 21st", "the nineteen eighties and the twenty first"),
        ("Don't say 'hello'!", "don't say hello"),
        ("", ""),
        ("...", ""),
        ("24/7, 1/2/3, 12:99", "twenty four seven one two three twelve ninety nine"),
    ],
)  # fmt: skip
def test_by_hand(text: str, said: str) -> None:
    assert spoken(text) == said


def test_no_figure_is_too_long_or_too_odd() -> None:
    chance = random.Random(5)
    for length in (1, 5, 40, 400):
        for _ in range(200):
            text = "".join(chance.choices("0123456789.,:/-$%°¢ ap.mth\u0663\u00bd", k=length))
            said = spoken(text)
            assert not any(letter in "0123456789" for letter in said), text


@pytest.mark.parametrize(
    "part", ["9", "1,000,", "1/2 ", "$1.50 ", "12:30 p.m. ", "-", "a.m.", "1."]
)
def test_a_long_text_takes_no_longer_for_each_figure(part: str) -> None:
    """A rule that looked at a figure from each of its digits would take minutes."""
    started = time.perf_counter()
    said = spoken(part * 20_000)
    assert not any(letter.isdigit() for letter in said)
    assert time.perf_counter() - started < 10
