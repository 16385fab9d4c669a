"""Words letter by letter."""

from __future__ import annotations

import pytest

from assistant.skills.spelling import LONGEST, Spelling, spell_out
from tests.skills.commands import Asked, filled, world


@pytest.mark.parametrize(
    ("word", "letters"),
    [
        ("cat", "C, A, T"),
        ("café", "C, A, F, É"),
        ("don't", "D, O, N, apostrophe, T"),
        ("well-known", "W, E, L, L, hyphen, K, N, O, W, N"),
        ("New York", "N, E, W; Y, O, R, K"),
        ("straße", "S, T, R, A, ß, E"),
        ("b2b", "B, 2, B"),
    ],
)
def test_letters_are_apart(word: str, letters: str) -> None:
    assert spell_out(word) == letters


def test_a_word_is_spelt() -> None:
    ask = Asked(Spelling())
    assert "R, H, Y, T, H, M" in ask("spelling.spell", "how do you spell [rhythm](word)")
    assert ask.details == {"word": "rhythm", "letters": "R, H, Y, T, H, M"}
    decomposed = "cafe\u0301"
    assert "C, A, F, É" in ask("spelling.spell", f"spell [{decomposed}](word)")


def test_letters_are_counted() -> None:
    ask = Asked(Spelling())
    assert "6 letters" in ask("spelling.letters", "how many letters are in [banana](word)")
    assert "1 letter." in ask("spelling.letters", "how many letters has [a](word)")
    assert "9 letters" in ask("spelling.letters", "how many letters has [well-known](word)")


def test_nothing_and_far_too_much_are_not_spelt() -> None:
    ask = Asked(Spelling())
    ask("spelling.spell", "spell")
    assert ask.response.asks == "word"
    ask("spelling.spell", "spell [...](word)")
    assert ask.response.asks == "word"
    assert "too long" in ask("spelling.spell", f"spell [{'a' * (LONGEST + 1)}](word)")


def test_every_sentence_of_the_templates_is_answered() -> None:
    skill, place = Spelling(), world()
    for heard in filled(skill, {"word": "lantern"}):
        assert skill.handle(heard, place).actions, heard.text
