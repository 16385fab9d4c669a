"""What reading aloud does, without a browser."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
import soundfile
from fastapi import FastAPI
from fastapi.testclient import TestClient

from assistant.errors import BadAudio
from assistant.speech.lexicon import LEXICON
from assistant.speech.pronounce import read_lexicon
from assistant.speech.voice_folder import TABLE, VoiceFolder
from assistant.ui import voice as tab
from assistant.ui.voice import FEWEST, Voice, sentences
from tests import signals

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    said: list[str] = []
    monkeypatch.setattr(tab, "warn", lambda error: said.append(str(error)))
    monkeypatch.setattr(tab, "inform", said.append)
    return said


@pytest.fixture
def voice(tmp_path: Path) -> Voice:
    return Voice(VoiceFolder(tmp_path / "kept", sentences()))


@pytest.fixture
def event(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A recording that the browser has sent."""
    monkeypatch.setattr(tab, "recorded_file", lambda event: event.path)
    path = tmp_path / "sent.wav"
    soundfile.write(path, 0.5 * signals.talk(3.0), 16_000)
    return SimpleNamespace(path=path)


def test_the_sentences_hold_every_phoneme_often_enough() -> None:
    known = read_lexicon(ROOT / "assets" / "models" / "speech" / LEXICON)
    said = [known[w][0] for line in sentences() for w in re.findall("[a-z']+", line.lower())]
    counts: dict[str, int] = {}
    for phones in said:
        for phone in phones:
            counts[phone] = counts.get(phone, 0) + 1
    assert len(counts) == 39
    assert min(counts.values()) >= 5
    assert len(set(sentences())) == 60
    assert all(5 <= len(line.split()) <= 15 for line in sentences())


def test_a_reading_is_kept_shown_and_counted(voice: Voice, event: Any, told: list[str]) -> None:
    place, sentence, step = voice.record(0, event)
    assert place == 0
    assert "1 of 60 recorded" in sentence
    assert re.search(
        r'<audio [^>]*src="gradio_api/file=/[^"]+01-could-you-turn-the.wav\?', sentence
    )
    assert "After 10 sentences" in step
    assert told == []
    assert "Sentence 2 of 60" in voice.forward(0)[1]
    assert "<audio" not in voice.forward(0)[1]


def test_a_page_that_is_opened_again_goes_on(voice: Voice, event: Any, told: list[str]) -> None:
    assert voice.open()[0] == 0
    voice.record(0, event)
    voice.record(2, event)
    assert Voice(VoiceFolder(voice.kept.folder, sentences())).open()[0] == 1
    assert told == []


def test_back_and_next_go_round(voice: Voice) -> None:
    assert voice.back(0)[0] == 59
    assert voice.forward(59)[0] == 0


def test_the_way_to_train_is_shown_once_there_is_enough(voice: Voice, event: Any) -> None:
    for place in range(FEWEST):
        step = voice.record(place, event)[2]
    assert f"--finetune {voice.kept.folder} --name my-voice" in step
    assert f'href="{tab.ZIP}"' in step


def test_a_failed_recording_is_told_and_changes_nothing(
    voice: Voice, event: Any, told: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    voice.record(0, event)
    event.path.write_bytes(b"RIFF, or so it says")
    assert "1 of 60 recorded" in voice.record(0, event)[1]

    def lost(event: object) -> Path:
        raise BadAudio("The recording did not arrive.")

    monkeypatch.setattr(tab, "recorded_file", lost)
    assert "1 of 60 recorded" in voice.record(3, event)[1]
    assert len(told) == 2


def test_a_damaged_table_is_told_once_and_shows_a_sentence(voice: Voice, told: list[str]) -> None:
    voice.kept.folder.mkdir()
    (voice.kept.folder / TABLE).write_bytes(b"\xff\xfe\x00")
    assert "Sentence 1 of 60" in voice.open()[1]
    assert len(told) == 1


def test_odd_folder_names_are_escaped(tmp_path: Path, event: Any) -> None:
    voice = Voice(VoiceFolder(tmp_path / '<b> "x" & y', sentences()))
    _, sentence, step = voice.record(0, event)
    assert "<b>" not in sentence + step
    assert 'x" &' not in sentence


def test_the_zip_can_be_downloaded(voice: Voice, event: Any) -> None:
    voice.record(0, event)
    application = FastAPI()
    tab.serve(application, voice.kept.folder)
    answer = TestClient(application).get(tab.ZIP)
    assert answer.headers["content-type"] == "application/zip"
    assert TABLE in zipfile.ZipFile(BytesIO(answer.content)).namelist()
