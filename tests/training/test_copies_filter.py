"""Making the filter of copied words from a few texts of our own."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from assistant.language.copies import CopyFilter, spellings
from training import copies
from training.data.text import STYLES

TOLD = "the kettle sang all day and the kitten slept beside it until the soup was ready for us"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    data = tmp_path / "data" / "text" / "lm"
    data.mkdir(parents=True)
    for corpus in STYLES:
        for split, text in (("train", f"{corpus}. {TOLD}.\n"), ("dev", f"Once {TOLD[:45]}.\n")):
            (data / f"{corpus}.{split}.txt.gz").write_bytes(gzip.compress(text.encode()))
    monkeypatch.setenv("REFRAIN_DATA", str(tmp_path / "data"))
    model = tmp_path / "model"
    model.mkdir()
    return model


def test_made_and_checked(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert copies.main([str(folder), "--megabytes", "0.001"]) == 0
    made = json.loads(capsys.readouterr().out)
    found = CopyFilter.read(folder)
    assert found is not None
    longest = found.longest(f"They said {TOLD}!")
    assert longest is not None
    assert longest.words == len(TOLD.split())
    shared = len(spellings(TOLD[:45]))
    assert made["words_in_runs_over_8"] == made["of_those_truly"] == 3 * shared
    assert made["dev_words"] == 3 * (shared + 1)
    assert copies.main([str(folder), "--check"]) == 0
    assert json.loads(capsys.readouterr().out) == made


def test_what_is_missing_is_told(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert copies.main([str(tmp_path / "nowhere")]) == 1
    assert "nowhere" in capsys.readouterr().err
    assert copies.main([str(folder), "--check"]) == 1
    assert "leave out --check" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("held", "words"),
    [
        ([], 0),
        ([True, True], 0),  # eight words
        ([True, True, True], 9),
        ([True, True, False, True, True, True, True], 10),
        ([True] * 3 + [False] + [True] * 3, 18),
    ],
)
def test_words_in_long_runs_by_hand(held: list[bool], words: int) -> None:
    assert copies.copied(held) == words
