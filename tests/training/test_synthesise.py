"""Made speech: what the programs are told, what comes of it, and what is missing."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import BadData, BadInput
from assistant.messages import SAMPLE_RATE
from training import synthesise
from training.data import spoken_text
from training.data.speech import Clip, read_audio, read_manifest
from training.data.unheard import unheard_sentences
from training.synthesise import TEST_VOICES, Voice, make, say, voices


def test_a_voice_tells_its_program_how_to_speak() -> None:
    slow = Voice("espeak:en-gb+f3", words_a_minute=130, pitch=60).command("-v is no option")
    assert slow[:3] == ["espeak-ng", "-v", "en-gb+f3"] and slow[-2:] == ["--", "-v is no option"]
    assert slow[slow.index("-s") + 1] == "130" and slow[slow.index("-p") + 1] == "60"
    other = Voice("flite:slt", words_a_minute=330).command("hello")
    assert other[0] == "flite" and "duration_stretch=0.50" in other


def test_voices_for_tests_are_never_drawn_and_the_draw_is_the_same_again() -> None:
    drawn = list(voices(400))
    assert drawn == list(voices(400))
    assert not {voice.name for voice in drawn} & set(TEST_VOICES)
    assert {voice.name.partition(":")[0] for voice in drawn} == {"espeak", "flite"}


def wav(samples: np.ndarray, rate: int) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format="WAV", subtype="PCM_16")
    return file.getvalue()


def test_a_wav_that_claims_to_be_endless_is_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    sound = np.sin(np.arange(8_000) / 20).astype(np.float32) * 0.5
    data = bytearray(wav(sound, 8_000))
    at = data.find(b"data") + 4
    data[at : at + 4] = b"\xff\xff\xff\x7f"  # as programs write it into a pipe
    (tmp_path / "said.wav").write_bytes(bytes(data))
    monkeypatch.setattr(Voice, "command", lambda self, text: ["cat", str(tmp_path / "said.wav")])
    samples = say("hello", Voice("flite:slt"))
    assert samples.dtype == np.float32 and len(samples) == pytest.approx(SAMPLE_RATE, abs=50)


def test_a_missing_or_silent_program_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Voice, "command", lambda self, text: ["no-such-program"])
    with pytest.raises(BadInput, match="Install no-such-program"):
        say("hello", Voice("flite:slt"))
    monkeypatch.setattr(Voice, "command", lambda self, text: ["true"])
    with pytest.raises(BadInput, match="no sound"):
        say("hello", Voice("flite:slt"))


def test_the_manifest_is_one_that_training_reads(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(synthesise.TEXTS, "prose", lambda: ["lights on", "what's new", "spare"])
    tone = np.zeros(SAMPLE_RATE // 2, np.float32)
    monkeypatch.setattr(synthesise, "say", lambda text, voice: tone)
    assert make(tmp_path / "made", 2, "prose") == 1
    clips = read_manifest(tmp_path / "made" / "made.tsv", "train")
    assert [clip.text for clip in clips] == ["lights on", "what's new"]
    assert [len(samples) for _, samples in read_audio(clips)] == [8_000, 8_000]
    assert all(clip.seconds == 0.5 for clip in clips)


LINES = [f"line {letter}" for letter in "abcdefghijklmnopqrst"]


def test_sentences_that_were_made_before_can_be_skipped(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(synthesise.TEXTS, "prose", lambda: LINES)
    said: dict[str, Voice] = {}

    def say(text: str, voice: Voice) -> np.ndarray:
        said[text] = voice
        return np.zeros(SAMPLE_RATE // 2, np.float32)

    monkeypatch.setattr(synthesise, "say", say)
    make(tmp_path / "first", 12, "prose")
    make(tmp_path / "second", 8, "prose", skip=12)
    clips = read_manifest(tmp_path / "second" / "made.tsv", "train")
    assert [clip.text for clip in clips] == LINES[12:]
    assert [clip.speaker for clip in clips] == [said[clip.text].name for clip in clips]
    assert any(said[one] != said[other] for one, other in zip(LINES[:8], LINES[12:], strict=True))
    with pytest.raises(BadData, match="only 1 sentences after the first 19"):
        make(tmp_path / "third", 2, "prose", skip=19)


def test_more_clips_than_sentences(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(synthesise, "read_corpora", lambda split: [])
    monkeypatch.setattr(synthesise, "texts", lambda data: iter([("snips", iter(["play a song"]))]))
    assert synthesise.commands() == ["play a song"]
    with pytest.raises(BadData, match="only 1"):
        make(tmp_path / "made", 2)


def test_prose_has_known_words_and_nothing_that_dev_or_test_says(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    held = "one two three four five six seven eight"
    sentences = {
        "gutenberg": ["the cat sat on the mat", "the cat sat on the zyzzx", "too short", held],
        "snips": ["the mat sat on the cat"],
    }
    monkeypatch.setattr(
        spoken_text, "texts", lambda data: ((name, iter(said)) for name, said in sentences.items())
    )
    clip = Clip("toy", "a", None, tmp_path, 1.0, "s", "test", held)
    monkeypatch.setattr(
        spoken_text, "read_corpora", lambda split: [clip] if split == "test" else []
    )
    known = set(f"the cat sat on mat too short {held}".split())
    assert unheard_sentences(known) == ["the cat sat on the mat"]
