"""From the first person to the second, by hand."""

from __future__ import annotations

import pytest

from assistant.language.memory.person import listed, sentence, to_second_person


@pytest.mark.parametrize(
    ("mine", "yours"),
    [
        ("my mother's garden", "your mother's garden"),
        ("I was in my garden", "you were in your garden"),
        ("I'm going to see my aunt", "you're going to see your aunt"),
        ("I've a car of my own", "you've a car of your own"),
        ("my sister is visiting me", "your sister is visiting you"),
        ("my sister was here", "your sister was here"),
        ("I am what I am", "you are what you are"),
        ("we have two cats", "you have two cats"),
        ("we are expecting a baby", "you are expecting a baby"),
        ("the book is mine", "the book is yours"),
        ("I hurt myself", "you hurt yourself"),
        ("I like you", "you like me"),
        ("I know you are kind", "you know I am kind"),
        ("I think your voice is nice", "you think my voice is nice"),
        ("I wasn't there", "you weren't there"),
        ("Mike and Ivy", "Mike and Ivy"),
        ("they were late", "they were late"),
        ("", ""),
    ],
)
def test_swap(mine: str, yours: str) -> None:
    assert to_second_person(mine) == yours


def test_lists_and_sentences() -> None:
    assert listed(["a"]) == "a"
    assert listed(["a", "b"]) == "a and b"
    assert listed(["a", "b", "c"]) == "a, b and c"
    assert sentence("you are 34") == "You are 34."
    assert sentence("are you?") == "Are you?"
    assert sentence("McX waits") == "McX waits."
