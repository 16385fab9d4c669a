"""How much of a text is copied from what the writing network learnt from.

The words of the training texts, seven at a time, are kept as bits of a Bloom filter (Bloom 1970):
a set that is small, never forgets a member and now and then takes a stranger for one. A run of
nine words holds three such windows in a row, so a stranger counts only if the filter errs
three times on end. What the network would never write by itself may be left out of the set
(`training.copies`), so it judges what the network wrote, and nothing else.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save_file
from torch import Tensor

from assistant.errors import BadModel
from assistant.language.search import NEVER

FILE = "copies.safetensors"
"""Beside the weights in the folder of a network that writes."""
WINDOW = 7
"""Words."""
OFTEN = 2
"""Times that a word must come to be known."""
WORD_BITS = 10
"""For each known word."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
TOLD = WINDOW + 1
"""Words of the shortest run that is told: a single window is too often an error."""
LOOKED_AT = 200
"""Pieces, when a run is as long as it may be."""
_CURLED = "\N{RIGHT SINGLE QUOTATION MARK}"
_TAIL = 400
"""Characters before the end in which the last words are looked for, at least."""
_WORD_AND_SPACE = 20
"""Characters of a word in a run, with all that may stand between it and the next."""
Hashes = npt.NDArray[np.uint64]


@dataclass(frozen=True)
class Run:
    """Words in a row that stand in the training text in the same order."""

    words: int
    start: int
    """Its first character in the text."""
    end: int
    """Past its last one."""


def spellings(text: str) -> list[str]:
    """Words as they are compared: capitals and marks count for nothing."""
    return [str(word) for word in _WORD.findall(text.lower().replace(_CURLED, "'"))]


@lru_cache(maxsize=200_000)
def _of_word(word: str) -> int:
    return int.from_bytes(blake2b(word.encode(), digest_size=8).digest(), "little")


def placed(text: str) -> list[tuple[str, int, int]]:
    """Words as they are compared, each with its first character and past its last one."""
    plain = text.lower().replace(_CURLED, "'")
    # Some capitals have more letters when they are small: then the places don't fit.
    found = _WORD.finditer(plain if len(plain) == len(text) else text)
    return [(place[0].lower(), place.start(), place.end()) for place in found]


def windows(words: Sequence[str], length: int = WINDOW) -> Hashes:
    """A number for each so many words in a row, shape = (words - length + 1,)."""
    if len(words) < length:
        return np.empty(0, np.uint64)
    each = np.fromiter(map(_of_word, words), np.uint64, len(words))
    total = np.zeros(len(words) - length + 1, np.uint64)
    with np.errstate(over="ignore"):
        for place in range(length):
            total = total * np.uint64(0x9E3779B97F4A7C15) + each[place : place + len(total)]
            total ^= total >> np.uint64(29)
    return total


@dataclass(frozen=True, eq=False)
class Bloom:
    """A set of numbers that errs on one side."""

    bits: npt.NDArray[np.uint8]
    """Shape = (bytes,), eight bits in each."""
    hashes: int
    """Bits that are looked at for each number."""

    def __post_init__(self) -> None:
        if self.bits.dtype != np.uint8 or not self.bits.size or not 1 <= self.hashes <= 64:
            raise ValueError("these are no bits")

    @classmethod
    def build(cls, members: Hashes, size: int) -> Bloom:
        """size : bytes"""
        # The number of bits a member that errs least.
        best = 8 * size / max(1, len(members)) * math.log(2)
        made = cls(np.zeros(size, np.uint8), min(30, max(1, round(best))))
        for number in range(made.hashes):
            place = made._places(members, number)
            np.bitwise_or.at(made.bits, place >> 3, (1 << (place & 7)).astype(np.uint8))
        return made

    def _places(self, members: Hashes, number: int) -> npt.NDArray[np.int64]:
        """Bit `number` of each (Kirsch and Mitzenmacher 2006: two hashes do for all)."""
        low, high = members & np.uint64(0xFFFFFFFF), members >> np.uint64(32)
        place = (low + np.uint64(number) * (high | np.uint64(1))) % np.uint64(8 * len(self.bits))
        return place.astype(np.int64)

    def holds(self, members: Hashes) -> npt.NDArray[np.bool_]:
        """Which are in the set; shape as given."""
        found = np.ones(len(members), bool)
        for number in range(self.hashes):
            place = self._places(members, number)
            found &= (self.bits[place >> 3] >> (place & 7) & 1).astype(bool)
        return found


