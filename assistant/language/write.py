"""Live text: what the writing network makes of a prompt, token by token."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from assistant.errors import BadModel, BadOption, BadText
from assistant.language.decoders import TextDecoder
from assistant.language.search import (
    NEVER,
    Banned,
    Choice,
    LogitFilter,
    NoRepeatedNgram,
    Temperature,
    TopK,
    TopP,
    generate,
)
from assistant.language.tokenizer import SPECIALS, START, Subwords
from assistant.messages import Token
from assistant.models.language_model import LanguageModel

PROMPT_LIMIT = 20_000
"""Characters."""
READ_LIMIT = 600
"""Tokens of a prompt that are read: its end, as the state forgets what is further back."""
TOKEN_LIMIT = 5_000
COMPLETION_TOKENS = 4
"""Tokens that a word of a completion may take, on average."""


@dataclass(frozen=True)
class WritingOptions:
    """How to write; the same options with the same seed write the same text."""

    tokens: int = 120
    temperature: float = 0.8
    """0 always takes the likeliest token."""
    top_k: int = 0
    """0 is off."""
    top_p: float = 0.95
    seed: int | None = None
    """None writes something else each time."""
    style: str | None = None
    """One of `Writer.styles`; None leaves it to the prompt."""

    def __post_init__(self) -> None:
        """Raises BadOption for a setting outside its range."""
        if not 1 <= self.tokens <= TOKEN_LIMIT:
            raise BadOption(f"tokens must be from 1 to {TOKEN_LIMIT}.")
        if not 0 <= self.temperature <= 10:
            raise BadOption("temperature must be from 0 to 10.")
        if self.top_k < 0:
            raise BadOption("top_k must be 0 (off) or more.")
        if not 0 < self.top_p <= 1:
            raise BadOption("top_p must be above 0 and at most 1.")


def sampling_filters(temperature: float, top_k: int, top_p: float) -> list[LogitFilter]:
    """The filters of these settings, those that change nothing left out."""
    filters: list[LogitFilter] = []
    if temperature not in (0, 1):
        filters.append(Temperature(temperature))
    if top_k:
        filters.append(TopK(top_k))
    if top_p < 1:
        filters.append(TopP(top_p))
    return filters


def seeded(seed: int | None) -> torch.Generator:
    """A generator of its own for every text: two people writing at once don't mix."""
    generator = torch.Generator()
    if seed is None:
        generator.seed()
    else:
        generator.manual_seed(seed % 2**63)
    return generator


@dataclass(frozen=True)
class BeginsWith:
    """The first thing written goes on from these letters (a word typed in part)."""

    letters: str
    pieces: tuple[str, ...]
    """What each id of the vocabulary spells."""

    def apply(self, log_probs: Tensor, written: Tensor) -> Tensor:
        log_probs = log_probs.clone()
        for row, ids in enumerate(written.tolist()):
            wanted = self.letters[len("".join(self.pieces[index] for index in ids)) :]
            if wanted:
                fits = [
                    bool(piece) and (piece.startswith(wanted) or wanted.startswith(piece))
                    for piece in self.pieces
                ]
                log_probs[row, ~torch.tensor(fits)] = NEVER
        return log_probs


class Writer:
    """Writes with one network. Holds no state between texts, so that threads can share it."""

    def __init__(self, loaded: Any) -> None:
        """loaded : `assistant.checkpoint.LoadedModel`

        Raises:
            BadModel: it is not a network that writes.
        """
        if loaded.kind != "language_model" or "text" not in loaded.tokenizers:
            raise BadModel(f"{loaded.folder} does not hold a network that writes.")
        self.model: LanguageModel = loaded.model
        self.tokenizer: Subwords = loaded.tokenizers["text"]
        self.styles = tuple(mark.strip("<>") for mark in self.tokenizer.styles)
        """What `WritingOptions.style` can be."""
        self._marks = tuple(range(len(SPECIALS) + len(self.tokenizer.styles)))
        self._pieces = tuple(self.tokenizer.decode([index]) for index in range(len(self.tokenizer)))

    def write(self, prompt: str, options: WritingOptions | None = None) -> Iterator[Token]:
        """What follows the prompt, token by token; the prompt itself is not repeated.

        Raises:
            BadText: the prompt is too long.
            BadOption: an unknown style.
        """
        options = options or WritingOptions()
        decoder = TextDecoder(self.model, self._read(prompt.rstrip(" "), options.style))
        filters = [
            Banned(self._marks),
            *sampling_filters(options.temperature, options.top_k, options.top_p),
        ]
        generator = seeded(options.seed) if options.temperature else None
        choices = generate(decoder, options.tokens, filters, generator)
        return self._spoken(choices, spaced=prompt.endswith(" "))

    def complete(self, text: str, words: int = 5) -> str:
        """The likeliest few words after `text`, leading space included; a word typed in part is
        finished first. Stops early at the end of a sentence.

        Raises:
            BadText: the text is too long.
            BadOption: no words are asked for.
        """
        if not 1 <= words <= 100:
            raise BadOption("words must be from 1 to 100.")
        known, letters = _split_last_word(text)
        decoder = TextDecoder(self.model, self._read(known, None))
        filters: list[LogitFilter] = [Banned(self._marks), NoRepeatedNgram(3)]
        if letters:
            filters.insert(1, BeginsWith(letters, self._pieces))
        pieces = (
            token.text
            for token in self._spoken(
                generate(decoder, COMPLETION_TOKENS * words + 4, filters), spaced=False
            )
        )
        added = _first_words(pieces, letters, words)
        return added.lstrip(" ") if text.endswith(" ") else added

    def _read(self, prompt: str, style: str | None) -> list[int]:
        """Ids of a prompt behind its style's mark."""
        if len(prompt) > PROMPT_LIMIT:
            raise BadText(
                f"The prompt has {len(prompt)} characters; at most {PROMPT_LIMIT} can be read."
            )
        if style is not None and style not in self.styles:
            raise BadOption(f"There is no style {style!r}; choose one of {', '.join(self.styles)}.")
        mark = self.tokenizer.id(START if style is None else f"<{style}>")
        return [mark, *self.tokenizer.encode(prompt)[-READ_LIMIT:]]

    def _spoken(self, choices: Iterator[Choice], spaced: bool) -> Iterator[Token]:
        """Choices as tokens with their text; the first space is dropped if there is one already."""
        pending: list[int] = []
        first = True
        for choice in choices:
            pending.append(choice.id)
            text = self.tokenizer.decode(pending)
            if text.endswith("\N{REPLACEMENT CHARACTER}") and len(pending) < 4:
                text = ""  # part of a character: it is shown when it is whole
            else:
                pending = []
            if first and spaced:
                text = text.removeprefix(" ")
            first = False
            yield Token(choice.id, text, choice.log_probability)


def _split_last_word(text: str) -> tuple[str, str]:
    """Text before a word that may not be finished, and that word with the space before it."""
    found = re.search(r" ?[^\W\d_]+$", text)
    if not found:
        return text.rstrip(" "), ""
    return text[: found.start()], found[0]


def _first_words(pieces: Iterator[str], letters: str, words: int) -> str:
    """What pieces add to letters that are there already, up to so many words or a full stop."""
    written = ""
    for piece in pieces:
        written += piece
        added = written[len(letters) :]
        if len(written) < len(letters):
            continue
        end = re.search(r"[.!?]['\"]?(?=\s)|\n", added)
        if end:
            return added[: end.end()].rstrip()
        starts = [found.start() for found in re.finditer(r"\S+", added)]
        if len(starts) > words:
            return added[: starts[words]].rstrip()
    return written[len(letters) :].rstrip()
