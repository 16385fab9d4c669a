"""Candidates -> the words of the best one, each with its time and how sure we are of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from torch import Tensor

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.messages import Word
from assistant.models.ctc import TIME_STRIDE
from assistant.speech.align import Aligned, align_spellings, letters
from assistant.speech.confidence import SETTINGS, Calibration, Signs, read_signs
from assistant.speech.decode import Hypothesis
from assistant.speech.features import FRAMES_PER_SECOND
from assistant.speech.pronounce import Pronunciation

FRAME_SECONDS = TIME_STRIDE / FRAMES_PER_SECOND
Pronounce = Callable[[str], Sequence[Pronunciation]]
CANDIDATES = 50
"""How many a decoder should give, for their agreement to mean something."""


class Placer:
    """Finds words in the sound by their phonemes; by their letters where it has to."""

    def __init__(
        self, folder: Path, characters: Symbols, phonemes: Symbols, pronounce: Pronounce
    ) -> None:
        """
        folder : model folder; may hold the calibration
        pronounce : gives a word's pronunciations, or none

        Raises:
            BadModel: the calibration is damaged.
        """
        self._characters = characters
        self._phonemes = phonemes
        self._pronounce = pronounce
        self._calibration = Calibration.read(folder / SETTINGS)

    def place(
        self, characters: Tensor, phonemes: Tensor, candidates: Sequence[Hypothesis]
    ) -> list[Word]:
        """The words of the best candidate, in seconds from the start of the piece.

        Without a calibration, or other candidates to compare with, a word is as sure as its
        symbols are on average.

        characters, phonemes : log-probabilities, shape = (frames, symbols)
        candidates : best first
        """
        texts = candidates[0].words if candidates else ()
        sound = self.align(characters, phonemes, texts)
        if self._calibration is None or len(candidates) < 2:
            return [aligned.word for aligned in sound]
        signs = read_signs(sound, self.align_letters(characters, texts), candidates)
        return [
            Word(at.word.text, at.word.start, at.word.end, self._calibration.probability(sign))
            for at, sign in zip(sound, signs, strict=True)
        ]

    def signs(
        self, characters: Tensor, phonemes: Tensor, candidates: Sequence[Hypothesis]
    ) -> list[Signs]:
        """What the confidence of each word of the best candidate is made of."""
        texts = candidates[0].words if candidates else ()
        spelt = self.align_letters(characters, texts)
        return read_signs(self.align(characters, phonemes, texts), spelt, candidates)

    def align(
        self, characters: Tensor, phonemes: Tensor, texts: Sequence[str]
    ) -> tuple[Aligned, ...]:
        """Words by their phonemes; by their letters if one has no pronunciation."""
        spellings = [list(map(self._phonemes.encode, self._pronounce(text))) for text in texts]
        if not all(spellings):
            return self.align_letters(characters, texts)
        boundary = self._phonemes.ids[BOUNDARY]
        return align_spellings(phonemes, texts, spellings, boundary, FRAME_SECONDS)

    def align_letters(self, characters: Tensor, texts: Sequence[str]) -> tuple[Aligned, ...]:
        spellings = [[letters(text, self._characters)] for text in texts]
        boundary = self._characters.ids[BOUNDARY]
        return align_spellings(characters, texts, spellings, boundary, FRAME_SECONDS)
