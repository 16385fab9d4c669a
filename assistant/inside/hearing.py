"""From frames to text: what the network that hears names in each, and how that becomes words.

Connectionist temporal classification (Graves et al. 2006) names one symbol a frame, or the blank;
runs of one symbol are merged, blanks left out. The beam then asks which words, of a lexicon and as
people put them together, could have given these sounds.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt
import torch

from assistant.errors import BadAudio
from assistant.language.tokenizer import Symbols
from assistant.messages import SAMPLE_RATE, Audio
from assistant.speech.features import log_mel
from assistant.speech.place import FRAME_SECONDS
from assistant.speech.recognise import Heard, Recogniser

Floats = npt.NDArray[np.float32]
LONGEST = 15.0
"""Seconds that are looked at: the beginning of a longer sound."""
WORDINGS = 5


@dataclass(frozen=True, eq=False)
class Head:
    """What one output layer named."""

    symbols: tuple[str, ...]
    """The blank first."""
    probabilities: Floats
    """Shape (frames, symbols)."""

    @property
    def path(self) -> tuple[str, ...]:
        """The likeliest symbol of each frame."""
        return tuple(self.symbols[index] for index in self.probabilities.argmax(1))

    @property
    def merged(self) -> tuple[str, ...]:
        """One symbol for each run of equal ones, blanks among them."""
        return tuple(symbol for symbol, _ in groupby(self.path))

    @property
    def spelt(self) -> tuple[str, ...]:
        """Without the blanks."""
        return tuple(symbol for symbol in self.merged if symbol != self.symbols[0])


@dataclass(frozen=True)
class Wording:
    """What may have been said, and what speaks for it."""

    words: tuple[str, ...]
    sound: float
    """Natural logarithm of how well it fits the sound."""
    language: float
    """Logarithm to base 10 under the language model."""
    score: float


@dataclass(frozen=True, eq=False)
class Hearing:
    """One piece of speech, frame by frame."""

    start: float
    """Seconds from the start of the clip."""
    seconds: float
    frame: float
    """Seconds of one frame."""
    spectrogram: Floats
    """Log-mel, shape (columns, bands): ten milliseconds a column, low bands first."""
    characters: Head
    phonemes: Head
    greedy: tuple[str, ...]
    """The words as the characters spell them."""
    wordings: tuple[Wording, ...]
    """What the beam found, best first."""
    cut: bool
    """Whether there is more than is shown."""


def hear(recogniser: Recogniser, audio: Audio) -> Hearing:
    """The first piece of speech of a sound.

    Raises:
        BadAudio: there is no speech in it.
        BadModel: a file of the model folder is damaged.
    """
    most = round(LONGEST * SAMPLE_RATE)
    longer = len(audio.samples) > most
    audio = replace(audio, samples=audio.samples[:most]) if longer else audio
    pieces = list(recogniser.hear(audio))
    speech = [one for one in pieces if one.speech_probability(recogniser.settings) >= 0.5]
    if not speech:
        where = f"the first {LONGEST:.0f} seconds of that" if longer else "that"
        raise BadAudio(
            f"No speech was found in {where}. Say something, or choose one of the samples."
        )
    heard = speech[0]
    first = round(heard.start * SAMPLE_RATE)
    samples = audio.samples[first : first + round(heard.seconds * SAMPLE_RATE)]
    characters, phonemes = recogniser.symbols
    return Hearing(
        heard.start,
        heard.seconds,
        FRAME_SECONDS,
        log_mel(torch.from_numpy(samples.copy())).numpy(),
        _head(characters, heard.characters),
        _head(phonemes, heard.phonemes),
        tuple(recogniser.spell_frames(heard.characters)),
        _wordings(recogniser, heard),
        len(speech) > 1 or longer,
    )


def _head(symbols: Symbols, log_probabilities: torch.Tensor) -> Head:
    return Head(symbols.symbols, log_probabilities.exp().float().numpy())


def _wordings(recogniser: Recogniser, heard: Heard) -> tuple[Wording, ...]:
    if not recogniser.finder.available:
        return ()
    return tuple(
        Wording(one.words, one.sound, one.language, one.score)
        for one in recogniser.candidates(heard)[:WORDINGS]
    )
