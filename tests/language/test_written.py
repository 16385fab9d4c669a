"""Spoken form to written form: cases by hand, and the way back for all numbers."""

from __future__ import annotations

import itertools
import random

import pytest

from assistant.language.figures import figures
from assistant.language.numbers import say_below_hundred, say_cardinal, say_digits, say_ordinal
from assistant.language.spoken import spoken
from assistant.language.written import written, written_text
from assistant.messages import Transcript, Word

SAMPLED = random.Random(2).sample(range(10_001, 10**12), 1000)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("twenty five percent", "25 %"),
        ("one per cent", "1 %"),
        ("half past seven", "7:30"),
        ("a quarter past nine", "9:15"),
        ("it's ten to one", "It's 12:50."),
        ("i bet ten to one", "I bet 10 to one."),
        ("five minutes to three quarters of an hour", "Five minutes to 3/4 of an hour."),
        ("ten to eight", "7:50"),
        ("quarter to one", "12:45"),
        ("meet me at seven thirty p m", "Meet me at 7:30 p.m."),
        ("seven am on monday", "7 a.m. on Monday."),
        ("it is seven o'clock", "It is 7:00."),
        ("three dollars fifty", "$3.50"),
        ("three dollars and five cents", "$3.05"),
        ("two point five million dollars", "$2.5 million"),
        ("five pounds fifty", "£5.50"),
        ("fifty cents", "50¢"),
        ("the twenty first of march nineteen ninety nine", "The 21st of March 1999."),
        ("march the third two thousand one", "March the 3rd 2001."),
        ("july fourth seventeen seventy six", "July 4th 1776."),
        ("may ten eighteen fifty one", "May 10 1851."),
        ("nineteen eighty four", "1984"),
        ("nineteen oh five", "1905"),
        ("in twelve fifty", "In 1250."),
        ("the nineteen eighties", "The 1980s."),
        ("eight six two oh", "8620"),
        ("call eight hundred five five five one two one two", "Call 800 5551212."),
        ("three point one four", "3.14"),
        ("minus five degrees celsius", "-5 °C"),
        ("negative forty", "-40"),
        ("a hundred and five thousand", "105,000"),
        ("three million people", "3 million people."),
        ("two thirds of it", "2/3 of it."),
        ("one and a half kilometers", "1 1/2 km"),
        ("sixty miles an hour", "60 mph"),
        ("five litres", "5 l"),
        ("the twenty second of may", "The 22nd of May."),
        ("chapter five", "Chapter 5."),
        ("five to ten minutes", "5 to 10 minutes."),
        ("what is twenty percent of forty", "What is 20 % of 40?"),
        ("is it half past two p m", "Is it 2:30 p.m.?"),
    ],
)
def test_written_by_hand(said: str, text: str) -> None:
    assert written_text(said) == text


@pytest.mark.parametrize(
    "said",
    [
        "one of them",
        "no one was there",
        "he is second to none",
        "wait a second",
        "five second rule",
        "first of all",
        "thanks a million",
        "a hundred times",
        "an hour and a half",
        "a half of it",
        "oh no",
        "one two",
        "i lost five pounds",
        "five minus three",
        "may i have one",
        "march on",
        "at this point one of us left",
        "three cats",
        "the hundredth time",
        "oh oh oh",
    ],
)
def test_numbers_that_stay_words(said: str) -> None:
    assert [token.text for token in figures(said.split())] == said.split()


def test_every_number_comes_back() -> None:
    for value in [*range(10_001), *SAMPLED]:
        said = say_cardinal(value)
        assert spoken(written_text(said)) == said
    for value in [*range(0, 10_001, 7), *SAMPLED]:
        for said in (f"{say_cardinal(value)} percent", f"minus {say_cardinal(value)}"):
            assert spoken(written_text(said)) == said


