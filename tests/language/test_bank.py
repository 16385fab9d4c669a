"""A reply bank of one's own: made, read, asked, and damaged."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import torch

from assistant.errors import BadData, BadInput
from assistant.language.bank import PAIRS, VECTORS, ReplyBank
from assistant.language.fit import ReplyEncoder
from assistant.messages import Turn
from tests import tiny
from training.reply_bank import build, exchanges, main

WORDS = tiny.subwords()
TALKS = [
    ["Is the kettle singing?", "It is. Shall we cook?", "Let's make soup."],
    ["Feed the kitten!", "I have. It likes carrots."],
]


@pytest.fixture(scope="module")
def encoder() -> ReplyEncoder:
    return ReplyEncoder(tiny.loaded("encoder", tiny.encoder(vocabulary=len(WORDS)), WORDS))


@pytest.fixture
def talks(tmp_path: Path) -> Path:
    path = tmp_path / "talks.jsonl"
    path.write_text("\n".join(json.dumps({"turns": turns}) for turns in [*TALKS, TALKS[0]]))
    return path


@pytest.fixture
def bank(tmp_path: Path, talks: Path, encoder: ReplyEncoder) -> Path:
    build(talks, tmp_path / "bank", encoder)
    return tmp_path / "bank"


def test_every_turn_but_the_first_answers_one_and_none_comes_twice(talks: Path) -> None:
    assert list(exchanges(talks)) == [
        ("is the kettle singing?", "it is. shall we cook?"),
        ("it is. shall we cook?", "let's make soup."),
        ("feed the kitten!", "i have. it likes carrots."),
    ]


def test_the_same_prompt_is_surely_found(bank: Path, encoder: ReplyEncoder) -> None:
    found = ReplyBank.read(bank, encoder).find(
        "Feed the kitten!", [Turn("user", "Feed the kitten!")]
    )
    alike = [candidate for candidate in found if candidate.match > 0.99]
    assert "I have. It likes carrots." in [candidate.text for candidate in alike]
    assert {candidate.source for candidate in found} == {"bank"}


def test_what_was_said_is_not_found_again(bank: Path, encoder: ReplyEncoder) -> None:
    history = [
        Turn("user", "Feed the kitten!"),
        Turn("assistant", "I have. It likes carrots."),
        Turn("user", "Feed the kitten!"),
    ]
    found = ReplyBank.read(bank, encoder).find("Feed the kitten!", history)
    assert "I have. It likes carrots." not in [candidate.text for candidate in found]


def test_a_damaged_bank_is_told(bank: Path, encoder: ReplyEncoder, tmp_path: Path) -> None:
    other = ReplyEncoder(tiny.loaded("encoder", tiny.encoder(vocabulary=len(WORDS), size=7), WORDS))
    with pytest.raises(BadData, match="another reply encoder"):
        ReplyBank.read(bank, other)
    with (bank / PAIRS).open("a") as file:
        file.write('{"prompt": "one too many", "reply": "Oh."}\n')
    with pytest.raises(BadData):
        ReplyBank.read(bank, encoder)
    (bank / VECTORS).write_bytes(b"nothing of use")
    with pytest.raises(BadData):
        ReplyBank.read(bank, encoder)
    with pytest.raises(BadData):
        ReplyBank.read(tmp_path / "nowhere", encoder)


def test_other_folders_are_left_alone_and_an_old_bank_is_replaced(
    talks: Path, bank: Path, encoder: ReplyEncoder, tmp_path: Path
) -> None:
    (tmp_path / "photos").mkdir()
    (tmp_path / "photos" / "kitten.png").write_bytes(b"png")
    with pytest.raises(BadInput):
        build(talks, tmp_path / "photos", encoder)
    assert (tmp_path / "photos" / "kitten.png").exists()
    talks.write_text(json.dumps({"turns": ["a?", "b."]}))
    assert build(talks, bank, encoder) == 1
    assert ReplyBank.read(bank, encoder).pairs == [("a?", "B.")]
    assert not list(tmp_path.glob(".bank*")), "nothing is left behind"


def test_nothing_to_learn_from(tmp_path: Path, encoder: ReplyEncoder) -> None:
    path = tmp_path / "talks.jsonl"
    path.write_text(json.dumps({"turns": ["alone"]}))
    with pytest.raises(BadData):
        build(path, tmp_path / "bank", encoder)
    assert not (tmp_path / "bank").exists()


def test_the_command_complains_in_one_sentence(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code = main([str(tmp_path), str(tmp_path / "bank"), "--encoder", str(tmp_path)])
    assert code == 1
    assert capsys.readouterr().err.startswith("reply_bank: ")
    assert torch.is_inference_mode_enabled() is False
