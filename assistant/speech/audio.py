"""Any sound -> mono float32 at 16 kHz, or `BadAudio`.

soundfile decodes (wav, flac, ogg, opus, mp3) and soxr resamples: librosa's default
resampler is the same soxr call, but importing librosa takes seconds, which a first
transcription would have to wait for.
"""

from __future__ import annotations

import io
import os
from pathlib import Path
from typing import Any, BinaryIO, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from assistant.errors import BadAudio
from assistant.messages import SAMPLE_RATE, Audio

AudioSource: TypeAlias = str | Path | bytes | BinaryIO | tuple[int, npt.ArrayLike] | Audio
"""A path, a whole file as bytes, an open file, (rate in hertz, samples), or checked `Audio`."""

MAX_SECONDS = 300
"""Longest sound that is accepted: 5 minutes."""
RATES = (1_000, 192_000)
"""Hertz: the lowest and the highest sample rate that is believed."""
MAX_CHANNELS = 64
MAX_BYTES = 600 * 2**20
"""Largest file that is read from memory or a stream: 5 minutes of 6 channels at 96 kHz, float."""
BLOCK = 1 << 16
"""Frames decoded at a time, so that a refused file never fills the memory."""

FORMATS = "wav, flac, ogg, opus or mp3"


def load_audio(source: AudioSource) -> Audio:
    """Decode, mix down to mono, resample to 16 kHz.

    Samples as (rate, array) may be (time,), (time, channels) or (channels, time); whole
    numbers are scaled by their type, floats are taken as they are and only ever turned
    down, never up: silence stays silence.

    Raises:
        BadAudio: missing, empty, broken, longer than 5 minutes, not finite, or not audio.
    """
    if isinstance(source, Audio):
        return source
    if isinstance(source, tuple):
        if len(source) != 2:
            raise BadAudio("Give the sound as (sample rate, samples).")
        rate, mono = _check_rate(source[0]), _from_array(source[1])
        _check_length(len(mono), rate)
    elif isinstance(source, (str, Path)):
        mono, rate = _decode(_existing_file(source))
    else:
        mono, rate = _decode(io.BytesIO(_read_all(source)))
    return Audio(_resample(_finite(mono), rate))


def _existing_file(path: str | Path) -> Path:
    try:
        path = Path(path).expanduser()
        if path.is_dir():
            raise BadAudio(f"{path} is a folder. Give one sound file ({FORMATS}).")
        if not path.exists():
            raise BadAudio(f"There is no file {str(path)!r}. Check the name and the folder.")
        if not path.is_file():
            raise BadAudio(f"{path} is not a regular file. Give a sound file ({FORMATS}).")
        if path.stat().st_size == 0:
            raise BadAudio(f"{path} is empty. Record it again, or choose another file.")
        if not os.access(path, os.R_OK):
            raise BadAudio(f"{path} may not be read. Check its permissions.")
    except (OSError, ValueError, RuntimeError) as error:  # over-long names, null bytes, ~nobody
        raise BadAudio(f"Can't open {str(path)[:100]!r}: {error}.") from error
    return path


def _read_all(source: object) -> bytes:
    """The bytes of an open file, or the bytes themselves, within `MAX_BYTES`."""
    if isinstance(source, (bytes, bytearray, memoryview)):
        data = bytes(source[: MAX_BYTES + 1])
    else:
        read = getattr(source, "read", None)
        if read is None:
            raise BadAudio(f"Can't take sound from {type(source).__name__}: give a file or bytes.")
        try:
            data = read(MAX_BYTES + 1)
        except (OSError, ValueError) as error:
            raise BadAudio(f"Can't read the sound: {error}.") from error
        if not isinstance(data, bytes):
            raise BadAudio("Open the sound file in binary mode ('rb').")
    if not data:
        raise BadAudio("The sound is empty: not one byte came. Record it again.")
    if len(data) > MAX_BYTES:
        raise BadAudio(f"The sound is larger than {MAX_BYTES >> 20} MB. Cut it into pieces.")
    return data


