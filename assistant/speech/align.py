"""When each word was said, from CTC log-probabilities and how the words may be pronounced."""

from __future__ import annotations

import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import torch
from torch import Tensor

from assistant.language.tokenizer import BOUNDARY, Symbols
from assistant.messages import Word

PADDING = 0.08
"""Seconds. CTC marks the middle of a sound: words reach this far beyond their outer symbols,
or half the way to the next word."""

Spelling = Sequence[int]
"""The symbols of a word, in letters or phonemes; no blanks."""


@dataclass(frozen=True)
class Span:
    """Where one symbol was found."""

    start: int
    """First frame."""
    end: int
    """First frame after it."""
    probability: float
    """The best of its frames, in [0, 1]."""


@dataclass(frozen=True)
class Aligned:
    """A word in its place, and how well it fits there."""

    word: Word
    """Its confidence is the mean probability of its symbols; not calibrated."""
    symbols: int
    """How many it was aligned with; 0 if it found no place."""
    frames: int
    """From its first symbol to its last."""
    shortfall: float
    """Mean over these frames of what the network's first choices are likelier than the word's
    symbols; natural logarithm, 0 if they are the same."""


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
    """Start, end and confidence of each word by its letters; see `align_spellings`.

    log_probabilities : Tensor, shape = (frames, symbols), of the spelling head
    words : in the head's alphabet; other letters are passed over
    frame_seconds : how long a frame lasts
    """
    spellings = [[letters(word, symbols)] for word in words]
    boundary = symbols.ids[BOUNDARY]
    aligned = align_spellings(log_probabilities, words, spellings, boundary, frame_seconds)
    return tuple(each.word for each in aligned)


def letters(word: str, symbols: Symbols) -> list[int]:
    """The letters of a word that the spelling head knows."""
    return [symbols.ids[letter] for letter in word if letter in symbols]


def align_spellings(
    log_probabilities: Tensor,
    words: Sequence[str],
    spellings: Sequence[Sequence[Spelling]],
    boundary: int,
    frame_seconds: float,
) -> tuple[Aligned, ...]:
    """Each word in its place, in order and without overlap.

    Where the words do not fit (they need more frames than there are, or one has no symbols),
    they share the time by their length, with confidence 0.

    log_probabilities : Tensor, shape = (frames, symbols), blank first
    spellings : those of each word, the commonest first; the one that fits best is taken
    boundary : the symbol between words
    frame_seconds : how long a frame lasts
    """
    if not words:
        return ()
    seconds = len(log_probabilities) * frame_seconds
    if not all(choices and choices[0] for choices in spellings):
        return _evenly(words, seconds)
    chosen = [choices[0] for choices in spellings]
    spans = _spans(log_probabilities, chosen, boundary)
    if spans and any(len(choices) > 1 for choices in spellings):
        chosen = list(_best_fitting(log_probabilities, spans, spellings))
        spans = _spans(log_probabilities, chosen, boundary)
    if not spans:
        return _evenly(words, seconds)
    times = _padded([(own[0].start, own[-1].end) for own in spans], frame_seconds, seconds)
    return tuple(
        _aligned(log_probabilities, text, time, own, spelling)
        for text, time, own, spelling in zip(words, times, spans, chosen, strict=True)
    )


def _spans(
    log_probabilities: Tensor, spelt: Sequence[Spelling], boundary: int
) -> list[list[Span]] | None:
    """The spans of each word's symbols, None if they do not fit."""
    ids: list[int] = []
    for spelling in spelt:
        ids += ([boundary] if ids else []) + list(spelling)
    spans = align_symbols(log_probabilities, ids)
    if spans is None:
        return None
    found, first = [], 0
    for spelling in spelt:
        found.append(spans[first : first + len(spelling)])
        first += len(spelling) + 1
    return found


def _best_fitting(
    log_probabilities: Tensor, spans: list[list[Span]], spellings: Sequence[Sequence[Spelling]]
) -> Iterator[Spelling]:
    """Of each word, the spelling that fits best between its neighbours."""
    ends = [0, *(own[-1].end for own in spans[:-1])]
    starts = [*(own[0].start for own in spans[1:]), len(log_probabilities)]
    for choices, first, last in zip(spellings, ends, starts, strict=True):
        part = log_probabilities[first:last]
        alone = len(choices) == 1
        yield choices[0] if alone else max(choices, key=lambda ids, part=part: _fit(part, ids))  # type: ignore[misc]


def _fit(log_probabilities: Tensor, ids: Spelling) -> float:
    """Log-probability of the best path of a sequence; minus infinity if it does not fit."""
    if len(ids) + sum(a == b for a, b in pairwise(ids)) > len(log_probabilities):
        return float("-inf")
    path = torch.tensor(_best_path(log_probabilities, ids))
    return float(log_probabilities.gather(1, path[:, None]).sum())


def _aligned(
    log_probabilities: Tensor,
    text: str,
    time: tuple[float, float],
    spans: list[Span],
    spelling: Spelling,
) -> Aligned:
    first, last = spans[0].start, spans[-1].end
    said = torch.zeros(last - first, dtype=torch.long)  # blanks between the symbols
    for span, symbol in zip(spans, spelling, strict=True):
        said[span.start - first : span.end - first] = symbol
    part = log_probabilities[first:last].clamp(min=-100)
    shortfall = float((part.amax(1) - part.gather(1, said[:, None])[:, 0]).mean())
    confidence = min(1.0, sum(span.probability for span in spans) / len(spans))
    return Aligned(Word(text, *time, confidence), len(spans), last - first, shortfall)


def _padded(
    places: Sequence[tuple[int, int]], frame_seconds: float, seconds: float
) -> list[tuple[float, float]]:
    """Frames -> seconds, reaching out by `PADDING`, but at most half way to the neighbour."""
    times = [(start * frame_seconds, end * frame_seconds) for start, end in places]
    reach = [max(0.0, b[0] - a[1]) / 2 for a, b in pairwise(times)]
    reach = [times[0][0], *reach, seconds - times[-1][1]]  # nobody on the other side
    return [
        (start - min(PADDING, before), end + min(PADDING, after))
        for (start, end), (before, after) in zip(times, pairwise(reach), strict=True)
    ]


def _evenly(words: Sequence[str], seconds: float) -> tuple[Aligned, ...]:
    total = sum(len(word) + 1 for word in words)
    found, start = [], 0.0
    for word in words:
        end = start + seconds * (len(word) + 1) / total
        found.append(Aligned(Word(word, start, end, 0.0), 0, 0, 0.0))
        start = end
    return tuple(found)
