"""Whole words as ids: what is known, what is not, ends of lines, and refusal of what is broken."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.checkpoint import load_model, save_model
from assistant.errors import BadModel
from assistant.language.tokenizer import Words, tokenizer_from_json
from assistant.language.write import Writer
from assistant.speech.rescore import RESCORER, Rescorer
from tests import tiny

TEXT = " \n = Soup = \n \n The soup , the kettle and the <unk> sang . \n"
WORDS = Words.of(TEXT)


def test_word_ids_by_hand() -> None:
    words = Words(["soup", "kettle"])
    assert len(words) == 5
    assert [words.id(piece) for piece in ("<s>", "<unk>", "\n", "soup", "kettle")] == [
        0,
        1,
        2,
        3,
        4,
    ]
    assert words.encode("kettle spoon soup\n\nsoup") == [4, 1, 3, 2, 2, 3]
    assert words.decode([0, 4, 1, 3, 2, 2, 3]) == " kettle <unk> soup\n\n soup"
    assert words.marks == (0,)
    with pytest.raises(KeyError):
        words.id("spoon")


def test_the_commonest_word_comes_first() -> None:
    assert set(WORDS.words[:2]) == {"=", "the"}
    assert set(WORDS.words) == {*"= the , . and kettle sang soup Soup The".split()}
    assert Words.of("b a a <s> <unk> c c c").words == ("c", "a", "b")
    assert len(Words.of("")) == 3


def test_every_word_and_every_line_end_is_one_id() -> None:
    ids = WORDS.encode(TEXT)
    assert len(ids) == len(TEXT.split()) + TEXT.count("\n")
    assert ids.count(WORDS.id("<unk>")) == 1, "the one that is written"
    assert WORDS.decode(ids).split() == TEXT.split()
    assert WORDS.decode(ids).count("\n") == TEXT.count("\n")
    assert WORDS.encode(WORDS.decode(ids)) == ids


def test_a_last_line_without_an_end_has_none() -> None:
    assert WORDS.encode("the soup\n") == [*WORDS.encode("the soup"), WORDS.id("\n")]


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "\t\r\n", "\x00", "<s>", "a\ud800b", "naïve 漢字 🙂",
        "\u2028\u00a0the\u3000", "x" * 99999,
    ],
)  # fmt: skip
def test_no_text_is_out_of_reach(text: str) -> None:
    ids = WORDS.encode(text)
    assert len(ids) == len(text.split()) + text.count("\n")
    assert WORDS.id("<s>") not in ids, "a mark that is written out is no mark"
    assert WORDS.encode(WORDS.decode(ids)) == ids
    assert WORDS.encode_batch([text, "the"]) == [ids, WORDS.encode("the")]


def test_words_are_saved_and_loaded_alike() -> None:
    for words in (WORDS, Words.of('naïve 漢字 🙂 " \\'), Words([])):
        again = tokenizer_from_json(json.loads(json.dumps(words.to_json())))
        assert isinstance(again, Words)
        assert again.words == words.words
        assert again.encode(TEXT) == words.encode(TEXT)


@pytest.mark.parametrize("words", [["a", "a"], [""], ["a b"], ["a\n"], [" a"], ["<s>"], ["<unk>"]])
def test_broken_word_lists(words: list[str]) -> None:
    with pytest.raises(BadModel):
        Words(words)


@pytest.mark.parametrize("words", [None, "ab", {"a": 1}, [1], [None], [["a"]], ["a", "a"]])
def test_broken_files_of_words(words: object) -> None:
    with pytest.raises(BadModel):
        tokenizer_from_json({"kind": "words", "words": words})
    with pytest.raises(BadModel):
        tokenizer_from_json({"kind": "words"})


# --- a network of words is measured, it does not write or choose --------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tiny.language_model(vocabulary=len(WORDS))
    save_model(tmp_path / RESCORER, model, "language_model", model.config, {"text": WORDS})
    return tmp_path


def test_kept_in_a_model_folder(folder: Path) -> None:
    again = load_model(folder / RESCORER).tokenizers["text"]
    assert isinstance(again, Words) and again.words == WORDS.words


def test_what_needs_subwords_refuses_words(folder: Path) -> None:
    with pytest.raises(BadModel, match="subwords"):
        Writer(load_model(folder / RESCORER))
    with pytest.raises(BadModel, match="no language model"):
        Rescorer.load(folder)
