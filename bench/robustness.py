"""Word errors in noise over those in quiet, on the same clips.

    python -m bench.robustness [--split test|dev] [--limit CLIPS_A_CORPUS] [--decibels 10]

Two noises: pink noise, which no training heard, and the noise recordings that training mixes
into speech (mel by mel there, sample by sample here).
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.checkpoint import load_model
from assistant.errors import BadData
from assistant.messages import Audio
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


def robustness(
    models: Path, split: str = "test", limit: int | None = 15, decibels: float = 10
) -> Iterator[Figure]:
    """Word error rates in quiet and in both noises, and their ratios."""
    try:
        clips = sample(read_corpora(split, CORPORA), limit)
        generator = np.random.default_rng(1)
        noises = {"pink noise": pink(generator), "recorded noise": recorded(generator)}
    except BadData as error:
        print(f"Noise is left out: {error}", file=sys.stderr)
        return
    recogniser = Recogniser(load_model(models / "speech"))
    errors = {"quiet": Edits(), **{name: Edits() for name in noises}}
    for clip, samples in read_audio(clips):
        heard = {"quiet": samples}
        heard |= {name: mix(samples, make(len(samples)), decibels) for name, make in noises.items()}
        for name, sound in heard.items():
            text = recogniser.transcribe(Audio(sound)).text
            errors[name] += edits(clip.text.split(), text.split())
    for name, found in errors.items():
        level = "" if name == "quiet" else f" at {decibels:g} dB"
        figure = 100 * found.rate
        yield Figure("robustness", f"{split}, {name}{level}, WER", "%", figure, None, len(clips))
    for name in noises:
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
