"""Words of commands as they are typed and as they are said."""

import pytest
import torch

from assistant.language.command_words import (
    MARKS,
    encode,
    pieces,
    repaired,
    same_words,
    word_key,
    words_of,
)
from assistant.language.tokenizer import Symbols


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Set it to 7:30pm!", "set it to seven thirty pm"),
        ("set it to seven thirty p m", "set it to seven thirty pm"),
        ("what is 15% of 80?", "what is fifteen percent of eighty"),
        ("3+4*2", "three plus four times two"),
        ("12 / 4", "twelve divided by four"),
        ("10 - 3", "ten minus three"),
        ("milk,eggs", "milk eggs"),
        ("*please* \u201cstop\u201d \u2026", "please stop"),
        ("I\u2019m  UP", "i'm up"),
        ("twenty-five", "twenty five"),
        ("on the 2nd", "on the second"),
        ("", ""),
        ("?!, ...", ""),
        ("\x00 \ud800\u200b", ""),
        ("caf\u00e9 \u4f60\u597d", "caf\u00e9 \u4f60\u597d"),
    ],
)
def test_typed_and_spoken_come_out_alike(text: str, said: str) -> None:
    assert " ".join(piece.word for piece in pieces(text)) == said


def test_every_word_knows_its_place() -> None:
    text = "  Wake me, at 6:15 (please)."
    found = [(piece.word, text[piece.start : piece.end]) for piece in pieces(text)]
    assert found == [
        ("wake", "Wake"), ("me", "me"), ("at", "at"), ("six", "6:15"), ("fifteen", "6:15"),
        ("please", "please"),
    ]  # fmt: skip


def test_figures_can_stay() -> None:
    assert words_of("7:30,", say=False) == ("7:30",)
    assert [piece.word for piece in pieces("rate it 5 .", say=False)] == ["rate", "it", "5", "."]


def test_tags_go_with_their_words() -> None:
    tokens = ["at", "7:30", "p", "m", ",", "call", "sis"]
    tags = ["O", "B-time", "I-time", "I-time", "O", "B-who", "I-who"]
    words, found = same_words(tokens, tags)
    assert words == ["at", "seven", "thirty", "pm", "call", "sis"]
    assert found == ["O", "B-time", "I-time", "I-time", "B-who", "I-who"]


def test_a_slot_whose_first_token_is_not_said_begins_with_the_next() -> None:
    assert same_words(["say", '"', "hi"], ["O", "B-p", "I-p"]) == (["say", "hi"], ["O", "B-p"])


def test_repair() -> None:
    assert repaired(["I-a", "I-a", "O", "I-b", "I-a"]) == ["B-a", "I-a", "O", "B-b", "B-a"]


def test_encoding_by_hand() -> None:
    words, letters = Symbols([*MARKS, "stop", "00"]), Symbols([*MARKS, "s", "t", "o", "p"])
    ids, spelt, lengths = encode([["stop", "42"], ["so"]], words, letters)
    assert word_key("42") == "00"
    assert ids.tolist() == [[2, 3], [1, 0]]
    assert lengths.tolist() == [2, 1]
    assert spelt[0].tolist() == [[2, 3, 4, 5], [1, 1, 0, 0]]
    assert spelt[1].tolist() == [[2, 4, 0, 0], [0, 0, 0, 0]]
    assert ids.dtype == torch.long


def test_a_word_without_end_is_read_up_to_a_limit() -> None:
    _, spelt, _ = encode([["a" * 10_000]], Symbols(MARKS), Symbols([*MARKS, "a"]))
    assert spelt.shape == (1, 1, 20)
