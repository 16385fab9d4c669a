"""The peer's transcripts are kept, and the comparison counts right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import BadData
from assistant.messages import Audio
from bench import accuracy, peers
from bench.peers import pocketsphinx_transcripts
from training.data.speech import Clip
from training.metrics import edits


def clips(folder: Path) -> list[Clip]:
    made = []
    for name, text in (("a.wav", "good day"), ("b.wav", "hello")):
        soundfile.write(folder / name, np.zeros(800, np.float32), 16000)
        made.append(Clip("toy", name, None, folder, 0.05, "s", "test", text))
    return made


def test_what_the_peer_has_heard_is_not_asked_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def hear(audio: Audio) -> str:
        asked.append(audio.seconds)
        return "good day"

    monkeypatch.setattr(peers, "pocketsphinx", hear)
    cache = tmp_path / "cache" / "peer.jsonl"
    first = list(pocketsphinx_transcripts(clips(tmp_path)[:1], cache))
    both = list(pocketsphinx_transcripts(clips(tmp_path), cache))
    assert [heard for _, _, heard in first] == ["good day"]
    assert [clip.path for clip, _, _ in both] == ["a.wav", "b.wav"]
    assert len(asked) == 2

    monkeypatch.setattr(peers, "version", lambda _: "another")
    list(pocketsphinx_transcripts(clips(tmp_path), cache))
    assert len(asked) == 4


def test_the_comparison_divides_errors_by_errors() -> None:
    ours, theirs = edits("abcd", "abc"), edits("abcd", "xy")
    figures = {figure.name: figure.p50 for figure in accuracy.compared("toy", ours, theirs)}
    assert figures == {
        "toy, WER": 25.0,
        "toy, WER, baseline: PocketSphinx": 100.0,
        "toy, our errors, of its": 25.0,
    }


def test_without_the_data_a_line_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(*_: object) -> list[Clip]:
        raise BadData("No speech data found.")

    monkeypatch.setattr(accuracy, "clips_to_score", nothing)
    assert list(accuracy.accuracy(tmp_path)) == []
    assert "left out" in capsys.readouterr().err
