"""Fit how the network's spelling tells speech from noise: three numbers of the decoder settings.

A logistic regression on how sure the spelling is and how many symbols it names in a second.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import numpy.typing as npt

from assistant.messages import Audio
from assistant.speech.decode import DecoderSettings
from assistant.speech.recognise import Heard, Recogniser
from training.data.speech import Clip, read_audio, read_corpora, read_noise

SENTENCES = ("librispeech", "commonvoice", "speechocean762", "fsdd")
"""Corpora with development clips."""
SINGLE_WORDS = ("speechcommands", "wakewords", "an4")
"""Without; every so many of their training clips stands in."""
REFUSED = 0.005
"""Share of the speech that may be taken for noise."""

Sign = tuple[float, float]
"""Certainty, and logarithm of the rate."""


def signs(pieces: Iterable[Heard]) -> Iterator[Sign]:
    """Of each piece in which the network names a symbol: the others are noise anyway."""
    for piece in pieces:
        if rate := piece.rate():
            yield piece.certainty(), math.log(rate)


def judge_settings(
    speech: Sequence[Sign], noise: Sequence[Sign], settings: DecoderSettings
) -> DecoderSettings:
    """The settings with weights that accept all but `REFUSED` of the speech."""
    features = np.array([*speech, *noise])
    spoken = np.array([1.0] * len(speech) + [0.0] * len(noise))
    weights = _regression(features, spoken)
    evidence = features[: len(speech)] @ weights
    bias = -float(np.quantile(evidence, REFUSED, method="lower"))
    return replace(
        settings,
        speech_certainty=round(float(weights[0]), 3),
        speech_rate=round(float(weights[1]), 3),
        speech_bias=round(bias + 0.001, 3),
    )


def _regression(
    features: npt.NDArray[np.float64], target: npt.NDArray[np.float64]
) -> npt.NDArray[np.float64]:
    """Weights of a logistic regression, the constant left out, by Newton's method."""
    inputs = np.c_[features, np.ones(len(features))]
    weights = np.zeros(inputs.shape[1])
    ridge = 1e-2 * np.eye(len(weights))  # finite weights even if a line parts the two
    for _ in range(30):
        guess = 1 / (1 + np.exp(-np.clip(inputs @ weights, -50, 50)))
        curvature = (inputs * (guess * (1 - guess))[:, None]).T @ inputs + ridge
        weights += np.linalg.solve(curvature, inputs.T @ (target - guess) - ridge @ weights)
    slopes: npt.NDArray[np.float64] = weights[:-1]
    return slopes


def judged_clips(limit: int) -> tuple[list[Clip], list[Clip]]:
    """About `limit` clips of each corpus of speech, and the noise recordings."""
    speech = []
    for split, names in (("dev", SENTENCES), ("train", SINGLE_WORDS)):
        for name in names:
            clips = read_corpora(split, [name])
            speech += clips[:: max(1, len(clips) // max(1, limit))]
    noise = read_noise()
    return speech, noise[:: max(1, len(noise) // max(1, 6 * limit))]


def fit(
    recogniser: Recogniser, settings: DecoderSettings, limit: int
) -> tuple[DecoderSettings, dict[str, float]]:
    """New settings, and what they refuse."""
    speech, noise = (
        [list(recogniser.hear(Audio(samples))) for _, samples in read_audio(clips)]
        for clips in judged_clips(limit)
    )
    fitted = judge_settings(
        [sign for clip in speech for sign in signs(clip)],
        [sign for clip in noise for sign in signs(clip)],
        settings,
    )

    def silent(clips: list[list[Heard]]) -> float:
        passed = [any(piece.speech_probability(fitted) >= 0.5 for piece in c) for c in clips]
        return round(1 - sum(passed) / max(1, len(passed)), 4)

    return fitted, {"speech_refused": silent(speech), "noise_refused": silent(noise)}
