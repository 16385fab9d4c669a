"""When each word was said and how sure we are, from CTC log-probabilities."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.messages import Word

PADDING = 0.08
"""Seconds. CTC marks the middle of a sound: words reach this far beyond their outer symbols,
or half the way to the next word."""


@dataclass(frozen=True)
class Span:
    """Where one symbol was found."""

    start: int
    """First frame."""
    end: int
    """First frame after it."""
    probability: float
    """The best of its frames, in [0, 1]."""


def align_symbols(log_probabilities: Tensor, ids: Sequence[int]) -> list[Span] | None:
    """The most probable frames of a known sequence, or None if it does not fit the frames.

    log_probabilities : Tensor, shape = (frames, symbols), blank first
    ids : no blanks
    """
    frames = len(log_probabilities)
    # Equal neighbours need a blank between them.
    needed = len(ids) + sum(a == b for a, b in pairwise(ids))
    if not ids or needed > frames:
        return [] if not ids else None
    path = _best_path(log_probabilities, ids)
    spans: list[Span] = []
    previous = 0
    for frame, symbol in enumerate(path):
        probability = float(log_probabilities[frame, symbol].exp()) if symbol else 0.0
        if symbol and symbol == previous:
            last = spans[-1]
            spans[-1] = Span(last.start, frame + 1, max(last.probability, probability))
        elif symbol:
            spans.append(Span(frame, frame + 1, probability))
        previous = symbol
    return spans


def _best_path(log_probabilities: Tensor, ids: Sequence[int]) -> list[int]:
    """The symbol of each frame, blanks included."""
    from torchaudio.functional import forced_align  # torchaudio is slow to import

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        path, _ = forced_align(
            # An impossible symbol would make every path impossible, and none be found.
            log_probabilities.clamp(min=-100)[None].contiguous(),
            torch.tensor([list(ids)], dtype=torch.int32),
        )
    frames: list[int] = path[0].tolist()
    return frames


def align_words(
    log_probabilities: Tensor, words: Sequence[str], symbols: Symbols, frame_seconds: float
) -> tuple[Word, ...]:
    """Start, end and confidence of each word, in order and without overlap.

    Where the text does not fit (it needs more frames than there are), the words share the
    time by their length, with confidence 0.

    log_probabilities : Tensor, shape = (frames, symbols), of the spelling head
    words : in the head's alphabet; other letters are passed over
    frame_seconds : how long a frame lasts
    """
    spelt = [[i for letter in word for i in _ids(symbols, letter)] for word in words]
    boundary = symbols.ids[BOUNDARY]
    ids: list[int] = []
    for letters in spelt:
        ids += ([boundary] if ids else []) + letters
    spans = align_symbols(log_probabilities, ids)
    if not words:
        return ()
    if not spans or not all(spelt):
        return _evenly(words, len(log_probabilities) * frame_seconds)
    found = []
    first = 0
    for word, letters in zip(words, spelt, strict=True):
        own = spans[first : first + len(letters)]
        first += len(letters) + 1
        confidence = sum(span.probability for span in own) / len(own)
        start, end = own[0].start * frame_seconds, own[-1].end * frame_seconds
        found.append(Word(word, start, end, min(1.0, confidence)))
    return _padded(found, len(log_probabilities) * frame_seconds)


def _ids(symbols: Symbols, letter: str) -> list[int]:
    return [symbols.ids[letter]] if letter in symbols else []


def _padded(words: list[Word], seconds: float) -> tuple[Word, ...]:
    """Reach outwards by `PADDING`, but at most half way to the neighbour."""
    borders = [(0.0, words[0].start)] + [(a.end, b.start) for a, b in pairwise(words)]
    borders.append((words[-1].end, seconds))
    reach = [max(0.0, right - left) / 2 for left, right in borders]
    reach[0], reach[-1] = 2 * reach[0], 2 * reach[-1]  # nobody on the other side
    return tuple(
        Word(
            word.text,
            word.start - min(PADDING, reach[i]),
            word.end + min(PADDING, reach[i + 1]),
            word.confidence,
        )
        for i, word in enumerate(words)
    )


def _evenly(words: Sequence[str], seconds: float) -> tuple[Word, ...]:
    total = sum(len(word) + 1 for word in words)
    found, start = [], 0.0
    for word in words:
        end = start + seconds * (len(word) + 1) / total
        found.append(Word(word, start, end, 0.0))
        start = end
    return tuple(found)
