"""The words of a command, typed or spoken, and where each stands in the text.

    "Set it to 7:30pm!"  ->  set  it  to  seven  thirty  pm

Typed figures and signs become the words that are said, so that both look alike to the network;
all words that one piece of writing stands for have its place.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeGuard

import torch
from torch import Tensor

from assistant.language.normalise import normalise
from assistant.language.spoken import spoken
from assistant.language.tokenizer import BLANK, UNKNOWN, Symbols

MARKS = (BLANK, UNKNOWN)
"""What a word list and a letter list begin with."""
UNKNOWN_WORD = 1
LETTERS = 20
"""Of a word that are read."""

_PIECE = re.compile(r"(?:[^\s,;!?]|(?<=\d),(?=\d))+")
_EDGE = ".:\"'()[]{}<>*_~\u2026\u201c\u201d\u2018\u2019\u00ab\u00bb"
"""Marks that are not said, taken off the ends of a piece."""
_SAID = (
    (re.compile(r"^[-\u2212\u2013]$|(?<=\d)[-\u2212](?=\d)"), " minus "),
    (re.compile(r"^\+$|(?<=\d)\+(?=\d)|(?<=\d)\+$|^\+(?=\d)"), " plus "),
    (re.compile(r"^[*x\u00d7]$|(?<=\d)[*x\u00d7](?=\d)"), " times "),
    (re.compile(r"^[/\u00f7]$|(?<=\d)\u00f7(?=\d)"), " divided by "),
    (re.compile(r"^%$"), " percent "),
    (re.compile(r"&"), " and "),
    (re.compile(r"(?<=\d)(?!(?:st|nd|rd|th|s|x)\b)(?=[a-z])"), " "),
)
"""Signs of arithmetic, and units written close to their number."""


@dataclass(frozen=True)
class Piece:
    """A word as the network reads it."""

    word: str
    start: int
    """Its first character in the text."""
    end: int
    """Past its last one."""


def pieces(text: str, say: bool = True) -> list[Piece]:
    """The words of a text in order.

    say : write figures and signs as words
    """
    found: list[Piece] = []
    for match in _PIECE.finditer(text):
        raw = match[0]
        # A bare "*" is a sign of arithmetic; around a word it is decoration.
        kept = raw.strip(_EDGE) or raw
        start = match.start() + raw.index(kept)
        span = (start, start + len(kept))
        found += [Piece(word, *span) for word in words_of(kept, say)]
    return _half_days(found) if say else found


@lru_cache(maxsize=50_000)
def words_of(piece: str, say: bool = True) -> tuple[str, ...]:
    """The words that a piece of writing without spaces stands for; none if nothing is said."""
    plain = normalise(piece)
    if not say:
        stripped = plain.strip(_EDGE + ",;!?")
        return (stripped or plain,) if plain else ()
    for pattern, words in _SAID:
        plain = pattern.sub(words, plain)
    return tuple(spoken(plain).split())


def _half_days(found: list[Piece]) -> list[Piece]:
    """`p m`, as a recogniser may write it, becomes `pm`."""
    joined: list[Piece] = []
    for piece in found:
        if piece.word == "m" and joined and joined[-1].word in ("a", "p"):
            before = joined.pop()
            joined.append(Piece(f"{before.word}m", before.start, piece.end))
        else:
            joined.append(piece)
    return joined


def same_words(
    tokens: Sequence[str], tags: Sequence[str], say: bool = True
) -> tuple[list[str], list[str]]:
    """Tokens of a corpus as `pieces` gives the words of a text, with their BIO tags.

    A token that stands for several words gives its slot to all of them; one that is not said
    goes.
    """
    flat: list[tuple[str, str]] = []
    for token, tag in zip(tokens, tags, strict=True):
        for place, word in enumerate(_words_of_token(token, say)):
            inside = place > 0 and tag != "O"
            flat.append((word, f"I{tag[1:]}" if inside else tag))
    numbered = [Piece(word, place, place + 1) for place, (word, _) in enumerate(flat)]
    joined = _half_days(numbered) if say else numbered
    return [piece.word for piece in joined], repaired([flat[piece.start][1] for piece in joined])


@lru_cache(maxsize=50_000)
def _words_of_token(token: str, say: bool) -> tuple[str, ...]:
    return tuple(piece.word for piece in pieces(token, say))


def repaired(tags: Sequence[str]) -> list[str]:
    """An I- that continues nothing becomes a B-."""
    fixed: list[str] = []
    for tag in tags:
        goes_on = bool(fixed) and fixed[-1] != "O" and fixed[-1][2:] == tag[2:]
        fixed.append(tag if tag[0] != "I" or goes_on else f"B-{tag[2:]}")
    return fixed


def word_key(word: str) -> str:
    """How a word stands in the word list: figures count by their number only."""
    return re.sub(r"\d", "0", word)


def is_word_list(symbols: object) -> TypeGuard[Symbols]:
    return isinstance(symbols, Symbols) and symbols.symbols[: len(MARKS)] == MARKS


def encode(
    sentences: Sequence[Sequence[str]], words: Symbols, characters: Symbols
) -> tuple[Tensor, Tensor, Tensor]:
    """Sentences of at least one word as the network takes them.

    returns : ids of the words (batch, time), ids of their letters (batch, time, letters), and
        lengths (batch,)
    """
    longest = max(len(sentence) for sentence in sentences)
    widest = max(min(LETTERS, len(word)) for sentence in sentences for word in sentence)
    ids = torch.zeros(len(sentences), longest, dtype=torch.long)
    spelt = torch.zeros(len(sentences), longest, widest, dtype=torch.long)
    for row, sentence in enumerate(sentences):
        ids[row, : len(sentence)] = torch.tensor(
            [words.ids.get(word_key(word), UNKNOWN_WORD) for word in sentence]
        )
        letters = [
            [characters.ids.get(letter, UNKNOWN_WORD) for letter in word[:widest]]
            + [0] * (widest - len(word))
            for word in sentence
        ]
        spelt[row, : len(sentence)] = torch.tensor(letters)
    return ids, spelt, torch.tensor([len(sentence) for sentence in sentences])