def test_ordinals_come_back() -> None:
    for value in [*range(1, 1000), *SAMPLED[:200]]:
        said = f"the {say_ordinal(value)} man"
        assert spoken(written_text(said)) == said


def test_every_time_of_day_comes_back() -> None:
    for hour, minute in itertools.product(range(1, 13), range(60)):
        oh = "oh " if 0 < minute < 10 else ""
        minutes = f"{oh}{say_below_hundred(minute)}" if minute else "o'clock"
        said = f"at {say_below_hundred(hour)} {minutes} p m"
        assert written_text(said) == f"At {hour}:{minute:02} p.m."
        assert spoken(written_text(said)) == said


def test_money_comes_back() -> None:
    for dollars, cents in itertools.product([1, 2, 10, 21, 150, 2000, 123_456], range(100)):
        unit = "dollar" if dollars == 1 else "dollars"
        said = f"{say_cardinal(dollars)} {unit}"
        assert spoken(written_text(said)) == said
        full = f"{said} and {say_below_hundred(cents)} cents"
        assert written_text(full) == f"${dollars:,}.{cents:02}"
        assert spoken(written_text(full)) == full


def test_years_decimals_and_strings_of_digits_come_back() -> None:
    for year in range(1011, 2100):
        said = spoken(str(year))
        assert spoken(written_text(f"in {said}")) == f"in {said}"
    chance = random.Random(3)
    for _ in range(500):
        digits = "".join(chance.choices("0123456789", k=chance.randint(5, 11)))
        if digits.count("0") < len(digits) - 1:
            assert written_text(say_digits(digits)) == digits
            assert spoken(digits) == say_digits(digits)
        decimal = f"{say_cardinal(chance.randint(0, 3000))} point {say_digits(digits)}"
        assert spoken(written_text(decimal)) == decimal


def test_any_words_give_tokens_that_cover_them_and_can_be_read_again() -> None:
    """Random strings of the words that the rules look at: nothing lost, nothing twice."""
    words = (
        "a and one two ten twenty hundred thousand million first second twentieth thirds half past "
        "to quarter o'clock p m am point minus dollars cents percent of march oh zero in the i at"
    ).split()
    chance = random.Random(4)
    for _ in range(3000):
        said = chance.choices(words, k=chance.randint(0, 8))
        tokens = figures(said)
        edges = [token.first for token in tokens] + [len(said)]
        assert edges[0] == 0
        assert [token.end for token in tokens] == edges[1:]
        text = written_text(" ".join(said))
        assert not any(letter.isdigit() for letter in spoken(text))


@pytest.mark.parametrize("word", ["minus", "and", "hundred", "one", "twenty", "second", "a"])
def test_a_word_said_endlessly(word: str) -> None:
    tokens = figures([word] * 3000)
    assert tokens[-1].end == 3000


def word(text: str, start: float, end: float, confidence: float = 0.9) -> Word:
    return Word(text, start, end, confidence)


def test_times_and_confidence_survive() -> None:
    words = (
        word("is", 0.0, 0.2),
        word("it", 0.2, 0.3),
        word("half", 0.3, 0.5, 0.4),
        word("past", 0.5, 0.7),
        word("seven", 0.7, 1.0, 0.8),
        word("i", 1.7, 1.8),
        word("think", 1.8, 2.1),
        word("so", 2.1, 2.5),
    )
    heard = written(Transcript("is it half past seven i think so", words, 0.7, 3.0, 0.1))
    assert heard.text == "Is it 7:30? I think so."
    assert [w.text for w in heard.words] == ["Is", "it", "7:30?", "I", "think", "so."]
    time = heard.words[2]
    assert (time.start, time.end, time.confidence) == (0.3, 1.0, 0.4)
    assert (heard.confidence, heard.audio_seconds) == (0.7, 3.0)


def test_silence_stays_empty() -> None:
    nothing = Transcript("", (), 1.0, 3.0, 0.1)
    assert written(nothing) == nothing
    assert written_text("") == ""
