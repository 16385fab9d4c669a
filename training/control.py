"""What replies are like, so that a network can be told what its own should be like.

After See et al. 2019, "What makes a good conversation? How controllable attributes affect human
judgments": whether a reply asks something, and how specific its words are. Both are told to the
network as marks before the conversation (`assistant.language.decoders.CONTROLS`).

Specificity is the mean NIDF, the normalised inverse document frequency, of a reply's words. With
idf(word) = ln(replies / replies with the word),

    nidf(word) = (idf(word) - least idf) / (greatest idf - least idf)

so that the commonest word has 0 and a word of one reply only has 1. Punctuation does not count.
"""

from __future__ import annotations

import hashlib
import json
import math
import os
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.language.decoders import ASK, RICHNESS, TELL
from assistant.language.normalise import closing_mark, words

_VERSION = 1
"""Of what is counted; a change makes the caches of old ones void."""


def asks(reply: str) -> bool:
    """Whether a normalised reply holds a question.

    Where the text has no final mark, the one that `display` would put there decides.
    """
    return "?" in reply or (reply[-1:].isalnum() and closing_mark(reply) == "?")


def _counted(reply: str) -> list[str]:
    return [word for word in words(reply) if word[0].isalnum()]


@dataclass(frozen=True)
class Specificity:
    """How rare the words of replies are, and what counts as plain and as rich."""

    rarity: Mapping[str, float]
    """Word -> NIDF, in [0, 1]."""
    edges: tuple[float, float]
    """Between plain and middle, and between middle and rich."""

    @classmethod
    def count(cls, replies: Sequence[str]) -> Specificity:
        """From normalised replies; the edges are the terciles of these."""
        lists = [_counted(reply) for reply in replies]
        rarity = nidf(lists)
        scores = [_mean(rarity, said) for said in lists]
        low, high = np.quantile(scores, (1 / 3, 2 / 3)) if scores else (0.0, 1.0)
        return cls(rarity, (float(low), float(high)))

    def of(self, reply: str) -> float:
        """Mean NIDF of a reply's words, 0 if it has none; unknown words have 1."""
        return _mean(self.rarity, _counted(reply))

    def bucket(self, reply: str) -> int:
        """Place in `RICHNESS`: 0 is plain, 2 is rich."""
        return bisect_right(self.edges, self.of(reply))


def nidf(replies: Iterable[Iterable[str]]) -> dict[str, float]:
    """Word -> NIDF. Words that are all equally common have 0."""
    counts: Counter[str] = Counter()
    for reply in replies:
        counts.update(set(reply))
    # The number of replies cancels out of the normalised form.
    logs = {word: math.log(count) for word, count in sorted(counts.items())}
    most, least = max(logs.values(), default=0.0), min(logs.values(), default=0.0)
    return {word: (most - value) / ((most - least) or 1.0) for word, value in logs.items()}


def _mean(rarity: Mapping[str, float], said: Sequence[str]) -> float:
    return sum(rarity.get(word, 1.0) for word in said) / max(1, len(said))


@dataclass(frozen=True)
class Controls:
    """The marks of many turns."""

    asking: npt.NDArray[np.bool_]
    richness: npt.NDArray[np.int8]
    """Places in `RICHNESS`."""

    def of(self, turn: int) -> tuple[str, str]:
        """The two marks that are true of a turn."""
        return (ASK if self.asking[turn] else TELL), RICHNESS[self.richness[turn]]


def measure(turns: Sequence[str], replies: npt.NDArray[np.int64]) -> tuple[Specificity, Controls]:
    """Specificity counted on some of the turns, and the marks of all.

    turns : normalised
    replies : which of them answer another
    """
    specificity = Specificity.count([turns[index] for index in replies])
    asking = np.array([asks(turn) for turn in turns], dtype=np.bool_)
    richness = np.array([specificity.bucket(turn) for turn in turns], dtype=np.int8)
    return specificity, Controls(asking, richness)


def read_controls(turns: Sequence[str], replies: npt.NDArray[np.int64], cache: Path) -> Controls:
    """The marks of all turns, counted once for the same turns.

    cache : folder for `dialogue-controls-*.npz`, and the edges beside it as JSON to read
    """
    digest = hashlib.sha256(f"{_VERSION}\n".encode())
    digest.update("\n".join(turns).encode("utf-8", "replace"))
    digest.update(replies.tobytes())
    path = cache / f"dialogue-controls-{digest.hexdigest()[:16]}.npz"
    if not path.exists():
        specificity, found = measure(turns, replies)
        cache.mkdir(parents=True, exist_ok=True)
        summary = {"edges": specificity.edges, "words": len(specificity.rarity)}
        path.with_suffix(".json").write_text(json.dumps(summary) + "\n", encoding="utf-8")
        partial = path.with_suffix(".partial.npz")
        np.savez_compressed(partial, asking=found.asking, richness=found.richness)
        os.replace(partial, path)
    with np.load(path) as stored:
        return Controls(stored["asking"], stored["richness"])
