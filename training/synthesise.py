"""Make speech: sentences that nobody recorded, said by programs.

    python -m training.synthesise FOLDER [--text commands|prose] [--clips N] [--skip N]

Writes FOLDER/made.tsv and its sounds, for `python -m training.train speech --set
made=FOLDER/made.tsv`. The sentences are those of the open command sets' training parts, or of
novels, articles and translations; the voices are espeak-ng's and flite's, at several rates and
pitches. Some voices are left for tests (`TEST_VOICES`). It teaches commands, and how words are
spelt, not what people sound like.
"""

from __future__ import annotations

import argparse
import csv
import io
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.errors import AssistantError, BadData, BadInput
from assistant.messages import SAMPLE_RATE
from training.data.speech import read_corpora, read_lexicon
from training.data.spoken_text import COMMANDS, Held, texts
from training.data.unheard import unheard_sentences
from training.spoken import sentences

ACCENTS = ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-gbclan")
VARIANTS = ("m1", "m2", "m3", "m4", "m7", "f1", "f3", "f4", "f5", "klatt2", "Annie", "steph")
ESPEAK = tuple(f"{accent}+{variant}" for accent in ACCENTS for variant in VARIANTS)
FLITE = ("awb", "kal16", "slt")
FLITE_SHARE = 0.35
TEST_VOICES = ("flite:rms", "espeak:en-gb-x-rp+f2", "espeak:en-us+m5")
"""Never trained on."""
WORDS = (1, 12)
"""Of a command."""
SEED = 11


@dataclass(frozen=True)
class Voice:
    """One way of saying something."""

    name: str
    """`espeak:VOICE` or `flite:VOICE`."""
    words_a_minute: int = 165
    pitch: int = 50
    """Of espeak-ng, 0 to 99."""

    def command(self, text: str) -> list[str]:
        """What writes the sound to standard output as WAV."""
        program, _, voice = self.name.partition(":")
        if program == "espeak":
            rate, pitch = str(self.words_a_minute), str(self.pitch)
            return ["espeak-ng", "-v", voice, "-s", rate, "-p", pitch, "--stdout", "--", text]
        stretch = f"duration_stretch={165 / self.words_a_minute:.2f}"
        return ["flite", "-voice", voice, "--setf", stretch, "-t", text, "-o", "/dev/stdout"]


def say(text: str, voice: Voice) -> npt.NDArray[np.float32]:
    """Samples at `SAMPLE_RATE`, shape = (time,), float32.

    Raises:
        BadInput: the program is not installed, or it said nothing.
    """
    import soundfile  # not at module level: training on cached features runs without them
    import soxr

    command = voice.command(text)
    if shutil.which(command[0]) is None:
        raise BadInput(f"Install {command[0]} to make speech (Debian has it as a package).")
    made = subprocess.run(command, capture_output=True, check=False)
    try:
        samples, rate = soundfile.read(io.BytesIO(_with_length(made.stdout)), dtype="float32")
    except soundfile.SoundFileError as error:
        raise BadInput(f"{' '.join(command)} gave no sound: {error}.") from error
    return np.asarray(soxr.resample(samples, rate, SAMPLE_RATE), np.float32)


def _with_length(wav: bytes) -> bytes:
    """A WAV that was written to a pipe claims to be endless; say how long it is."""
    if wav[:4] != b"RIFF":
        return wav
    at = wav.find(b"data") + 4
    size = len(wav) - at - 4
    whole = (len(wav) - 8).to_bytes(4, "little")
    return wav[:4] + whole + wav[8:at] + size.to_bytes(4, "little") + wav[at + 4 :]


def commands() -> list[str]:
    """Different sentences of the command sets, as they are said, in an order of chance."""
    held = Held(clip.text for split in ("dev", "test") for clip in read_corpora(split))
    found = dict.fromkeys(
        " ".join(words)
        for source, lines in texts("open")
        if source in COMMANDS
        for line in lines
        for words in sentences(line)
        if WORDS[0] <= len(words) <= WORDS[1] and not held.overlaps(words)
    )
    everything = list(found)
    order = np.random.default_rng(SEED).permutation(len(everything))
    return [everything[index] for index in order]


def prose() -> list[str]:
    """Sentences of novels, articles and translations, in an order of chance."""
    return unheard_sentences(read_lexicon())


TEXTS: dict[str, Callable[[], list[str]]] = {"commands": commands, "prose": prose}


def voices(count: int, skip: int = 0) -> Iterator[Voice]:
    """One for each clip; others after other skipped sentences."""
    generator = np.random.default_rng(SEED + 1 + skip)
    for _ in range(count):
        if generator.random() < FLITE_SHARE:
            name = f"flite:{FLITE[generator.integers(len(FLITE))]}"
        else:
            name = f"espeak:{ESPEAK[generator.integers(len(ESPEAK))]}"
        yield Voice(name, int(generator.integers(125, 205)), int(generator.integers(25, 75)))


def make(folder: Path, count: int, text: str = "commands", skip: int = 0) -> int:
    """Write sounds and manifest; seconds of sound.

    skip : sentences that are left out at the start, for others made them before

    Raises:
        BadData: there are not so many sentences.
        BadInput: a program is missing.
    """
    import soundfile

    folder.mkdir(parents=True, exist_ok=True)
    chosen, rows, total = TEXTS[text]()[skip : skip + count], [], 0.0
    if len(chosen) < count:
        raise BadData(
            f"There are only {len(chosen)} sentences after the first {skip}: ask for fewer clips."
        )
    with ThreadPoolExecutor(2) as pool:
        sounds = pool.map(say, chosen, voices(count, skip))
        for number, (said, samples, voice) in enumerate(
            zip(chosen, sounds, voices(count, skip), strict=True)
        ):
            name = f"{number:05}.flac"
            soundfile.write(folder / name, samples, SAMPLE_RATE)
            seconds = len(samples) / SAMPLE_RATE
            total += seconds
            rows.append([name, f"{seconds:.2f}", voice.name, "train", said])
    with (folder / "made.tsv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t")
        writer.writerow(["path", "duration_s", "speaker", "split", "text"])
        writer.writerows(rows)
    return round(total)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m training.synthesise", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path)
    parser.add_argument("--text", choices=TEXTS, default="commands")
    parser.add_argument("--clips", type=int, default=2400)
    parser.add_argument("--skip", type=int, default=0, help="sentences that were made before")
    parsed = parser.parse_args(arguments)
    if parsed.skip < 0:
        parser.error("--skip is 0 or more")
    try:
        seconds = make(parsed.folder, parsed.clips, parsed.text, parsed.skip)
    except AssistantError as error:
        print(f"synthesise: {error}", file=sys.stderr)
        return 2 if isinstance(error, BadInput) else 1
    print(f"{parsed.clips} clips, {seconds / 60:.0f} minutes, in {parsed.folder}/made.tsv")
    return 0


if __name__ == "__main__":
    sys.exit(main())
