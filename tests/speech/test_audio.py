"""Every kind of input gives the same sound, or a sentence that helps."""

from __future__ import annotations

import io
import wave
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from assistant.errors import BadAudio
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.audio import MAX_SECONDS, load_audio


def tone(rate: int = SAMPLE_RATE, seconds: float = 0.5, level: float = 0.5) -> np.ndarray:
    return level * np.sin(2 * np.pi * 440 * np.arange(int(rate * seconds)) / rate)


def encoded(samples: np.ndarray, rate: int, kind: str, subtype: str | None = None) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


def pitch(audio: Audio) -> float:
    """Hertz of the strongest line of the spectrum."""
    spectrum = np.abs(np.fft.rfft(audio.samples * np.hanning(len(audio.samples))))
    return float(spectrum.argmax() / audio.seconds)


@pytest.mark.parametrize(
    ("kind", "subtype", "rate"),
    [
        ("WAV", "PCM_16", 44_100),
        ("WAV", "PCM_U8", 8_000),
        ("WAV", "PCM_24", 48_000),
        ("WAV", "FLOAT", 22_050),
        ("WAV", "DOUBLE", 96_000),
        ("WAV", "ULAW", 8_000),
        ("FLAC", None, 16_000),
        ("OGG", "VORBIS", 44_100),
        ("OGG", "OPUS", 48_000),
        ("MP3", None, 44_100),
    ],
)
@pytest.mark.parametrize("channels", [1, 2, 3])
def test_every_format_rate_and_layout(
    kind: str, subtype: str | None, rate: int, channels: int
) -> None:
    channels = min(channels, 2) if kind == "MP3" else channels  # MP3 knows no more
    samples = np.tile(tone(rate)[:, None], (1, channels))
    audio = load_audio(encoded(samples, rate, kind, subtype))
    assert audio.samples.dtype == np.float32
    assert audio.samples.ndim == 1
    assert audio.seconds == pytest.approx(0.5, abs=0.06)  # mp3 pads both ends
    assert pitch(audio) == pytest.approx(440, abs=8)
    assert audio.samples.std() == pytest.approx(0.5 / 2**0.5, abs=0.03)


@pytest.mark.parametrize(
    ("dtype", "scale", "offset"),
    [
        ("int16", 2**15, 0),
        ("int32", 2**31, 0),
        ("uint8", 2**7, 2**7),
        ("int8", 2**7, 0),
        ("float16", 1, 0),
        ("float32", 1, 0),
        ("float64", 1, 0),
        ("int64", 2**15, 0),
    ],
)
def test_array_types(dtype: str, scale: float, offset: float) -> None:
    wanted = tone()
    array = (wanted * scale * 0.999 + offset).astype(dtype)
    audio = load_audio((SAMPLE_RATE, array))
    np.testing.assert_allclose(audio.samples, wanted, atol=0.02)


def test_channels_are_averaged_whichever_way_they_lie() -> None:
    left, right = np.full(100, 0.5), np.full(100, 0.1)
    for array in (np.stack([left, right]), np.stack([left, right], axis=1)):
        np.testing.assert_allclose(load_audio((SAMPLE_RATE, array)).samples, 0.3, atol=1e-6)


def test_path_string_file_and_bytes_agree(tmp_path: Path) -> None:
    data = encoded(tone(), SAMPLE_RATE, "WAV", "PCM_16")
    path = tmp_path / "clip.wav"
    path.write_bytes(data)
    with path.open("rb") as file:
        every = [load_audio(source) for source in (path, str(path), data, file)]
    for audio in every[1:]:
        np.testing.assert_array_equal(audio.samples, every[0].samples)
    assert load_audio(every[0]) is every[0]


def test_silence_and_whispers_are_not_turned_up() -> None:
    assert not load_audio((SAMPLE_RATE, np.zeros(1000, np.int16))).samples.any()
    assert np.abs(load_audio((44_100, tone(44_100, level=1e-3))).samples).max() < 2e-3


def test_too_loud_is_turned_down_without_clipping() -> None:
    samples = load_audio((SAMPLE_RATE, tone(level=3000.0))).samples
    np.testing.assert_allclose(samples, tone(level=1.0), atol=1e-3)
    assert np.isfinite(load_audio((SAMPLE_RATE, tone(level=1e300))).samples).all()


