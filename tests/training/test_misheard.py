"""Mishearing by sound, slots kept where they are."""

import random

import pytest

from training.misheard import CONSONANTS, GAP, PHONES, REPLACE, VOWELS, Mishearing

LEXICON = {
    "ten": [("T", "EH", "N")],
    "den": [("D", "EH", "N")],
    "pen": [("P", "EH", "N")],
    "two": [("T", "UW")],
    "too": [("T", "UW")],
    "banana": [("B", "AH", "N", "AE", "N", "AH")],
    "light": [("L", "AY", "T")],
    "lights": [("L", "AY", "T", "S")],
    "the": [("DH", "AH")],
    "odd": [("Q", "Q")],
    "secret": [("S", "IY", "K", "R", "AH", "T")],
}
WORDS = [word for word in LEXICON if word != "secret"] + ["unsaid"]


def mishearing() -> Mishearing:
    return Mishearing(WORDS, LEXICON)


def test_costs_are_those_of_a_distance() -> None:
    assert len(PHONES) == len(VOWELS) + len(CONSONANTS) == 39
    assert (REPLACE == REPLACE.T).all()
    assert (REPLACE.diagonal() == 0).all()
    assert (GAP > 0).all()
    assert REPLACE[PHONES["P"], PHONES["B"]] < REPLACE[PHONES["P"], PHONES["Z"]]
    assert REPLACE[PHONES["P"], PHONES["Z"]] < REPLACE[PHONES["P"], PHONES["AA"]]


def test_neighbours_by_hand() -> None:
    heard = mishearing()
    assert heard.neighbours("two")[0] == ("too", 0.0)
    # T and D are alike (0.3), T and P too, each among three phonemes.
    assert dict(heard.neighbours("ten"))["den"] == pytest.approx(0.1)
    # An S more (0.8) among three and a half phonemes.
    assert dict(heard.neighbours("light"))["lights"] == pytest.approx(0.8 / 3.5)
    assert heard.neighbours("banana") == ()
    assert heard.neighbours("unsaid") == heard.neighbours("odd") == ()


def test_only_words_of_the_list_come_in() -> None:
    heard = mishearing()
    for word in LEXICON:
        assert {other for other, _ in heard.neighbours(word)} <= set(WORDS) - {word}


@pytest.mark.parametrize("seed", range(40))
def test_slots_stay_whole(seed: int) -> None:
    words = ["ten", "light", "two", "banana", "the", "den"]
    tags = ["O", "B-a", "I-a", "B-b", "O", "B-a"]
    heard, found = mishearing().mishear(words, tags, random.Random(seed), errors=3)
    assert len(heard) == len(found)
    assert [tag for tag in found if tag[0] == "B"] == ["B-a", "B-b", "B-a"]
    before = "O"
    for tag in found:
        assert tag[0] != "I" or before[1:] == tag[1:]
        before = tag
    again = mishearing().mishear(words, tags, random.Random(seed), errors=3)
    assert again == (heard, found)
    assert words == ["ten", "light", "two", "banana", "the", "den"]


def test_one_error_changes_one_word() -> None:
    words, tags = ["ten", "light", "two"], ["O", "O", "O"]
    kinds = set()
    for seed in range(60):
        heard, _ = mishearing().mishear(words, tags, random.Random(seed))
        kinds.add(len(heard) - 3)
        if len(heard) == 3:
            assert sum(a != b for a, b in zip(heard, words, strict=True)) == 1
    assert kinds == {-1, 0, 1}


def test_what_can_not_be_misheard_stays() -> None:
    silent = Mishearing([], {})
    assert silent.mishear(["stop"], ["O"], random.Random(1), 3) == (["stop"], ["O"])
    assert silent.mishear(["stop"], ["B-a"], random.Random(1), 3) == (["stop"], ["B-a"])
    assert silent.mishear([], [], random.Random(1), 3) == ([], [])
