"""Word errors in noise and through codecs over those of the clips as they are.

    python -m bench.robustness [--split test|dev] [--limit CLIPS_A_CORPUS] [--decibels 10]

Two noises: pink noise, which no training heard, and the noise recordings that training mixes
into speech (mel by mel there, sample by sample here). Two codecs, which no training heard
either: GSM at 8 kHz, as a telephone has it, and Opus at its lowest rate.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import soundfile
import soxr

from assistant.checkpoint import load_model
from assistant.errors import BadData
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.recognise import Recogniser
from assistant.stages import BUNDLED
from bench.measure import Figure, table
from training.data.speech import read_audio, read_corpora, read_noise
from training.evaluate_speech import sample
from training.metrics import Edits, edits

CORPORA = ("librispeech", "commonvoice")
Samples = npt.NDArray[np.float32]
Noise = Callable[[int], Samples]
"""So many samples of noise, of any level."""


def mix(speech: Samples, noise: Samples, decibels: float) -> Samples:
    """Speech with noise whose mean power lies so many decibels below that of the speech."""
    power, hiss = float(np.mean(speech**2)), float(np.mean(noise**2))
    gain = np.sqrt(power / max(hiss, 1e-12) * 10 ** (-decibels / 10))
    mixed = speech + gain * noise
    # What would not fit a sound card is made quieter as a whole, as a person would do.
    loudest = max(1.0, float(np.abs(mixed).max()))
    quieter: Samples = (mixed / loudest).astype(np.float32)
    return quieter


def pink(generator: np.random.Generator) -> Noise:
    """Noise whose power falls by 3 dB an octave."""

    def made(count: int) -> Samples:
        spectrum = np.fft.rfft(generator.standard_normal(count))
        spectrum /= np.sqrt(np.maximum(1, np.arange(len(spectrum))))
        return np.fft.irfft(spectrum, count).astype(np.float32)

    return made


def recorded(generator: np.random.Generator) -> Noise:
    """A stretch of a noise recording, repeated if it is short."""
    found = [samples for _, samples in read_audio(read_noise()[::4]) if np.abs(samples).max() > 0]

    def made(count: int) -> Samples:
        noise = found[generator.integers(len(found))]
        start = generator.integers(len(noise))
        return np.resize(np.roll(noise, -start), count)

    return made


def telephone(samples: Samples) -> Samples:
    """As it comes out of a GSM call: 8 kHz, 13 kbit/s."""
    narrow = soxr.resample(samples, SAMPLE_RATE, 8_000)
    return _resized(
        soxr.resample(_coded(narrow, 8_000, "WAV", "GSM610"), 8_000, SAMPLE_RATE), samples
    )


def small_opus(samples: Samples) -> Samples:
    """As it comes out of the smallest Opus file of its length: about 8 kbit/s."""
    return _resized(_coded(samples, SAMPLE_RATE, "OGG", "OPUS", compression_level=1.0), samples)


def _coded(samples: Samples, rate: int, kind: str, subtype: str, **more: Any) -> Samples:
    file = io.BytesIO()
    soundfile.write(file, samples.clip(-1, 1), rate, format=kind, subtype=subtype, **more)
    file.seek(0)
    coded: Samples = soundfile.read(file, dtype="float32")[0]
    return coded


def _resized(coded: Samples, samples: Samples) -> Samples:
    """Codecs work in blocks: cut or filled up to the length that it had."""
    cut = coded[: len(samples)]
    return np.pad(cut, (0, len(samples) - len(cut))).astype(np.float32)


CODECS: dict[str, Callable[[Samples], Samples]] = {
    "GSM telephone": telephone,
    "smallest Opus": small_opus,
}


def robustness(
    models: Path, split: str = "test", limit: int | None = 15, decibels: float = 10
) -> Iterator[Figure]:
    """Word error rates in quiet, in both noises and through both codecs, and their ratios."""
    try:
        clips = sample(read_corpora(split, CORPORA), limit)
        generator = np.random.default_rng(1)
        noises = {"pink noise": pink(generator), "recorded noise": recorded(generator)}
    except BadData as error:
        print(f"Noise is left out: {error}", file=sys.stderr)
        return
    recogniser = Recogniser(load_model(models / "speech"))
    errors = {name: Edits() for name in ("quiet", *noises, *CODECS)}
    for clip, samples in read_audio(clips):
        heard = {"quiet": samples}
        heard |= {name: mix(samples, make(len(samples)), decibels) for name, make in noises.items()}
        heard |= {name: code(samples) for name, code in CODECS.items()}
        for name, sound in heard.items():
            text = recogniser.transcribe(Audio(sound)).text
            errors[name] += edits(clip.text.split(), text.split())
    for name, found in errors.items():
        level = f" at {decibels:g} dB" if name in noises else ""
        figure = 100 * found.rate
        yield Figure("robustness", f"{split}, {name}{level}, WER", "%", figure, None, len(clips))
    for name in (*noises, *CODECS):
        ratio = errors[name].rate / max(errors["quiet"].rate, 1e-9)
        yield Figure("robustness", f"{split}, {name}, of quiet", "%", 100 * ratio, None, len(clips))


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.robustness", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--models", type=Path, default=BUNDLED, metavar="FOLDER")
    parser.add_argument("--split", choices=("dev", "test"), default="test")
    parser.add_argument("--limit", type=int, help="at most so many clips of each corpus")
    parser.add_argument("--decibels", type=float, default=10, help="of speech over noise")
    parsed = parser.parse_args(arguments)
    print(table(list(robustness(parsed.models, parsed.split, parsed.limit, parsed.decibels))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
