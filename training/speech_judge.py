"""Fit how the networks tell speech from noise: four numbers of the decoder settings.

A logistic regression on how sure the spelling is, how many symbols it names in a second, and what
the activity network says. It is fitted on noise that the activity network was not trained on;
`python -m training.evaluate_noise` measures it on noise that neither has met.

    python -m training.speech_judge assets/models/speech
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np

from assistant.checkpoint import load_model
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.decode import SETTINGS, DecoderSettings
from assistant.speech.recognise import Heard, Recogniser
from training import sounds
from training.data.speech import Clip, read_audio, read_corpora, read_noise
from training.regression import logistic_regression

SENTENCES = ("librispeech", "commonvoice", "speechocean762", "fsdd")
"""Corpora with development clips."""
SINGLE_WORDS = ("speechcommands", "wakewords", "an4")
"""Without; every so many of their training clips stands in."""
REFUSED = 0.005
"""Share of the speech that may be taken for noise."""
EACH = 40
"""Made-up sounds of every kind to fit on."""
PART, PARTS = 10 * SAMPLE_RATE, 3
"""Samples, and how many such parts of a long recording are used."""

Sign = tuple[float, float, float]
"""Certainty, logarithm of the rate, and the activity network's evidence."""


def signs(pieces: Iterable[Heard]) -> Iterator[Sign]:
    """Of each piece in which the network names a symbol: the others are noise anyway."""
    for piece in pieces:
        if rate := piece.rate():
            yield piece.certainty(), math.log(rate), piece.activity


def judge_settings(
    speech: Sequence[Sequence[Sign]], noise: Sequence[Sequence[Sign]], settings: DecoderSettings
) -> DecoderSettings:
    """The settings with weights that accept all but `REFUSED` of the clips of speech.

    speech, noise : of each clip, the signs of its pieces; none where nothing was heard
    """
    spoken, silent = (
        np.array([sign for clip in clips for sign in clip]) for clips in (speech, noise)
    )
    target = np.r_[np.ones(len(spoken)), np.zeros(len(silent))]
    weights = logistic_regression(np.concatenate([spoken, silent]), target)[:-1]
    # A clip is accepted for its best piece; one in which nothing was heard is refused anyway.
    best = sorted(max((float(weights @ s) for s in clip), default=-math.inf) for clip in speech)
    bias = -max(best[int(REFUSED * (len(best) - 1))], float((spoken @ weights).min()))
    return replace(
        settings,
        speech_certainty=round(float(weights[0]), 3),
        speech_rate=round(float(weights[1]), 3),
        speech_activity=round(float(weights[2]), 3),
        speech_bias=round(bias + 0.001, 3),
    )


def speech_clips(limit: int) -> list[Clip]:
    """About `limit` clips of each corpus."""
    chosen = []
    for split, names in (("dev", SENTENCES), ("train", SINGLE_WORDS)):
        for name in names:
            clips = read_corpora(split, [name])
            chosen += clips[:: max(1, len(clips) // max(1, limit))]
    return chosen


def not_speech(split: str, each: int) -> Iterator[tuple[str, Audio]]:
    """Kind and sound: the noise recordings of a split, then `each` made-up ones of every kind.

    Of a long recording only the first parts of ten seconds are taken.
    """
    for clip, samples in read_audio(read_noise(split)):
        for start in range(0, min(len(samples), PARTS * PART), PART):
            if len(part := samples[start : start + PART]) >= min(PART // 2, len(samples)):
                yield clip.speaker, Audio(part)
    for kind in sounds.MAKERS:
        for number in range(each):
            # The trainings of the activity network use smaller seeds.
            seed = {"dev": 2000, "test": 3000}[split] + number
            yield kind, Audio(sounds.make(kind, 6.0, seed))


def fit(
    recogniser: Recogniser, settings: DecoderSettings, limit: int
) -> tuple[DecoderSettings, dict[str, float]]:
    """New settings, and what they refuse of what they were fitted on."""
    spoken = [
        list(recogniser.hear(Audio(samples))) for _, samples in read_audio(speech_clips(limit))
    ]
    noise = [list(recogniser.hear(audio)) for _, audio in not_speech("dev", EACH)]
    fitted = judge_settings(
        [list(signs(clip)) for clip in spoken], [list(signs(clip)) for clip in noise], settings
    )

    def silent(clips: list[list[Heard]]) -> float:
        passed = [any(piece.speech_probability(fitted) >= 0.5 for piece in c) for c in clips]
        return round(1 - sum(passed) / max(1, len(passed)), 4)

    return fitted, {"speech_refused": silent(spoken), "noise_refused": silent(noise)}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m training.speech_judge", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("folder", type=Path, help="the recogniser's; the activity model beside it")
    parser.add_argument("--limit", type=int, default=100, help="clips of each corpus of speech")
    arguments = parser.parse_args()
    path = arguments.folder / SETTINGS
    fitted, refused = fit(
        Recogniser(load_model(arguments.folder)), DecoderSettings.read(path), arguments.limit
    )
    report = json.loads(path.read_text(encoding="utf-8"))["report"] if path.exists() else {}
    fitted.write(path, report | refused)
    print(json.dumps(asdict(fitted) | refused, indent=2))


if __name__ == "__main__":
    main()
