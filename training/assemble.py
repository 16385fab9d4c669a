"""Sentences that nobody said, put together out of what the hearing network has once heard.

Each word of a sentence is taken from a clip in which it was said; a word that was never said, and
now and then one that was, is put together out of single sounds, those between the same
neighbours first. What the hearing network spelt there is not known: all letters count alike.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.models.speller import FLOOR
from assistant.speech.align import align_symbols
from training.heard_symbols import HeardClips, to_log_probabilities
from training.phonemes import Lexicon, pronounce

Key = TypeVar("Key", str, tuple[str, ...])
Place = tuple[int, int]
"""First frame among all clips, and the frame after the last."""
LONGEST_WORD = 50
"""Frames: what lasts longer is a pause or was placed wrongly."""
MANY = 60
"""Places that are kept of one word or sound."""


@dataclass(frozen=True)
class Parts:
    """Where words and sounds were heard."""

    words: Mapping[str, Sequence[Place]]
    sounds: Mapping[tuple[str, ...], Sequence[Place]]
    """By (before, sound, after), (sound, after) and (sound,); "|" at the ends of words."""


def find_parts(heard: HeardClips, phonemes: Symbols, lexicon: Lexicon, sounds_of: int) -> Parts:
    """All words that were placed, and the sounds of so many clips."""
    words: dict[str, list[Place]] = {}
    sounds: dict[tuple[str, ...], list[Place]] = {}
    order = random.Random(1).sample(range(len(heard)), len(heard))
    for number, index in enumerate(order):
        start, ends = int(heard.starts[index]), heard.cuts[index]
        begin = 0
        for word, end in zip(heard.texts[index].split(), ends, strict=False):
            if 0 < end - begin <= LONGEST_WORD:
                _keep(words, word, (start + begin, start + end))
            begin = end
        if ends and number < sounds_of:
            _add_sounds(sounds, heard, index, phonemes, lexicon)
    return Parts(words, sounds)


def _keep(found: dict[Key, list[Place]], key: Key, place: Place) -> None:
    places = found.setdefault(key, [])
    if len(places) < MANY:
        places.append(place)


def _add_sounds(
    sounds: dict[tuple[str, ...], list[Place]],
    heard: HeardClips,
    index: int,
    phonemes: Symbols,
    lexicon: Lexicon,
) -> None:
    phones = pronounce(heard.texts[index], lexicon)
    if not phones:
        return
    scores = to_log_probabilities(heard.clip(index))[:, -len(phonemes) :]
    spans = align_symbols(scores, phonemes.encode(phones))
    begin, start = 0, int(heard.starts[index])
    around = [BOUNDARY, *phones, BOUNDARY]
    for place, span in enumerate(spans or ()):
        before, sound, after = around[place : place + 3]
        if span.end - begin <= LONGEST_WORD:
            where = (start + begin, start + span.end)
            for key in ((before, sound, after), (sound, after), (sound,)):
                _keep(sounds, key, where)
        begin = span.end


class Assembler:
    """Puts sentences together."""

    def __init__(self, heard: HeardClips, parts: Parts, lexicon: Lexicon, characters: int) -> None:
        self._outputs = np.asarray(heard.outputs)
        self._parts = parts
        self._lexicon = lexicon
        self._characters = characters

    def knows(self, word: str) -> bool:
        """Whether it can be put together at all."""
        return word in self._parts.words or word in self._lexicon

    def sentence(
        self, words: Sequence[str], sounded: float, draw: random.Random
    ) -> npt.NDArray[np.uint8]:
        """
        words : such as are known
        sounded : probability that a word that was heard is put together out of sounds anyhow
        returns : as the hearing network's outputs, shape = (frames, characters + phonemes)
        """
        pieces = []
        for word in words:
            places = self._parts.words.get(word)
            if places and (word not in self._lexicon or draw.random() >= sounded):
                first, last = draw.choice(places)
                pieces.append(self._outputs[first:last])
            else:
                pieces.append(self._from_sounds(draw.choice(self._lexicon[word]), draw))
        return np.concatenate(pieces)

    def _from_sounds(self, phones: Sequence[str], draw: random.Random) -> npt.NDArray[np.uint8]:
        around = [BOUNDARY, *phones, BOUNDARY]
        pieces = []
        for before, sound, after in zip(around, around[1:], [*around[2:], "AH"], strict=False):
            known = self._parts.sounds
            keys = ((before, sound, after), (sound, after), (sound,))
            places = next((known[key] for key in keys if key in known), None)
            if places:
                first, last = draw.choice(places)
                pieces.append(self._outputs[first:last])
        made = np.concatenate(pieces)
        made[:, : self._characters] = round((1 - np.log(self._characters) / FLOOR) * 255)
        return made
