"""Fit how sure the recogniser is of its words, and measure whether it is right to be so.

    python -m training.calibrate assets/models/speech --limit 110

Development clips are transcribed, each word is marked right or wrong against the reference, and
a logistic regression weighs its signs. What is reported is fitted on one half of the speakers
and measured on the other, both ways; what is saved is fitted on all. Word times are compared with
a forced alignment of what was really said.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from tqdm import tqdm

from assistant.checkpoint import load_model
from assistant.messages import Audio, Word
from assistant.speech.confidence import SETTINGS, Calibration, Signs
from assistant.speech.recognise import Heard, Recogniser
from training.data.speech import Clip, read_audio, read_corpora
from training.evaluate_speech import sample
from training.metrics import calibration_error, matches, ranking
from training.regression import logistic_regression

CORPORA = ("librispeech", "commonvoice", "speechocean762", "fsdd")
"""Those with development clips."""
CLOSE = 0.08
"""Seconds that a word's start and end may be off."""
SAID = 0.5
"""Probability from which a word is one that we would act on."""

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Judged:
    """A recognised word."""

    speaker: str
    clip: int
    """Number of its clip: what a reader sees at once."""
    signs: Signs
    right: bool


@dataclass(frozen=True)
class Timing:
    """How far a word's times are from those of a forced alignment, in seconds."""

    start: float
    end: float

    @property
    def close(self) -> bool:
        return max(abs(self.start), abs(self.end)) <= CLOSE + 1e-6


@dataclass(frozen=True)
class Findings:
    """Of all clips."""

    words: list[Judged]
    by_phonemes: list[Timing]
    """Against the reference aligned with the phoneme head, as the product aligns."""
    by_letters: list[Timing]
    """Against the reference aligned with the spelling head: another witness."""


def listen(recogniser: Recogniser, corpora: Sequence[str], limit: int) -> Findings:
    """Transcribe at most `limit` development clips of each corpus."""
    clips = sample(read_corpora("dev", corpora), limit)
    found = Findings([], [], [])
    for number, (clip, samples) in enumerate(tqdm(read_audio(clips), total=len(clips))):
        signs: list[Signs] = []
        words: list[Word] = []
        pieces = [
            piece
            for piece in recogniser.hear(Audio(samples))
            if piece.speech_probability(recogniser.settings) >= 0.5
        ]
        for piece in pieces:
            sound = (piece.characters, piece.phonemes)
            candidates = recogniser.candidates(piece)
            signs += recogniser.placer.signs(*sound, candidates)
            words += recogniser.placer.place(*sound, candidates)
        pairs = matches(clip.text.split(), [word.text for word in words])
        right = {heard for _, heard in pairs}
        speaker = f"{clip.corpus}/{clip.speaker}"
        found.words.extend(
            Judged(speaker, number, sign, i in right) for i, sign in enumerate(signs)
        )
        if len(pieces) == 1:  # what was said in which of several pieces is not known
            for told, reference in zip(
                (found.by_phonemes, found.by_letters),
                references(recogniser, pieces[0], clip),
                strict=True,
            ):
                told.extend(timings(words, reference, pairs))
    return found


def references(recogniser: Recogniser, piece: Heard, clip: Clip) -> Iterator[list[Word]]:
    """The clip's true words, aligned by phonemes and by letters."""
    texts = clip.text.split()
    placer = recogniser.placer
    for aligned in (
        placer.align(piece.characters, piece.phonemes, texts),
        placer.align_letters(piece.characters, texts),
    ):
        yield [each.word for each in aligned]


def timings(
    words: Sequence[Word], reference: Sequence[Word], pairs: Sequence[tuple[int, int]]
) -> Iterator[Timing]:
    """Of the words that were recognised right."""
    for said, heard in pairs:
        yield Timing(
            words[heard].start - reference[said].start, words[heard].end - reference[said].end
        )


def fit(words: Sequence[Judged]) -> Calibration:
    """The weights that make the words' probabilities likeliest."""
    signs = np.array([astuple(word.signs) for word in words])
    right = np.array([float(word.right) for word in words])
    *weights, bias = logistic_regression(signs, right).tolist()
    return Calibration(tuple(weights), bias)


def halves(words: Sequence[Judged]) -> tuple[list[Judged], list[Judged]]:
    """Every other speaker of each corpus, and the rest."""
    first = set(sorted({word.speaker for word in words})[::2])
    parts = [word for word in words if word.speaker in first]
    return parts, [word for word in words if word.speaker not in first]


def measure(words: Sequence[Judged], calibration: Calibration) -> dict[str, float]:
    """Of words that the calibration was not fitted on."""
    sure = np.array([calibration.probability(word.signs) for word in words])
    right = np.array([float(word.right) for word in words])
    kept = right[sure >= SAID]
    _, clip = np.unique([word.clip for word in words], return_inverse=True)
    count = np.bincount(clip)
    return {
        "words": len(words),
        "right": round(float(right.mean()), 4),
        "ece": round(calibration_error(sure, right), 4),
        "auc": round(ranking(sure[right == 1], sure[right == 0]), 4),
        "utterance_ece": round(
            calibration_error(np.bincount(clip, sure) / count, np.bincount(clip, right) / count),
            4,
        ),
        f"right_from_{SAID:.0%}": round(float(kept.mean()), 4) if len(kept) else 0.0,
        f"kept_from_{SAID:.0%}": round(len(kept) / len(words), 4),
    }


def crossed(words: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Each half measured with what was fitted on the other."""
    first, second = halves(words)
    return {
        "first_half": measure(first, fit(second)),
        "second_half": measure(second, fit(first)),
    }


def calibrate(folder: Path, corpora: Sequence[str], limit: int) -> dict[str, Any]:
    """Fit, write `confidence.json`, and return what was found."""
    found = listen(Recogniser(load_model(folder)), corpora, limit)
    report = {
        "split": "dev",
        **crossed(found.words),
        "times": {
            "words": len(found.by_phonemes),
            "within_80_ms": share_close(found.by_phonemes),
            "within_80_ms_by_letters": share_close(found.by_letters),
        },
        "command": f"python -m training.calibrate {folder} --limit {limit}",
    }
    calibration = fit(found.words)
    calibration.write(folder / SETTINGS, report)
    weights = dict(zip([f.name for f in fields(Signs)], calibration.weights, strict=True))
    return {"weights": weights, "bias": calibration.bias, **report}


def share_close(timings: Sequence[Timing]) -> float:
    return round(sum(timing.close for timing in timings) / max(1, len(timings)), 4)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m training.calibrate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("folder", type=Path, help="model folder of a recogniser")
    parser.add_argument("--limit", type=int, default=110, help="clips of each corpus; 0 for all")
    parser.add_argument("--corpora", nargs="+", default=CORPORA)
    arguments = parser.parse_args()
    print(json.dumps(calibrate(arguments.folder, arguments.corpora, arguments.limit), indent=2))


if __name__ == "__main__":
    main()
