"""Words that the lexicon lacks are spelt as they sound.

Where the decoder had to take a word that fits its stretch of sound far worse than the network's
first choices do, and the spelling head is sure of other letters there, its letters stand.
"""

from __future__ import annotations

from collections.abc import Container, Sequence

from torch import Tensor

from assistant.language.tokenizer import Symbols
from assistant.speech.align import Aligned
from assistant.speech.decode import DecoderSettings, greedy

SHORTEST = 5
"""Letters. Short words are in the lexicon; what looks like an unknown one is noise."""


class SpellOut:
    """Replaces words that do not fit their sound."""

    def __init__(
        self, characters: Symbols, frame_seconds: float, settings: DecoderSettings
    ) -> None:
        self._symbols = characters
        self._frame_seconds = frame_seconds
        self._settings = settings

    def __call__(
        self, aligned: Sequence[Aligned], characters: Tensor, expected: Container[str] = ()
    ) -> tuple[str, ...]:
        """The words, some of them spelt anew.

        aligned : the words by their phonemes
        characters : log-probabilities of the spelling head, shape = (frames, characters)
        expected : words that stay as they are
        """
        words = []
        for each in aligned:
            text = each.word.text
            if each.shortfall > self._settings.unknown_shortfall and text not in expected:
                spelt, certainty = self.spelt(each, characters)
                if certainty > self._settings.unknown_certainty:
                    text = spelt
            words.append(text)
        return tuple(words)

    def spelt(self, aligned: Aligned, characters: Tensor) -> tuple[str, float]:
        """The one long word that the spelling head names in a word's place, and the mean
        probability of its letters; "" and 0 if there is no such word."""
        times = (aligned.word.start, aligned.word.end)
        first, last = (round(time / self._frame_seconds) for time in times)
        best, chosen = characters[first:last].max(-1)
        words = self._symbols.decode(greedy(characters[first:last])).split()
        text = words[0].strip("'") if len(words) == 1 else ""
        if len(text) < SHORTEST:
            return "", 0.0
        return text, float(best[chosen != 0].exp().mean())
