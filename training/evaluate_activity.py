"""Score the network that tells speech from other sounds, beside the spectral gate.

Scenes are mixed from samples: clips of the split with quiet before and after, in recorded and
made-up noise at several levels, and the noises alone. Both judge the same scenes.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadData
from assistant.messages import SAMPLE_RATE
from assistant.models.activity import STRIDE
from assistant.speech.activity import STEPS_PER_SECOND, SpeechDetector
from assistant.speech.endpoint import Gate, speech_regions
from assistant.speech.features import log_mel
from assistant.stages import BUNDLED
from training.data.speech import Clip, read_audio, read_corpora, read_manifest
from training.evaluate_speech import sample
from training.metrics import ranking
from training.speech_judge import not_speech
from training.speech_labels import labelled

CORPORA = ("librispeech", "commonvoice", "speechocean762")
CLIPS = 40
"""Of each corpus."""
DECIBELS = (30.0, 20.0, 10.0, 5.0, 0.0)
"""Speech over noise, in turn."""
QUIET = SAMPLE_RATE
"""Samples of it before and after each clip."""
EACH = 4
"""Made-up noises of every kind."""

Samples = npt.NDArray[np.float32]
Flags = npt.NDArray[np.bool_]


def evaluate_folder(
    loaded: LoadedModel, split: str, data: Path | None = None, limit: int | None = None
) -> dict[str, Any]:
    """Share of the frames judged wrong, missed speech and false alarms, of both judges.

    Raises:
        BadData: nothing to score, or a damaged clip.
        BadModel: the recogniser that says where the words are is missing.
    """
    detector = SpeechDetector(loaded)
    clips = sample(
        read_corpora(split, CORPORA) if data is None else read_manifest(data, split),
        min(limit or CLIPS, CLIPS),
    )
    noises = [audio.samples for _, audio in not_speech(split, EACH)]
    truth, odds, gated = [], [], []
    for samples, speech in _scenes(clips, noises):
        log_odds, _ = detector.log_odds(log_mel(torch.from_numpy(samples)))
        steps = min(len(log_odds), len(speech))
        truth.append(speech[:steps])
        odds.append(log_odds[:steps])
        gated.append(_gate(samples, steps))
    if not truth:
        raise BadData(f"There are no {split} clips to score.")
    said, scores, gate = np.concatenate(truth), np.concatenate(odds), np.concatenate(gated)
    # How the network does where it misses just as much as the gate.
    threshold = float(np.quantile(scores[said], (~gate[said]).mean()))
    return {
        "model": str(loaded.folder),
        "split": split,
        "clips": len(clips),
        "noises": len(noises),
        "hours": round(len(said) / STEPS_PER_SECOND / 3600, 3),
        "network": {"auc": ranking(scores[said].tolist(), scores[~said].tolist())}
        | _errors(said, scores > 0),
        "network_missing_as_much_as_the_gate": _errors(said, scores > threshold),
        "spectral_gate": _errors(said, gate),
    }


def _scenes(clips: list[Clip], noises: list[Samples]) -> Iterator[tuple[Samples, Flags]]:
    """Samples, and whether each step of them holds speech."""
    recogniser = load_model(BUNDLED / "speech")
    for number, (clip, samples) in enumerate(read_audio(clips)):
        flags = labelled(log_mel(torch.from_numpy(samples)), clip.text, recogniser)
        if flags is None:
            continue
        quiet = np.zeros(QUIET // (SAMPLE_RATE // STEPS_PER_SECOND), bool)
        speech = np.concatenate([quiet, flags.numpy()[::STRIDE], quiet])
        sound = np.pad(samples, QUIET)
        level = float(np.sqrt(np.mean(samples**2)))
        noise = np.resize(noises[number % len(noises)], len(sound))
        hiss = float(np.sqrt(np.mean(noise**2)))
        gain = level / max(hiss, 1e-9) * 10 ** (-DECIBELS[number % len(DECIBELS)] / 20)
        yield np.clip(sound + min(gain, 100.0) * noise, -1, 1).astype(np.float32), speech
    for noise in noises:
        yield noise, np.zeros(len(noise), bool)


def _gate(samples: Samples, steps: int) -> Flags:
    """The steps that the spectral gate takes for speech, its margins left out."""
    found = np.zeros(steps, bool)
    for region in speech_regions(samples, Gate(margin=0.0)):
        found[round(region.start * STEPS_PER_SECOND) : round(region.end * STEPS_PER_SECOND)] = True
    return found


def _errors(truth: Flags, judged: Flags) -> dict[str, float]:
    shares = {
        "error": float((truth != judged).mean()),
        "missed": float((~judged[truth]).mean()),
        "false_alarms": float(judged[~truth].mean()),
    }
    return {name: round(share, 4) for name, share in shares.items()}
