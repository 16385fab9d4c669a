"""What the tab Listen does, without a browser."""

from __future__ import annotations

from pathlib import Path

import gradio as gr
import numpy as np
import pytest
import soundfile

from assistant.speech.audio import load_audio
from assistant.ui import listen as tab
from assistant.ui.listen import Listen, samples
from tests.fakes import FakeAssistant


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences: list[str] = []
    monkeypatch.setattr(tab, "warn", lambda error: sentences.append(str(error)))
    return sentences


@pytest.fixture
def listen() -> Listen:
    return Listen(FakeAssistant())  # type: ignore[arg-type]


def test_a_file_is_drawn_with_its_address(listen: Listen, tmp_path: Path) -> None:
    path = tmp_path / 'odd "name" & more.wav'
    soundfile.write(path, 0.1 * np.ones(16_000), 16_000)
    page = listen.show(path)
    assert ">hello</button>" in page
    assert "gradio_api/file=" in page
    assert "odd%20%22name%22%20%26%20more.wav" in page


def test_a_bad_file_warns_and_leaves_the_picture(
    listen: Listen, told: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(b"rubbish")
    assert listen.show(path) == gr.skip()
    assert "bad.wav" in told[0]


def test_a_recording_outside_the_uploads_is_never_read(
    listen: Listen, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    event = gr.EventData(None, {"path": str(samples()[0])})
    assert listen.show_recording(event) == gr.skip()
    assert told


def test_the_bundled_samples_are_sounds() -> None:
    assert len(samples()) >= 3
    for path in samples():
        audio = load_audio(path)
        assert 1 < audio.seconds < 10
        assert float(np.abs(audio.samples).max()) > 0.1
