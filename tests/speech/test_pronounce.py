"""Words become phonemes: from a lexicon of ours, spelt out, or read by a toy network."""

from __future__ import annotations

import lzma
from pathlib import Path

import pytest
import torch

from assistant.checkpoint import save_model
from assistant.errors import BadModel
from assistant.language.tokenizer import END_ID, Symbols
from assistant.models.seq2seq import Seq2Seq
from assistant.speech.lexicon import LEXICON
from assistant.speech.pronounce import (
    LONGEST,
    MARKS,
    VARIANTS,
    Pronouncer,
    read_aloud,
    read_lexicon,
)
from tests import tiny

LINES = """
cat K AE T
boss B AO S
anna AE N AH
mail M EY L
read R EH D
read R IY D
three TH R IY
four F AO R
ten T EH N
forty F AO R T IY
two T UW
"""
SYMBOLS = Symbols([*MARKS, "'", *"abcdefghijklmnopqrstuvwxyz", "AE", "B", "K", "S", "T"])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / LEXICON).write_bytes(lzma.compress(LINES.encode()))
    return tmp_path


@pytest.fixture
def network(tmp_path: Path) -> Path:
    model = toy()
    save_model(tmp_path / "net", model, "pronunciation", model.config, {"symbols": SYMBOLS})
    return tmp_path / "net"


def toy() -> Seq2Seq:
    return tiny.seq2seq(vocabulary=len(SYMBOLS))


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("cat", "K AE T"),
        ("CAT", "K AE T"),
        ("cat's", "K AE T S"),
        ("Anna\N{RIGHT SINGLE QUOTATION MARK}s", "AE N AH Z"),
        ("boss's", "B AO S IH Z"),
        ("boss'", "B AO S"),
        ("'cat", "K AE T"),
        ("cát", "K AE T"),
        ("c?a*t", "S IY EY T IY"),
        ("e-mail", "IY M EY L"),
        ("mp3", "EH M P IY TH R IY"),
        ("B2B", "B IY T UW B IY"),
        ("CatTV", "K AE T T IY V IY"),
        ("42", "F AO R T IY T UW"),
        ("10", "T EH N"),
        ("344", "TH R IY F AO R T IY F AO R"),
        ("BBC", "B IY B IY S IY"),
        ("hmm", "EY CH EH M EH M"),
    ],
)
def test_without_a_network(folder: Path, word: str, said: str) -> None:
    found = Pronouncer(folder).pronounce(word)
    assert found[0] == tuple(said.split())


def test_numbers_are_said_in_pairs_only_when_they_are_pairs(folder: Path) -> None:
    """344 is three, forty-four: the last two digits belong together."""
    assert Pronouncer(folder).pronounce("344") == Pronouncer(folder).pronounce("3-44")


def test_all_pronunciations_come_in_the_order_of_the_lexicon(folder: Path) -> None:
    assert Pronouncer(folder).pronounce("read") == (("R", "EH", "D"), ("R", "IY", "D"))
    both = Pronouncer(folder).pronounce("read-mail")
    assert both == (("R", "EH", "D", "M", "EY", "L"), ("R", "IY", "D", "M", "EY", "L"))


@pytest.mark.parametrize("word", ["", " ", "-", "'", "''", "北京", "\ud800", "\0", "🙂", "zelda"])
def test_nothing_left_or_unknown_is_no_pronunciation(folder: Path, word: str) -> None:
    assert Pronouncer(folder).pronounce(word) == ()


@pytest.mark.parametrize(
    "word",
    [
        "x" * 10**6,
        "a" * 500,
        "-" * 10**6,
        "9" * 500,
        "'s" * 300,
        "\u0301" * 300,
        "İstanbul",
        "Y\u0131ld\u0131z",
        "\u017fin",
    ],
)
def test_hostile_words_are_cut_and_never_raise(folder: Path, network: Path, word: str) -> None:
    found = Pronouncer(folder, network).pronounce(word)
    assert len(found) <= VARIANTS
    assert all(len(phones) < 10 * LONGEST for phones in found)


def test_the_network_reads_what_the_lexicon_lacks(folder: Path, network: Path) -> None:
    pronouncer = Pronouncer(folder, network)
    found = pronouncer.pronounce("zelda")
    assert found == tuple(read_aloud(toy(), SYMBOLS, "zelda"))
    assert 1 <= len(found) <= VARIANTS
    assert {phone for phones in found for phone in phones} <= {"AE", "B", "K", "S", "T"}
    assert pronouncer.pronounce("cat") == (("K", "AE", "T"),)


def test_capitals_are_spelt_first_and_read_second(folder: Path, network: Path) -> None:
    first, *others = Pronouncer(folder, network).pronounce("UEFA")
    assert first == tuple("Y UW IY EH F EY".split())
    assert others[: VARIANTS - 1] == read_aloud(toy(), SYMBOLS, "uefa")[: VARIANTS - 1]


def test_the_likeliest_reading_is_the_networks_own_best() -> None:
    """A bias of 5 for K and 4.9 for the end, out of e^5 + e^4.9 + 34 = 316: another K costs
    log 316 - 5 = 0.76 nats, so three of them come within the margin of 2; any other phoneme
    costs 5 more."""
    model = toy()
    for parameter in model.parameters():
        torch.nn.init.zeros_(parameter)
    model.bias.data[SYMBOLS.ids["K"]] = 5.0
    model.bias.data[END_ID] = 4.9
    assert read_aloud(model, SYMBOLS, "cat") == [("K",), ("K", "K"), ("K", "K", "K")]


def test_a_network_is_only_read_when_a_word_needs_it(folder: Path, tmp_path: Path) -> None:
    pronouncer = Pronouncer(folder, tmp_path / "missing")
    assert pronouncer.pronounce("cat")
    with pytest.raises(BadModel, match="missing"):
        pronouncer.pronounce("zelda")


def test_another_kind_of_network_is_refused(folder: Path, tmp_path: Path) -> None:
    model = tiny.ctc()
    save_model(tmp_path / "ears", model, "ctc", model.config, {})
    with pytest.raises(BadModel, match="none that reads"):
        Pronouncer(folder, tmp_path / "ears").pronounce("zelda")
    model = tiny.seq2seq()
    wrong = Symbols([*MARKS, "a"])
    save_model(tmp_path / "odd", model, "pronunciation", model.config, {"symbols": wrong})
    with pytest.raises(BadModel, match="do not fit"):
        Pronouncer(folder, tmp_path / "odd").pronounce("zelda")


@pytest.mark.parametrize("content", [None, b"", b"rubbish", lzma.compress(b"\xff\xfe")])
def test_a_missing_or_damaged_lexicon_is_told(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / LEXICON).write_bytes(content)
    with pytest.raises(BadModel, match="lexicon"):
        read_lexicon(tmp_path / LEXICON)
