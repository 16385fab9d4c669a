"""What the tab Listen does, without a browser."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr
import numpy as np
import pytest
import soundfile

from assistant.speech.audio import load_audio
from assistant.ui import listen as tab
from assistant.ui.listen import Listen, redraw, samples
from tests.fakes import FakeAssistant


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    sentences: list[str] = []
    monkeypatch.setattr(tab, "warn", lambda error: sentences.append(str(error)))
    return sentences


@pytest.fixture
def listen() -> Listen:
    return Listen(FakeAssistant())  # type: ignore[arg-type]


def last(steps: Iterator[tuple[Any, Any]]) -> tuple[Any, Any]:
    *_, end = steps
    return end


def test_a_file_is_drawn_with_its_address(listen: Listen, tmp_path: Path) -> None:
    path = tmp_path / 'odd "name" & more.wav'
    soundfile.write(path, 0.1 * np.ones(16_000), 16_000)
    page, kept = last(listen.show(path))
    assert ">hello</button>" in page
    assert "gradio_api/file=" in page
    assert "odd%20%22name%22%20%26%20more.wav" in page
    assert kept.file == path


def test_the_same_words_in_written_form_without_hearing_anew(
    listen: Listen, tmp_path: Path
) -> None:
    path = tmp_path / "clip.wav"
    soundfile.write(path, 0.1 * np.ones(16_000), 16_000)
    _, kept = last(listen.show(path))
    assert ">Hello</button>" in redraw(kept, True)
    assert ">hello</button>" in redraw(kept, False)
    page, _ = last(listen.show(path, True))
    assert ">there.</button>" in page
    assert redraw(None, True) == gr.skip()


def test_a_recording_that_is_gone_keeps_its_words(listen: Listen, tmp_path: Path) -> None:
    path = tmp_path / "clip.wav"
    soundfile.write(path, 0.1 * np.ones(16_000), 16_000)
    _, kept = last(listen.show(path))
    path.unlink()
    page = redraw(kept, True)
    assert ">Hello</button>" in page
    assert "spectrogram" not in page


def test_a_long_sound_tells_how_far_it_is(listen: Listen, tmp_path: Path) -> None:
    path = tmp_path / "long.wav"
    soundfile.write(path, np.full(400 * 1000, 0.1), 1000)
    *steps, (page, kept) = listen.show(path)
    assert len(steps) > 3
    assert "of 6:40 heard" in steps[0][0]
    assert "<progress" in steps[0][0]
    assert page.count(">hello</button>") == len(steps) + 1
    assert "spectrogram" not in page
    assert kept.heard.audio_seconds == pytest.approx(400)


@pytest.mark.parametrize("rate", [44_100, 48_000])
@pytest.mark.parametrize("extra", range(3))
def test_what_is_heard_at_once_shows_no_progress(
    listen: Listen, tmp_path: Path, rate: int, extra: int
) -> None:
    """Also where resampling rounds the sound's length down."""
    path = tmp_path / "clip.wav"
    soundfile.write(path, np.full(rate + extra, 0.1), rate)
    ((page, _),) = listen.show(path)
    assert ">hello</button>" in page


def test_more_than_an_hour_is_sent_to_the_command_line(
    listen: Listen, told: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "endless.wav"
    soundfile.write(path, np.zeros(3700 * 1000), 1000, subtype="PCM_U8")
    assert list(listen.show(path)) == [(gr.skip(), gr.skip())]
    assert "command line" in told[0]


def test_what_was_heard_before_a_damaged_place_is_shown(
    listen: Listen, told: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "nan.wav"
    sound = np.full(70 * 16_000, 0.1, np.float32)
    sound[-1] = np.nan
    soundfile.write(path, sound, 16_000, subtype="FLOAT")
    page, _ = last(listen.show(path))
    assert ">hello</button>" in page
    assert "after 1:0" in told[0]


def test_a_bad_file_warns_and_leaves_the_picture(
    listen: Listen, told: list[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.wav"
    path.write_bytes(b"rubbish")
    assert list(listen.show(path)) == [(gr.skip(), gr.skip())]
    assert "bad.wav" in told[0]


def test_a_recording_outside_the_uploads_is_never_read(
    listen: Listen, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(tmp_path))
    event = gr.EventData(None, {"path": str(samples()[0])})
    assert list(listen.show_recording(False, event)) == [(gr.skip(), gr.skip())]
    assert told


def test_the_bundled_samples_are_sounds() -> None:
    assert len(samples()) >= 3
    for path in samples():
        audio = load_audio(path)
        assert 1 < audio.seconds < 10
        assert float(np.abs(audio.samples).max()) > 0.1
