"""Word errors beside a peer's, on made-up transcripts."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest

from assistant.errors import BadData
from assistant.messages import Audio
from bench import accuracy
from training.data.speech import Clip

SAID = [
    # corpus, what was said, what we hear, what the peer hears
    ("one", "red and green", "red and green", "read and"),
    ("one", "blue", "a blue", "blew"),
    ("two", "over there", "under there", "over there"),
]


@pytest.fixture
def clips(monkeypatch: pytest.MonkeyPatch) -> list[Clip]:
    clips = [
        Clip(corpus, f"{number}.flac", None, Path(), 1.0, f"s{number}", "test", text)
        for number, (corpus, text, _, _) in enumerate(SAID)
    ]

    class Hears:
        def __init__(self, _: object) -> None:
            self.left = [ours for _, _, ours, _ in SAID]

        def prepare(self) -> None: ...

        def transcribe(self, _: Audio) -> SimpleNamespace:
            return SimpleNamespace(text=self.left.pop(0))

    def heard(clips: list[Clip], _: Path) -> list[tuple[Clip, Audio, str]]:
        theirs = [peer for _, _, _, peer in SAID]
        return [
            (clip, Audio(np.zeros(1, np.float32)), text)
            for clip, text in zip(clips, theirs, strict=True)
        ]

    monkeypatch.setattr(accuracy, "clips_to_score", lambda *_: clips)
    monkeypatch.setattr(accuracy, "load_model", lambda folder: folder)
    monkeypatch.setattr(accuracy, "Recogniser", Hears)
    monkeypatch.setattr(accuracy, "pocketsphinx_transcripts", heard)
    return clips


def test_all_errors_of_a_corpus_and_of_all_are_counted(clips: list[Clip]) -> None:
    found = {figure.name: figure.p50 for figure in accuracy.accuracy(Path("models"))}
    assert found == {
        "one test, WER": 25.0,  # one word too many, of four
        "one test, WER, baseline: PocketSphinx": 75.0,
        "one test, our errors, of its": pytest.approx(100 / 3),
        "two test, WER": 50.0,
        "two test, WER, baseline: PocketSphinx": 0.0,
        "two test, our errors, of its": 100.0,
        "all test, WER": pytest.approx(100 * 2 / 6),
        "all test, WER, baseline: PocketSphinx": 50.0,
        "all test, our errors, of its": pytest.approx(100 * 2 / 3),
    }


def test_without_the_data_the_rest_of_the_bench_goes_on(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def missing(*_: object) -> None:
        raise BadData("No clips here.")

    monkeypatch.setattr(accuracy, "clips_to_score", missing)
    assert list(accuracy.accuracy(Path("models"))) == []
    assert "left out: No clips here." in capsys.readouterr().err
