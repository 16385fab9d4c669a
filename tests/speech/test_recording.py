"""Long recordings: parts that add up to the whole, in constant memory."""

from __future__ import annotations

import io
import tracemalloc
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import soundfile

from assistant.errors import BadAudio
from assistant.messages import SAMPLE_RATE, Audio, Transcript, Word
from assistant.speech import recording
from assistant.speech.audio import load_audio
from assistant.speech.recording import (
    WINDOW,
    Part,
    joined,
    last_pause,
    read_parts,
    stretches,
)
from tests.signals import noise, talk
from tests.speech.test_recognise import Scripted, recogniser

MINUTE = 60 * SAMPLE_RATE


def hear(audio: Audio) -> Transcript:
    """A word that lasts for the whole part."""
    word = Word("part", 0.0, audio.seconds, 0.5)
    return Transcript("part", (word,), 0.5, audio.seconds, 0.1)


def write(path: Path, samples: np.ndarray, rate: int = SAMPLE_RATE) -> Path:
    soundfile.write(path, samples, rate)
    return path


TURN = np.r_[0.5 * talk(8.0), np.zeros(24_000)]


def conversation(seconds: int) -> np.ndarray:
    """Eight seconds of speech and one and a half of silence, again and again."""
    return np.tile(TURN, seconds // 9)


def test_a_short_file_is_the_whole_file(tmp_path: Path) -> None:
    path = write(tmp_path / "short.wav", conversation(40), 16_000)
    hearing = recogniser(Scripted("see two", "S IY"))
    (part,) = read_parts(path, hearing.transcribe)
    whole = hearing.transcribe(load_audio(path))
    assert part.transcript.words == whole.words
    assert (part.start, part.end, part.total) == (0, whole.audio_seconds, whole.audio_seconds)


@pytest.mark.parametrize("rate", [8_000, 44_100, 48_000])
def test_blocks_are_resampled_as_the_whole_is(tmp_path: Path, rate: int) -> None:
    samples = 0.3 * noise(3 * rate + 77, 1) / 4
    path = write(tmp_path / "noise.wav", np.stack([samples, -0.5 * samples], 1), rate)
    taken: list[np.ndarray] = []
    list(read_parts(path, lambda audio: (taken.append(audio.samples), hear(audio))[1]))
    whole = load_audio(path).samples
    assert len(np.concatenate(taken)) == len(whole)
    assert np.abs(np.concatenate(taken) - whole).max() < 1e-5


def test_a_long_file_is_heard_as_the_whole_would_be(tmp_path: Path) -> None:
    path = write(tmp_path / "long.flac", conversation(150))
    hearing = recogniser(Scripted("see two", "S IY"))
    parts = list(read_parts(path, hearing.transcribe))
    assert len(parts) >= 3
    whole = hearing.transcribe(load_audio(path))
    told = joined([part.transcript for part in parts])
    assert told.text == whole.text
    assert told.audio_seconds == pytest.approx(whole.audio_seconds)
    for ours, theirs in zip(told.words, whole.words, strict=True):
        assert ours.start == pytest.approx(theirs.start, abs=0.05)
        assert ours.end == pytest.approx(theirs.end, abs=0.05)


def test_parts_follow_each_other_and_tell_how_far_they_are(tmp_path: Path) -> None:
    parts = list(read_parts(write(tmp_path / "a.wav", conversation(150)), hear))
    assert parts[0].start == 0
    assert all(a.end == b.start for a, b in pairwise(parts))
    assert parts[-1].end == parts[-1].total
    assert all(part.transcript.words[0].start == part.start for part in parts)
    assert all(part.end - part.start <= WINDOW + 5 for part in parts)


@pytest.mark.parametrize(
    "sound",
    [np.tile(TURN[:112_000], 10), np.zeros(65 * SAMPLE_RATE), 0.01 * noise(65 * SAMPLE_RATE, 0)],
    ids=["speech without a pause", "silence", "noise"],
)
def test_there_is_always_a_cut(sound: np.ndarray) -> None:
    cut = last_pause(sound)
    assert len(sound) / 2 < cut < len(sound)


def test_a_cut_lies_in_silence() -> None:
    sound = conversation(70)
    cut = last_pause(sound)
    assert np.abs(sound[cut - 1600 : cut + 1600]).max() < 0.01


def test_nothing_is_lost_or_said_twice_when_blocks_are_odd() -> None:
    sound = conversation(130)
    blocks = np.split(sound, np.cumsum([1, 5, 100_000, 3, MINUTE]))
    found = list(stretches(blocks))
    assert np.array_equal(np.concatenate(found), sound)
    assert len(found) > 1
    assert list(stretches([])) == []


def test_two_hours_take_the_memory_of_a_minute(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """7200 s are 461 MB of float32 at 16 kHz; a file of 1 kHz in 8 bits costs little to make."""
    path = tmp_path / "two-hours.wav"
    soundfile.write(path, np.zeros(7200 * 1000, np.float32), 1000, subtype="PCM_U8")
    monkeypatch.setattr(recording, "last_pause", lambda samples: len(samples) - 8000)
    tracemalloc.start()
    end = 0.0
    for part in read_parts(path, hear):
        end = part.end
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert end == 7200
    assert peak < 64e6


def test_damage_in_the_middle_keeps_what_was_before(tmp_path: Path) -> None:
    path = write(tmp_path / "talk.flac", conversation(150))
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 20_000] = bytes(20_000)
    path.write_bytes(data)
    parts: list[Part] = []
    with pytest.raises(BadAudio, match=r"talk.flac is damaged after 1:\d\d ") as told:
        parts.extend(read_parts(path, hear))
    assert "Get the file again" in str(told.value)
    assert 60 < parts[-1].end < 90
    with pytest.raises(BadAudio, match="damaged after"):
        load_audio(path)


def test_a_file_that_is_cut_off_is_told_after_what_there_was(tmp_path: Path) -> None:
    path = tmp_path / "talk.mp3"
    with soundfile.SoundFile(path, "w", SAMPLE_RATE, 1, format="MP3") as file:
        for turn in [TURN] * 8:
            file.write(turn)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    parts: list[Part] = []
    with pytest.raises(BadAudio, match="should last 1:16, and only 0:3"):
        parts.extend(read_parts(path, hear))
    assert parts[-1].end == pytest.approx(38, abs=1)


def test_numbers_that_are_none_are_told_with_their_time(tmp_path: Path) -> None:
    samples = np.zeros(100 * SAMPLE_RATE, np.float32)
    samples[80 * SAMPLE_RATE] = np.nan
    path = tmp_path / "nan.wav"
    soundfile.write(path, samples, SAMPLE_RATE, subtype="FLOAT")
    parts: list[Part] = []
    with pytest.raises(BadAudio, match="NaN or infinity.* after 1:1"):
        parts.extend(read_parts(path, hear))
    assert parts[-1].end > 75


def test_what_is_too_loud_is_turned_down(tmp_path: Path) -> None:
    path = tmp_path / "loud.wav"
    soundfile.write(path, 40.0 * talk(2.0), SAMPLE_RATE, subtype="FLOAT")
    peaks: list[float] = []
    list(read_parts(path, lambda audio: (peaks.append(audio.samples.max()), hear(audio))[1]))
    assert peaks == [pytest.approx(1.0, abs=0.2)]


@pytest.mark.parametrize("data", [b"", b"rubbish", b"RIFF\x00\x00\x00\x00WAVE"], ids=repr)
def test_what_is_no_sound_is_refused(data: bytes) -> None:
    with pytest.raises(BadAudio):
        list(read_parts(data, hear))


def test_a_file_without_a_sample_is_refused() -> None:
    empty = io.BytesIO()
    soundfile.write(empty, np.zeros(0), SAMPLE_RATE, format="WAV")
    with pytest.raises(BadAudio, match="no sound at all"):
        list(read_parts(empty.getvalue(), hear))


def test_joining_by_hand() -> None:
    first = Transcript("a b", (Word("a", 0, 1, 0.5), Word("b", 1, 2, 0.7)), 0.6, 3.0, 0.5)
    second = Transcript("c", (Word("c", 0.5, 1, 0.9),), 0.9, 2.0, 0.25).later(3.0)
    silent = Transcript("", (), 0.8, 1.0, 0.0)
    whole = joined([first, second, silent])
    assert whole.text == "a b c"
    assert (whole.words[2].start, whole.words[2].end) == (3.5, 4)
    assert whole.confidence == pytest.approx((2 * 0.6 + 0.9) / 3)
    assert (whole.audio_seconds, whole.seconds) == (6.0, 0.75)
    assert joined([silent]).confidence == 0.8
    assert joined([]) == Transcript("", (), 1.0, 0, 0)
