"""Candidates -> the words of the best one, each with its time and how sure we are of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from torch import Tensor

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.messages import Word
from assistant.models.ctc import TIME_STRIDE
from assistant.speech.align import Aligned, Spelling, align_spellings, letters
from assistant.speech.confidence import SETTINGS, Calibration, Signs, read_signs
from assistant.speech.decode import Hypothesis
from assistant.speech.features import FRAMES_PER_SECOND
from assistant.speech.pronounce import LEXICON, Pronouncer

FRAME_SECONDS = TIME_STRIDE / FRAMES_PER_SECOND
CANDIDATES = 50
"""How many a decoder should give, for their agreement to mean something."""


class Placer:
    """Finds words in the sound by their phonemes; by their letters where it has to."""

    def __init__(self, folder: Path, characters: Symbols, phonemes: Symbols) -> None:
        """
        folder : model folder; may hold a lexicon and the calibration

        Raises:
            BadModel: the calibration is damaged.
        """
        self._folder = folder
        self._characters = characters
        self._phonemes = phonemes
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
        spellings = [self._pronunciations(text) for text in texts]
        if not all(spellings):
            return self.align_letters(characters, texts)
        boundary = self._phonemes.ids[BOUNDARY]
        return align_spellings(phonemes, texts, spellings, boundary, FRAME_SECONDS)

    def align_letters(self, characters: Tensor, texts: Sequence[str]) -> tuple[Aligned, ...]:
        spellings = [[letters(text, self._characters)] for text in texts]
        boundary = self._characters.ids[BOUNDARY]
        return align_spellings(characters, texts, spellings, boundary, FRAME_SECONDS)

    def _pronunciations(self, text: str) -> list[Spelling]:
        if self._pronouncer is None:
            return []
        return [self._phonemes.encode(said) for said in self._pronouncer.pronounce(text)]

    @cached_property
    def _pronouncer(self) -> Pronouncer | None:
        return Pronouncer(self._folder) if (self._folder / LEXICON).is_file() else None