def _decode(file: Path | io.BytesIO) -> tuple[npt.NDArray[np.float64], int]:
    """Sound file -> mono samples at its own rate, and that rate in hertz."""
    import soundfile  # loads a shared library, which typed chat never needs

    name = file.name if isinstance(file, Path) else "The sound"
    try:
        with soundfile.SoundFile(file) as sound:
            rate = _check_rate(sound.samplerate)
            if sound.channels > MAX_CHANNELS:
                raise BadAudio(f"{name} has {sound.channels} channels; give mono or stereo.")
            # A header may claim anything, so the blocks are counted as well.
            if sound.frames < 1 << 48:
                _check_length(max(sound.frames, 1), rate)
            blocks, frames = [], 0
            while len(block := sound.read(BLOCK, dtype="float64", always_2d=True)):
                frames += len(block)
                _check_length(frames, rate)
                blocks.append(_mix(block))
    except (soundfile.SoundFileError, TypeError, ValueError, OSError) as error:
        # soundfile raises TypeError for headerless formats, which it knows by their suffix.
        raise BadAudio(
            f"{name} can't be decoded ({_reason(error)}). It may be damaged or not audio: "
            f"give {FORMATS}."
        ) from error
    if not frames:
        raise BadAudio(f"{name} holds no sound at all. Record it again.")
    return np.concatenate(blocks), rate


def _reason(error: Exception) -> str:
    """libsndfile's own words, without the address of the file object in front."""
    text = str(getattr(error, "error_string", error)).strip()
    return text.rstrip(".") or type(error).__name__


def _from_array(samples: npt.ArrayLike) -> npt.NDArray[np.float64]:
    try:
        array = np.asarray(samples)
    except (ValueError, TypeError) as error:  # ragged lists
        raise BadAudio(f"The samples are not an array of numbers: {error}.") from error
    if array.dtype.kind not in "iuf":
        raise BadAudio(f"The samples are {array.dtype}; give integers or floats.")
    if array.ndim not in (1, 2):
        raise BadAudio(f"The samples have {array.ndim} dimensions; give (time, channels).")
    if array.size == 0:
        raise BadAudio("The sound is empty: it holds no samples. Record it again.")
    if array.ndim == 2:
        if array.shape[0] < array.shape[1]:
            array = array.T
        if array.shape[1] > MAX_CHANNELS:
            raise BadAudio(f"The samples have {array.shape[1]} channels; give mono or stereo.")
    # Before the copy to float64, which would double what an absurd array takes.
    if len(array) > MAX_SECONDS * RATES[1]:
        raise BadAudio(_too_long(len(array) / RATES[1]))
    scaled = _to_unit(array)
    return _mix(scaled) if scaled.ndim == 2 else scaled


def _to_unit(array: npt.NDArray[Any]) -> npt.NDArray[np.float64]:
    """Whole numbers to [-1, 1) by the range of their type; floats as they are."""
    values = array.astype(np.float64)
    if array.dtype.kind == "f":
        return values
    half = 2.0 ** (8 * array.dtype.itemsize - 1)
    if array.dtype.kind == "u":
        values -= half
    if array.dtype.itemsize == 8:
        # Numbers typed as a Python list become int64 though they were 16-bit samples.
        half = 2.0**15
    return values / half


def _mix(block: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """(time, channels) -> (time,). The mean can't overflow what the channels could hold."""
    mono: npt.NDArray[np.float64] = (block / block.shape[1]).sum(axis=1)
    return mono


def _check_rate(rate: object) -> int:
    try:
        hertz = int(cast(Any, rate))
    except (TypeError, ValueError, OverflowError) as error:
        raise BadAudio(f"The sample rate {rate!r} is not a number of hertz.") from error
    if not RATES[0] <= hertz <= RATES[1]:
        raise BadAudio(
            f"A sample rate of {hertz} Hz can't be right: it should lie between "
            f"{RATES[0]} and {RATES[1]} Hz."
        )
    return hertz


def _too_long(seconds: float) -> str:
    return (
        f"The sound lasts {seconds / 60:.1f} minutes, and {MAX_SECONDS // 60} is the most that "
        "is taken. Cut it into pieces."
    )


def _check_length(frames: int, rate: int) -> None:
    if frames > MAX_SECONDS * rate:
        raise BadAudio(_too_long(frames / rate))


def _finite(mono: npt.NDArray[np.float64]) -> npt.NDArray[np.float32]:
    """Refuse NaN and infinity; turn down what exceeds [-1, 1]."""
    peak = float(np.abs(mono).max())
    if not np.isfinite(peak):
        raise BadAudio("The sound holds values that are no numbers (NaN or infinity).")
    return (mono / peak if peak > 1 else mono).astype(np.float32)


def _resample(mono: npt.NDArray[np.float32], rate: int) -> npt.NDArray[np.float32]:
    if rate == SAMPLE_RATE:
        return mono
    import soxr

    resampled: npt.NDArray[np.float32] = soxr.resample(mono, rate, SAMPLE_RATE)
    if not len(resampled):
        raise BadAudio("The sound is too short to hold anything. Record it again.")
    # The filter may overshoot by a little where the input was at its limits.
    return np.clip(resampled, -1, 1)
