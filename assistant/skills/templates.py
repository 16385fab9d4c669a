"""Templates of sentences: `[please] set a (timer|countdown) for {duration}`.

`[..]` may be left out, `(a|b)` is one of several, `{slot}` is where a value stands; they nest, and
`[a|b]` is one of several or nothing. Everything else is text, and blanks are put right: templates
are expanded to what a person would say, without double blanks and without one at either end.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from assistant.errors import BadTemplate

LIMIT = 4000
"""Sentences of one template: more is an accident."""


@dataclass(frozen=True)
class Gap:
    """Where a slot's text stands in a sentence."""

    name: str


Piece = str | Gap
Sentence = tuple[Piece, ...]
"""Put together without anything between: `("set a timer for ", Gap("duration"), " please")`."""

_TOKEN = re.compile(r"\{[^{}]*\}|[\[\]()|{}]|[^\[\]()|{}]+")
_NAME = re.compile(r"[a-z][a-z_]*")
_CLOSES = {"(": ")", "[": "]"}


def expand(template: str, limit: int = LIMIT) -> tuple[Sentence, ...]:
    """All sentences of a template, each once, in the order of the template.

    Raises:
        BadTemplate: a bracket is missing or not opened, a `|` stands outside of brackets, an
            alternative or a slot is empty, nothing at all can be said, or there are more than
            `limit` sentences.
    """
    return _expand(template, limit)


@lru_cache(maxsize=4096)
def _expand(template: str, limit: int) -> tuple[Sentence, ...]:
    choices = _Reader(template, limit).read()
    sentences = tuple(dict.fromkeys(_tidy(choice) for choice in choices))
    if not all(sentences):
        raise BadTemplate(f"A sentence of “{template}” is empty: not everything can be optional.")
    return sentences


def slots_of(template: str) -> tuple[str, ...]:
    """The slots that a template names, each once.

    Raises:
        BadTemplate: as `expand` does.
    """
    pieces = (piece for sentence in expand(template) for piece in sentence)
    return tuple(dict.fromkeys(piece.name for piece in pieces if isinstance(piece, Gap)))


def plain(sentence: Sentence) -> str:
    """For people to read: `set a timer for {duration}`."""
    return "".join(piece if isinstance(piece, str) else f"{{{piece.name}}}" for piece in sentence)


class _Reader:
    """Recursive descent; every level returns the sentences it stands for."""

    def __init__(self, template: str, limit: int) -> None:
        self.template, self.limit = template, limit
        self.tokens = _TOKEN.findall(template)
        self.at = 0

    def read(self) -> list[Sentence]:
        choices = self.sequence()
        if self.at < len(self.tokens):
            token = self.tokens[self.at]
            where = "outside of brackets" if token == "|" else "that closes nothing"
            raise self.wrong(f"a “{token}” {where}")
        return choices

    def sequence(self) -> list[Sentence]:
        """Up to a `|`, a closing bracket or the end."""
        found: list[Sentence] = [()]
        while self.at < len(self.tokens) and self.tokens[self.at] not in "|)]":
            part = self.part()
            if len(found) * len(part) > self.limit:
                raise self.wrong(f"more than {self.limit} sentences: split it")
            found = [before + after for before, after in itertools.product(found, part)]
        return found

    def part(self) -> list[Sentence]:
        token = self.tokens[self.at]
        self.at += 1
        if token in _CLOSES:
            return self.group(token)
        if token in ("{", "}"):
            raise self.wrong(f"a “{token}” without its other half")
        if token.startswith("{"):
            if not _NAME.fullmatch(token[1:-1]):
                raise self.wrong(f"a slot “{token}” whose name is not of small letters")
            return [(Gap(token[1:-1]),)]
        return [(token,)]

    def group(self, opened: str) -> list[Sentence]:
        choices: list[Sentence] = []
        while True:
            some = self.sequence()
            if any(not _tidy(choice) for choice in some):
                raise self.wrong(f"an empty choice after “{opened}”")
            choices += some
            if len(choices) > self.limit:
                raise self.wrong(f"more than {self.limit} sentences: split it")
            if self.at >= len(self.tokens):
                raise self.wrong(f"a “{opened}” that nothing closes")
            token = self.tokens[self.at]
            self.at += 1
            if token == _CLOSES[opened]:
                return [(), *choices] if opened == "[" else choices
            if token != "|":
                raise self.wrong(f"a “{token}” where “{_CLOSES[opened]}” has to close")

    def wrong(self, what: str) -> BadTemplate:
        return BadTemplate(f"The template “{self.template}” has {what}.")


def _tidy(sentence: Sentence) -> Sentence:
    """Text joined, blanks put right."""
    return tuple(_joined(sentence))


def _joined(sentence: Sentence) -> Iterator[Piece]:
    # Each gap is held by a character that no text has while blanks are put right.
    gaps = [piece for piece in sentence if isinstance(piece, Gap)]
    text = "".join(piece if isinstance(piece, str) else "\0" for piece in sentence)
    text = " ".join(text.split())
    text = re.sub(r" ([,.?!])", r"\1", text)
    for index, part in enumerate(text.split("\0")):
        if index:
            yield gaps[index - 1]
        if part:
            yield part
