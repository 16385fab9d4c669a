"""Any sound -> mono float32 at 16 kHz, or `BadAudio`.

soundfile decodes (wav, flac, ogg, opus, mp3) and soxr resamples: librosa's default
resampler is the same soxr call, but importing librosa takes seconds, which a first
transcription would have to wait for.
"""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, TypeAlias, cast

import numpy as np
import numpy.typing as npt

from assistant.errors import BadAudio
from assistant.messages import SAMPLE_RATE, Audio

if TYPE_CHECKING:
    import soundfile

FileSource: TypeAlias = str | Path | bytes | BinaryIO
"""A path, a whole file as bytes, or an open file."""
AudioSource: TypeAlias = FileSource | tuple[int, npt.ArrayLike] | Audio
"""A file, (rate in hertz, samples), or checked `Audio`."""

MAX_SECONDS = 300
"""Longest sound that is accepted whole: 5 minutes. `recording.py` reads longer ones in parts."""
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
    else:
        mono, rate = _decode(source)
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
            # By its name alone: of what a browser sent, the folder is the app's own.
            raise BadAudio(f"{path.name} is empty. Record it again, or choose another file.")
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


class OpenSound:
    """A sound file that is being decoded block by block, so that none is too long to read."""

    def __init__(self, sound: soundfile.SoundFile, name: str) -> None:
        self._sound = sound
        self.name = name
        self.rate = _check_rate(sound.samplerate)
        """Hertz."""
        # A header may claim anything; what cannot be so counts as unknown.
        self.frames = sound.frames if 0 < sound.frames < 1 << 48 else None

    def blocks(self) -> Iterator[npt.NDArray[np.float64]]:
        """Mono samples at the file's own rate, shape (time,) each, none empty.

        Raises:
            BadAudio: the file is damaged; the blocks before the damage have come.
        """
        import soundfile

        done = 0
        while True:
            try:
                block = self._sound.read(BLOCK, dtype="float64", always_2d=True)
            except (soundfile.SoundFileError, ValueError, OSError) as error:
                raise BadAudio(
                    f"{self.name} is damaged after {clock(done / self.rate)} ({_reason(error)}). "
                    "Get the file again, or cut the damaged part out."
                ) from error
            if not len(block):
                return
            done += len(block)
            yield _mix(block)


@contextmanager
def open_sound(source: FileSource) -> Iterator[OpenSound]:
    """Open a path, bytes or a binary file as sound.

    Raises:
        BadAudio: missing, empty or not audio.
    """
    import soundfile  # loads a shared library, which typed chat never needs

    path = isinstance(source, (str, Path))
    file = _existing_file(cast("str | Path", source)) if path else io.BytesIO(_read_all(source))
    name = file.name if isinstance(file, Path) else "The sound"
    try:
        sound = soundfile.SoundFile(file)
    except (soundfile.SoundFileError, TypeError, ValueError, OSError) as error:
        # soundfile raises TypeError for headerless formats, which it knows by their suffix.
        raise BadAudio(
            f"{name} can't be decoded ({_reason(error)}). It may be damaged or not audio: "
            f"give {FORMATS}."
        ) from error
    with sound:
        if sound.channels > MAX_CHANNELS:
            raise BadAudio(f"{name} has {sound.channels} channels; give mono or stereo.")
        yield OpenSound(sound, name)


def clock(seconds: float) -> str:
    """A time as people read it: `0:07`, `12:30`, `1:02:03`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _decode(source: FileSource) -> tuple[npt.NDArray[np.float64], int]:
    """Sound file -> mono samples at its own rate, and that rate in hertz."""
    with open_sound(source) as sound:
        if sound.frames:
            _check_length(sound.frames, sound.rate)
        blocks, frames = [], 0
        for block in sound.blocks():
            frames += len(block)
            _check_length(frames, sound.rate)
            blocks.append(block)
    if not frames:
        raise BadAudio(f"{sound.name} holds no sound at all. Record it again.")
    return np.concatenate(blocks), sound.rate


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
