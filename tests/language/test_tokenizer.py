"""Symbols and subwords: order, losslessness, and refusal of what is broken."""

from __future__ import annotations

import json

import pytest

from assistant.errors import BadModel
from assistant.language.tokenizer import (
    END_ID,
    PAD_ID,
    SPECIALS,
    Subwords,
    Symbols,
    tokenizer_from_json,
)

LETTERS = ["|", "'", *"abcdefghijklmnopqrstuvwxyz"]
ODD = [
    "",
    " ",
    "plain words",
    "  two  spaces\nand a line ",
    "don't",
    "naïve 漢字 🙂🙂",
    "<s> </s>",
    "\x00",
    "a\ufffd\ufffdb",
]


@pytest.fixture(scope="module")
def subwords() -> Subwords:
    text = "the kettle sings while the kitten sleeps; don't wake the kitten, it's late."
    return Subwords.train([text] * 3, 320, styles=["<letter>"])


def test_symbols_by_hand() -> None:
    symbols = Symbols(["|", "a", "b"])
    assert symbols.encode("ab a") == [2, 3, 1, 2]
    assert symbols.decode([0, 2, 0, 3, 1, 2]) == "ab a"
    assert symbols.symbols_of([2, 0, 1]) == ["a", "|"]
    assert len(symbols) == 4 and "a" in symbols and "z" not in symbols


def test_symbols_of_several_letters() -> None:
    phonemes = Symbols(["<blank>", "|", "AH", "K"])
    assert phonemes.encode(["K", "AH", "|"]) == [3, 2, 1]
    with pytest.raises(KeyError):
        phonemes.encode(["ZZ"])


@pytest.mark.parametrize("broken", [["a", "a"], ["a", ""], ["a", "<blank>"]])
def test_broken_symbol_lists(broken: list[str]) -> None:
    with pytest.raises(BadModel):
        Symbols(broken)


def test_byte_pairs_by_hand() -> None:
    """Two merges make one piece of "aab", whichever pair comes first; "ba" stays two bytes."""
    tokenizer = Subwords.train(["aab"] * 5, len(SPECIALS) + 256 + 2)
    assert len(tokenizer) == len(SPECIALS) + 256 + 2
    assert len(tokenizer.encode("aab")) == 1
    assert len(tokenizer.encode("ba")) == 2


@pytest.mark.parametrize("text", ODD)
def test_subwords_lose_nothing(subwords: Subwords, text: str) -> None:
    ids = subwords.encode(text)
    assert subwords.decode(ids) == text
    assert "".join(subwords.stream(ids)) == text
    assert min(ids, default=len(subwords.specials)) >= len(subwords.specials)


def test_lone_surrogate_is_survived(subwords: Subwords) -> None:
    assert subwords.decode(subwords.encode("a\ud800b")) == "a?b"


def test_stream_never_shows_half_a_character(subwords: Subwords) -> None:
    pieces = list(subwords.stream(subwords.encode("é🙂x")))
    assert "\N{REPLACEMENT CHARACTER}" not in "".join(pieces)
    assert "".join(pieces) == "é🙂x"


def test_cut_character_ends_the_stream_cleanly(subwords: Subwords) -> None:
    cut = subwords.encode("🙂")[:2]
    assert "".join(subwords.stream(cut)) == subwords.decode(cut)


def test_marks(subwords: Subwords) -> None:
    assert subwords.id("<pad>") == PAD_ID == 0
    assert subwords.id("<letter>") == len(SPECIALS)
    assert subwords.decode([END_ID, *subwords.encode("the"), subwords.id("<letter>")]) == "the"


def test_batches_equal_single_texts(subwords: Subwords) -> None:
    assert subwords.encode_batch(ODD) == [subwords.encode(text) for text in ODD]


@pytest.mark.parametrize("text", ODD)
def test_saved_and_loaded_alike(subwords: Subwords, text: str) -> None:
    for tokenizer in (subwords, Symbols(LETTERS)):
        again = tokenizer_from_json(json.loads(json.dumps(tokenizer.to_json())))
        assert type(again) is type(tokenizer) and len(again) == len(tokenizer)
    loaded = tokenizer_from_json(json.loads(json.dumps(subwords.to_json())))
    assert loaded.encode(text) == subwords.encode(text)


@pytest.mark.parametrize("data", [{}, {"kind": "letters"}, {"kind": "subwords", "merges": ["a"]}])
def test_broken_files(data: dict[str, object]) -> None:
    with pytest.raises(BadModel):
        tokenizer_from_json(data)


# --- controls: marks that came later ------------------------------------------------------------


def test_controls_come_after_everything_else(subwords: Subwords) -> None:
    told = subwords.with_controls(["<ask>", "<tell>"])
    assert (told.id("<ask>"), told.id("<tell>")) == (len(subwords), len(subwords) + 1)
    assert len(told) == len(subwords) + 2
    for text in ODD:
        assert told.encode(text) == subwords.encode(text)
        assert told.decode([told.id("<tell>"), *told.encode(text), told.id("<ask>")]) == text
    assert told.encode("<ask>") == subwords.encode("<ask>"), "letters, never the mark"
    assert told.marks == (*range(7), len(subwords), len(subwords) + 1)
    assert subwords.marks == tuple(range(7))
    assert "".join(told.stream([told.id("<ask>"), *told.encode("é!")])) == "é!"


def test_controls_are_added_once(subwords: Subwords) -> None:
    told = subwords.with_controls(["<ask>"]).with_controls(["<tell>", "<ask>"])
    assert told.controls == ("<ask>", "<tell>")


@pytest.mark.parametrize("taken", [["<letter>"], ["<s>"], ["e"], ["<ask>", "<ask>"]])
def test_controls_need_names_of_their_own(subwords: Subwords, taken: list[str]) -> None:
    with pytest.raises(BadModel, match="rename"):
        Subwords(subwords.merges, subwords.styles, taken)


def test_controls_are_kept(subwords: Subwords) -> None:
    told = subwords.with_controls(["<ask>"])
    again = tokenizer_from_json(json.loads(json.dumps(told.to_json())))
    assert isinstance(again, Subwords) and again.controls == ("<ask>",)
    assert again.encode("the kettle") == told.encode("the kettle")
    older = {key: value for key, value in subwords.to_json().items() if key != "controls"}
    read = tokenizer_from_json(older)
    assert isinstance(read, Subwords) and read.controls == () and len(read) == len(subwords)


def test_training_leaves_room_for_controls() -> None:
    text = "the kettle sings while the kitten sleeps; don't wake the kitten, it's late."
    told = Subwords.train([text] * 3, 300, controls=["<ask>", "<tell>"])
    assert len(told) == 300 and told.id("<tell>") == 299


def test_pieces_to_look_at(subwords: Subwords) -> None:
    told = subwords.with_controls(["<ask>"])
    assert [told.piece(index) for index in (END_ID, 6, told.id("<ask>"))] == [
        "</s>", "<letter>", "<ask>",
    ]  # fmt: skip
    assert "".join(map(told.piece, told.encode("the\nkitten"))) == "the\nkitten"
    assert "".join(map(told.piece, told.encode("ÿ\x00🙂"))) == "\\xc3\\xbf\x00\\xf0\\x9f\\x99\\x82"
    # Every one of the 256 bytes has its place.
    assert len({told.piece(index) for index in range(7, 7 + 256)}) == 256
