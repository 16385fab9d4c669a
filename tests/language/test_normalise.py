"""Text made ready for the network, and its replies made ready for people."""

from __future__ import annotations

import pytest

from assistant.language.normalise import display, normalise, words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hello , how ARE you ?", "hello, how are you?"),
        ("It\u2019s  \u201cfine\u201d\u2026", 'it\'s "fine"...'),
        ("I do n't know , it 's late", "i don't know, it's late"),
        ("Really???? No!!", "really? no!"),
        ("well.....", "well..."),
        ("\tone\n\ntwo\u00a0three\x07", "one two three"),
        ("\uff26\uff35\uff2c\uff2c width", "full width"),
        ("Café at 3.50", "café at 3.50"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_normalise(text: str, expected: str) -> None:
    assert normalise(text) == expected
    assert normalise(expected) == expected, "what is normal stays as it is"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("i think i'm fine. are you", "I think I'm fine. Are you?"),
        ("what do you do on monday", "What do you do on Monday?"),
        ("what a lovely day", "What a lovely day."),
        ("yes, i am!", "Yes, I am!"),
        ('he said, "i will."', 'He said, "I will."'),
        ("wait,", "Wait."),
        ("", ""),
    ],
)
def test_display(text: str, expected: str) -> None:
    assert display(text) == expected


def test_unfinished_text_gets_no_full_stop() -> None:
    assert display("i think", done=False) == "I think"


@pytest.mark.parametrize("text", ["i see. you", "how are you", "hello, tom!", "3 o'clock"])
def test_display_can_be_read_again(text: str) -> None:
    assert normalise(display(text)).rstrip(".?!") == text.rstrip(".?!")


def test_words_by_hand() -> None:
    assert words("don't stop, it's 3.5... no!") == [
        "don't", "stop", ",", "it's", "3", ".", "5", "...", "no", "!",
    ]  # fmt: skip
    assert words("") == []