def test_one_sample_is_still_sound() -> None:
    assert len(load_audio((SAMPLE_RATE, [0.5])).samples) == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (b"", "empty"),
        (b"This is a shopping list, not a recording.", "not audio"),
        (b"RIFF\x00\x00\x00\x00WAVEfmt ", "damaged"),
        (b"ID3" + bytes(2000), "damaged"),
        (b"OggS" + bytes(2000), "damaged"),
        (io.BytesIO(b""), "empty"),
        (io.StringIO("text"), "binary"),
        ("no/such/file.wav", "no file"),
        ("nul\0byte.wav", "no file|Can't open"),
        ("x" * 5000, "Can't open"),
        ((SAMPLE_RATE, []), "no samples"),
        ((SAMPLE_RATE, np.zeros((0, 2))), "no samples"),
        ((SAMPLE_RATE, np.zeros((2, 3, 4))), "dimensions"),
        ((SAMPLE_RATE, np.zeros((200, 100))), "channels"),
        ((SAMPLE_RATE, ["a", "b"]), "integers or floats"),
        ((SAMPLE_RATE, [[1.0], [1.0, 2.0]]), "array"),
        ((SAMPLE_RATE, np.array([0.0, np.nan])), "NaN"),
        ((SAMPLE_RATE, np.array([0.0, np.inf])), "NaN"),
        ((SAMPLE_RATE, None), "integers or floats"),
        ((0, [0.1]), "hertz|Hz"),
        ((-16_000, [0.1]), "Hz"),
        ((10**9, [0.1]), "Hz"),
        ((float("nan"), [0.1]), "hertz"),
        (("fast", [0.1]), "hertz"),
        ((SAMPLE_RATE,), "sample rate, samples"),
        (12345, "Can't take"),
        (None, "Can't take"),
    ],
)
def test_bad_input_is_named(source: Any, words: str) -> None:
    with pytest.raises(BadAudio, match=words) as caught:
        load_audio(source)
    assert str(caught.value).endswith(".")
    assert "0x" not in str(caught.value)  # no addresses of Python objects


def test_folder_empty_file_and_headerless_format(tmp_path: Path) -> None:
    with pytest.raises(BadAudio, match="folder"):
        load_audio(tmp_path)
    empty = tmp_path / "empty.wav"
    empty.touch()
    with pytest.raises(BadAudio, match=r"^empty\.wav is empty"):
        load_audio(empty)
    raw = tmp_path / "sound.raw"
    raw.write_bytes(bytes(1000))
    with pytest.raises(BadAudio, match="decoded"):
        load_audio(raw)
    with pytest.raises(BadAudio, match="regular"):
        load_audio("/dev/zero")


def test_header_without_samples() -> None:
    with pytest.raises(BadAudio, match="no sound"):
        load_audio(encoded(np.zeros(0), SAMPLE_RATE, "WAV", "PCM_16"))


def test_non_finite_samples_in_a_file() -> None:
    samples = tone()
    samples[7] = np.nan
    with pytest.raises(BadAudio, match="NaN"):
        load_audio(encoded(samples, SAMPLE_RATE, "WAV", "FLOAT"))


def test_truncated_file_gives_what_is_there_or_says_so() -> None:
    data = encoded(tone(seconds=2), SAMPLE_RATE, "WAV", "PCM_16")
    assert load_audio(data[: len(data) // 2]).seconds == pytest.approx(1, abs=0.1)
    flac = encoded(tone(seconds=2), SAMPLE_RATE, "FLAC")
    try:
        assert load_audio(flac[: len(flac) // 2]).seconds <= 2
    except BadAudio as error:
        assert "damaged" in str(error)


def test_five_minutes_pass_and_more_is_refused_unread(tmp_path: Path) -> None:
    limit = np.zeros(MAX_SECONDS * 1000, np.int16)
    assert load_audio((1000, limit)).seconds == pytest.approx(MAX_SECONDS)
    with pytest.raises(BadAudio, match="minutes"):
        load_audio((1000, np.append(limit, np.int16(0))))
    hours = tmp_path / "hours.wav"
    with wave.open(str(hours), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(SAMPLE_RATE)
        file.writeframes(bytes(2))
    # A header that claims nine hours is believed before anything is decoded.
    frames = 9 * 3600 * SAMPLE_RATE
    data = bytearray(hours.read_bytes())
    data[40:44] = (2 * frames).to_bytes(4, "little")
    data[4:8] = (2 * frames + 36).to_bytes(4, "little")
    with hours.open("wb") as sparse:
        sparse.write(data)
        sparse.truncate(44 + 2 * frames)
    with pytest.raises(BadAudio, match="540.0 minutes"):
        load_audio(hours)
