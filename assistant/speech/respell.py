"""The transducer judges what the decoder found, letter by letter.

The decoder hears phonemes, each frame for itself, and looks two words back. The transducer knows
all letters before and reads what was heard as a whole, but would be far too slow at every step of
a search: so it scores the best candidates (two passes, Sainath et al. 2019, "Two-Pass End-to-End
Speech Recognition").
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Protocol

import torch
from torch import Tensor

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.models.transducer import Transducer
from assistant.speech.align import letters
from assistant.speech.decode import DecoderSettings, Hypothesis

JUDGED = 10
"""Candidates; those behind them are judged like the worst of these."""


class Sound(Protocol):
    """What was made of a piece, see `recognise.Heard`."""

    @property
    def characters(self) -> Tensor: ...

    @property
    def features(self) -> Tensor | None: ...


def respelt(
    found: Sequence[Hypothesis],
    transducer: Transducer | None,
    symbols: Symbols,
    sound: Sound,
    settings: DecoderSettings,
) -> list[Hypothesis]:
    """The same candidates with new scores, best first; as they are where there is no transducer
    or its weights are 0.
    """
    if not settings.spelling_weight and not settings.spelling_word:
        return list(found)
    told = likelihoods(found[:JUDGED], transducer, symbols, sound)
    if not told:
        return list(found)
    told += [min(told)] * (len(found) - JUDGED)
    fewest = min(len(hypothesis.words) for hypothesis in found)
    scored = [
        replace(
            hypothesis,
            score=hypothesis.score
            + settings.spelling_weight * likelihood
            + settings.spelling_word * (len(hypothesis.words) - fewest),
        )
        for hypothesis, likelihood in zip(found, told, strict=True)
    ]
    return sorted(scored, key=lambda hypothesis: -hypothesis.score)


def likelihoods(
    found: Sequence[Hypothesis], transducer: Transducer | None, symbols: Symbols, sound: Sound
) -> list[float]:
    """How much less likely than the likeliest the transducer takes each for; empty without one.

    Differences, so that the size of the scores that they are added to stays what it was.
    """
    if transducer is None or sound.features is None or not len(sound.features) or not found:
        return []
    texts = [letters(BOUNDARY.join(hypothesis.words), symbols) for hypothesis in found]
    with torch.inference_mode():
        told = transducer.likelihoods(sound.features, sound.characters, texts)
    return (told - told.max()).tolist()
