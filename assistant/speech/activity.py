"""How likely somebody speaks, for every 20 ms of a clip or of a stream.

Of a clip it gives one figure, `evidence`, by which the recogniser tells speech from a dog; of a
stream it gives log-odds as the sound comes, from which `stream` finds where speech begins and
ends.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from assistant.checkpoint import LoadedModel, load_model
from assistant.errors import BadModel
from assistant.messages import SAMPLE_RATE
from assistant.models.activity import STRIDE, Activity
from assistant.speech.features import FEATURES, FRAMES_PER_SECOND, LogMelStream

FOLDER = "activity"
"""Of the model, beside the recogniser's."""
STEPS_PER_SECOND = FRAMES_PER_SECOND // STRIDE
BLOCK = SAMPLE_RATE // 10
"""Samples that are judged at a time, however they come: the pieces change no bit of the result."""
SURE = 8.0
"""Log-odds beyond which more sureness says nothing more."""
TELLING = round(0.3 * STEPS_PER_SECOND)
"""Steps, the likeliest of a clip, that make up its evidence: as long as a short word."""


class SpeechDetector:
    """The activity network, ready to judge. May be used from several threads."""

    def __init__(self, loaded: LoadedModel) -> None:
        """
        Raises:
            BadModel: the model is no speech detector, or was trained on other features.
        """
        if not isinstance(loaded.model, Activity):
            raise BadModel(f"{loaded.folder} holds a {loaded.kind} model, not a speech detector.")
        if loaded.features != FEATURES.to_json():
            raise BadModel(
                f"{loaded.folder} was trained on other features than this program computes. "
                "Train it anew, or use the version of Refrain that it came with."
            )
        self._model = loaded.model

    @classmethod
    def beside(cls, folder: Path) -> SpeechDetector | None:
        """The detector that lies beside a recogniser's model folder, None if there is none.

        Raises:
            BadModel: it is damaged.
        """
        own = folder.parent / FOLDER
        return cls(load_model(own)) if own.is_dir() else None

    def log_odds(
        self, features: Tensor, state: Tensor | None = None
    ) -> tuple[npt.NDArray[np.float32], Tensor]:
        """Of each step, natural logarithm, and the state to go on from.

        features : Tensor, shape = (frames, mels); an odd last frame is left out
        returns : shape (steps,), and Tensor (layers, 1, hidden)
        """
        with torch.inference_mode():
            log_odds, state = self._model(features[None], state)
        return log_odds[0].clamp(-SURE, SURE).numpy(), state

    def evidence(self, features: Tensor) -> float:
        """Mean log-odds of the clip's likeliest 0.3 s; the least there is for hardly any sound.

        features : Tensor, shape = (frames, mels)
        """
        if len(features) < STRIDE:
            return -SURE
        log_odds, _ = self.log_odds(features)
        return float(np.sort(log_odds)[-TELLING:].mean())

    def stream(self) -> DetectorStream:
        return DetectorStream(self)


class DetectorStream:
    """Judges sound that comes in pieces; remembers little, however long it goes on."""

    def __init__(self, detector: SpeechDetector) -> None:
        self._detector = detector
        self._frames = LogMelStream()
        self._waiting = np.zeros(0, np.float32)
        self._odd = torch.zeros(0, FEATURES.mels)
        self._state: Tensor | None = None

    def push(self, samples: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
        """Log-odds of the steps that these samples complete, shape = (steps,), often empty."""
        self._waiting = np.concatenate([self._waiting, samples])
        found = [np.zeros(0, np.float32)]
        while len(self._waiting) >= BLOCK:
            block, self._waiting = self._waiting[:BLOCK], self._waiting[BLOCK:]
            frames = torch.cat([self._odd, self._frames.push(block)])
            whole = len(frames) - len(frames) % STRIDE
            self._odd = frames[whole:]
            if whole:
                log_odds, self._state = self._detector.log_odds(frames[:whole], self._state)
                found.append(log_odds)
        return np.concatenate(found)
