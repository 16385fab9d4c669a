"""Numbers in words, against num2words and by hand."""

from __future__ import annotations

import random

import pytest
from num2words import num2words

from assistant.language.numbers import (
    Read,
    ordinal_ending,
    read_cardinal,
    read_digits,
    read_ordinal,
    read_year,
    say_cardinal,
    say_digits,
    say_ordinal,
    say_year,
)

LARGER = random.Random(1).sample(range(10_000, 10**12), 1000)
EDGES = [10**n + k for n in range(4, 15) for k in (-1, 0, 1, 100)]


def plain(said: str) -> str:
    return said.replace(",", "").replace("-", " ")


def test_every_number_is_said_as_num2words_says_it() -> None:
    for value in [*range(10_001), *LARGER, *EDGES]:
        if value < 10**15:
            assert say_cardinal(value) == plain(num2words(value))


def test_every_number_that_is_said_is_read() -> None:
    for value in [*range(10_001), *LARGER, *EDGES]:
        words = say_cardinal(value).split()
        assert read_cardinal(words, 0) == Read(value, len(words))
        without = [word for word in words if word != "and"]  # as Americans say it
        assert read_cardinal(without, 0) == Read(value, len(without))


def test_ordinals_and_years_are_said_as_num2words_says_them_and_read() -> None:
    for value in [*range(1, 1100), *LARGER[:200]]:
        words = say_ordinal(value).split()
        assert words == plain(num2words(value, to="ordinal")).split()
        assert read_ordinal(words, 0) == Read(value, len(words))
        assert f"{value}{ordinal_ending(value)}" == num2words(value, to="ordinal_num")
    for value in range(1010, 2100, 3):
        said = say_year(value)
        assert said == plain(num2words(value, to="year"))
        if value % 100 and not 2000 <= value < 2010:
            assert read_year(said.split(), 0) == Read(value, len(said.split()))


@pytest.mark.parametrize("value", [-1, 10**15])
def test_numbers_without_a_name(value: int) -> None:
    with pytest.raises(ValueError, match="no name"):
        say_cardinal(value)


@pytest.mark.parametrize(
    ("text", "value", "length"),
    [
        ("a hundred and five thousand", 105_000, 5),
        ("a thousand and one nights", 1001, 4),
        ("one hundred and five hundred", 100, 2),
        ("two thousand and three thousand", 2000, 2),
        ("five hundred and", 500, 2),
        ("twenty and one", 20, 1),
        ("nineteen hundred and five", 1905, 4),
        ("five oh two", 5, 1),
        ("eight hundred five five five", 800, 2),
        ("zero zero", 0, 1),
        ("two million three", 2_000_003, 3),
    ],
)
def test_where_a_number_ends(text: str, value: int, length: int) -> None:
    assert read_cardinal(text.split(), 0) == Read(value, length)


@pytest.mark.parametrize("text", ["", "and five", "hundred", "a", "a man", "thousand", "oh"])
def test_what_is_no_number(text: str) -> None:
    assert read_cardinal(text.split(), 0) is None


def test_digits_one_by_one() -> None:
    assert read_digits("eight six two oh".split(), 0) == ("8620", 4)
    assert read_digits("one two three hundred".split(), 0) == ("12", 2)
    assert read_digits(["no"], 0) == ("", 0)
    assert say_digits("8620") == "eight six two oh"


@pytest.mark.parametrize("text", ["one second", "second", "five second rule", "none", ""])
def test_what_is_no_ordinal_or_a_small_one(text: str) -> None:
    found = read_ordinal(text.split(), 0)
    assert found is None or (text, found.value) == ("second", 2)