class CopyFilter:
    """Knows which windows of words the training texts hold. Never changes: threads share it."""

    def __init__(self, windows: Bloom, words: Bloom) -> None:
        """
        words : single words that came more than once, to know a word from a slip of the pen
        """
        self._windows, self._words = windows, words

    @classmethod
    def build(
        cls,
        texts: Sequence[Sequence[str]],
        bits: float,
        kept: Sequence[npt.NDArray[np.bool_] | None] | None = None,
    ) -> CopyFilter:
        """
        texts : each in words, as `spellings` gives them
        bits : for each window that goes in
        kept : of each text, which of its windows go in; None for all
        """
        counts: Counter[str] = Counter()
        members = [np.empty(0, np.uint64)]
        for words, some in zip(texts, kept or [None] * len(texts), strict=True):
            counts.update(words)
            found = windows(words)
            members.append(found if some is None else found[some])
        every = np.unique(np.concatenate(members))
        often = [_of_word(word) for word, count in counts.items() if count >= OFTEN]
        return cls(
            Bloom.build(every, max(1, round(bits * len(every) / 8))),
            Bloom.build(np.array(often, np.uint64), max(1, WORD_BITS * len(often) // 8)),
        )

    @classmethod
    def read(cls, folder: Path) -> CopyFilter | None:
        """The filter in a model folder; None if there is none.

        Raises:
            BadModel: it is damaged.
        """
        path = folder / FILE
        if not path.exists():
            return None
        try:
            with safe_open(str(path), "np") as file:
                about: dict[str, Any] = file.metadata() or {}
                parts = [
                    Bloom(file.get_tensor(name), int(about[name])) for name in ("windows", "words")
                ]
                if int(about["length"]) != WINDOW:
                    raise ValueError("it was made for other windows")
        except (SafetensorError, OSError, KeyError, ValueError) as error:
            raise BadModel(
                f"{path} can't be read ({error}). Make it anew with `python -m training.copies "
                f"{folder}`, or delete it."
            ) from error
        return cls(*parts)

    def save(self, folder: Path) -> None:
        """Put it beside a network."""
        parts = {"windows": self._windows, "words": self._words}
        about = {name: str(part.hashes) for name, part in parts.items()}
        bits = {name: part.bits for name, part in parts.items()}
        save_file(bits, str(folder / FILE), about | {"length": str(WINDOW)})
        (folder / FILE).chmod(0o644)  # a model is for whoever runs the app

    def holds(self, members: Hashes) -> npt.NDArray[np.bool_]:
        """Which windows the training texts hold; shape as given."""
        return self._windows.holds(members)

    def knows(self, word: str) -> bool:
        """Whether a word came more than once in the training texts."""
        spelt = np.array([_of_word(part) for part in spellings(word)], np.uint64)
        return bool(self._words.holds(spelt).all())

    def runs(self, text: str) -> list[Run]:
        """All runs of at least `TOLD` words, in order; two that overlap are told apart."""
        places = placed(text)
        held = self.holds(windows([word for word, _, _ in places]))
        found: list[Run] = []
        begun = None
        for index, member in enumerate([*held.tolist(), False]):
            if member and begun is None:
                begun = index
            elif not member and begun is not None:
                last = index + WINDOW - 2
                if (words := last - begun + 1) >= TOLD:
                    found.append(Run(words, places[begun][1], places[last][2]))
                begun = None
        return found

    def longest(self, text: str) -> Run | None:
        """The longest run; None if nothing is copied."""
        return max(self.runs(text), key=lambda run: run.words, default=None)

    def ending(self, words: Sequence[str]) -> int:
        """Words of the run that the last word belongs to; 0 for none."""
        held = self.holds(windows(words))
        count = 0
        for member in reversed(held.tolist()):
            if not member:
                break
            count += 1
        return count + WINDOW - 1 if count else 0


@dataclass(frozen=True)
class NoCopies:
    """No run is longer than `limit` words. A `LogitFilter`.

    A piece is refused if with it the last word, taken as it stands, makes a longer run; so
    whatever follows, no run ever gets too long.
    """

    copies: CopyFilter
    limit: int
    """At least `WINDOW`."""
    pieces: tuple[str, ...]
    """What each id of the vocabulary spells."""
    before: str = ""
    """The text that is gone on from."""
    decode: Callable[[Sequence[int]], str] | None = None
    """What ids spell together, where letters may be parted among pieces; None joins the pieces."""

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        log_probs = log_probs.clone()
        # As long as the longest run may be, words being longer at times.
        long = max(_TAIL, _WORD_AND_SPACE * self.limit)
        for row, ids in enumerate(written.tolist()):
            tail = (self.before[-long:] + self._spelt(ids[-long:]))[-long:]
            words = spellings(tail)
            # Of the last word, which a piece may lengthen, and of that before it.
            ending, before = self.copies.ending(words), self.copies.ending(words[:-1])
            if max(ending, before) >= self.limit:
                log_probs[row] = self._without(log_probs[row], tail, ending, before)
        return log_probs

    def _spelt(self, ids: Sequence[int]) -> str:
        if self.decode is not None:
            return self.decode(ids)
        return "".join(self.pieces[index] for index in ids)

    def _without(self, log_probs: Tensor, tail: str, ending: int, before: int) -> Tensor:
        """The likeliest pieces that don't lengthen the run; all others are out."""
        likely, places = log_probs.topk(min(LOOKED_AT, len(log_probs)))
        # The windows that a piece can make hold no more than these words.
        start = [found.start() for found in _WORD.finditer(tail)][-WINDOW:]
        near = tail[start[0] :]
        kept = []
        for index in places[likely > NEVER].tolist():
            words = spellings(near + self.pieces[index])
            run = before if len(words) <= len(start) else ending
            if run < self.limit or words == spellings(near) or not self.copies.ending(words):
                kept.append(index)
        only = log_probs.new_full(log_probs.shape, NEVER)
        only[kept] = log_probs[kept]
        return only
