"""Fit when a word is taken for one that the lexicon lacks, and spelt out.

The settings with the fewest word errors; of equals those that spell most. Their bounds are
generous: words are spelt out only where that costs no errors on development clips.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from assistant.speech.decode import DecoderSettings
from assistant.speech.recognise import Recogniser
from training.heard import Utterance
from training.metrics import Edits, edits

SHORTFALLS = (0.3, 0.45, 0.6, 0.8, 1.1)
CERTAINTIES = (0.6, 0.7, 0.75, 0.8, 0.85, 0.9)


@dataclass(frozen=True)
class Doubtful:
    """A word as decoded, and what the spelling head has in its place."""

    text: str
    shortfall: float
    spelt: str
    certainty: float

    def read(self, settings: DecoderSettings) -> str:
        unknown = (
            self.shortfall > settings.unknown_shortfall
            and self.certainty > settings.unknown_certainty
        )
        return self.spelt if unknown else self.text


Clips = Sequence[tuple[str, Sequence[Doubtful]]]
"""What was said, and the words that were found."""


def doubtful(recogniser: Recogniser, utterances: Sequence[Utterance]) -> Clips:
    """Decode clips and spell each word."""
    found = []
    for utterance in utterances:
        words: list[Doubtful] = []
        for piece in utterance.pieces:
            for best in recogniser.finder.candidates(piece.phonemes, 1):
                for each in recogniser.placer.align(piece.characters, piece.phonemes, best.words):
                    spelt, certainty = recogniser.spell_out.spelt(each, piece.characters)
                    words.append(Doubtful(each.word.text, each.shortfall, spelt, certainty))
        found.append((utterance.text, words))
    return found


def word_error_rate(clips: Clips, settings: DecoderSettings) -> float:
    total = Edits()
    for text, words in clips:
        total += edits(text.split(), [word.read(settings) for word in words])
    return total.rate


def fit_unknown(clips: Clips, settings: DecoderSettings) -> tuple[DecoderSettings, dict[str, Any]]:
    """New settings, and what they bring."""

    def changed(tried: DecoderSettings) -> int:
        return sum(word.read(tried) != word.text for _, words in clips for word in words)

    grid = [
        replace(settings, unknown_shortfall=shortfall, unknown_certainty=certainty)
        for shortfall, certainty in product(SHORTFALLS, CERTAINTIES)
    ]
    fitted = min(grid, key=lambda tried: (word_error_rate(clips, tried), -changed(tried)))
    never = replace(settings, unknown_certainty=1.0)
    return fitted, {
        "words": sum(len(words) for _, words in clips),
        "spelt_out": changed(fitted),
        "wer": round(word_error_rate(clips, fitted), 4),
        "wer_without": round(word_error_rate(clips, never), 4),
    }
