"""What flows between the stages: frozen values with units, never loose dicts.

    Audio -> Transcript -> (Turn history) -> Reply

Whatever streams comes as small values of its own: `Token` from any decoder,
`ReplyChunk` while a reply is being written.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

SAMPLE_RATE = 16_000
"""Hertz. Every stage past `speech.audio` works at this rate."""

Speaker = Literal["user", "assistant"]


@dataclass(frozen=True, eq=False)
class Audio:
    """Mono sound, checked and resampled."""

    samples: npt.NDArray[np.float32]
    """Shape (time,), in [-1, 1], at `SAMPLE_RATE`; finite and not empty."""

    @property
    def seconds(self) -> float:
        return len(self.samples) / SAMPLE_RATE


@dataclass(frozen=True)
class Word:
    """One recognised word and when it was said."""

    text: str
    start: float
    """Seconds from the start of the audio."""
    end: float
    """Seconds from the start of the audio."""
    confidence: float
    """In [0, 1]."""


@dataclass(frozen=True)
class Transcript:
    """What was heard. Silence and noise give `text == ""` and no words."""

    text: str
    words: tuple[Word, ...]
    confidence: float
    """In [0, 1]; for an empty transcript, how sure we are that nothing was said."""
    audio_seconds: float
    seconds: float
    """How long recognition took."""


@dataclass(frozen=True)
class Turn:
    """One thing said in a conversation."""

    speaker: Speaker
    text: str


@dataclass(frozen=True)
class Token:
    """One symbol that a decoder has just chosen."""

    id: int
    text: str
    """What this token adds to the text, leading space included."""
    log_probability: float
    """Natural logarithm, under the model before temperature and filters."""


@dataclass(frozen=True)
class ReplyChunk:
    """A reply in the making: what to show now."""

    text: str
    """The whole reply so far, ready for display."""
    done: bool
    reply: Reply | None = None
    """The finished reply, on the last chunk only."""


@dataclass(frozen=True)
class Reply:
    """What the assistant answers."""

    text: str
    source: Literal["generated", "fallback"]
    """Where the words came from."""
    seconds: float
    tokens: int = 0
    """How many subwords were generated."""


@dataclass(frozen=True)
class ModelInfo:
    """One bundled model, for `python -m assistant models` and the app."""

    name: str
    kind: str
    parameters: int
    megabytes: float
    scores: dict[str, float]
