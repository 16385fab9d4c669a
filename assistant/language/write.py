"""Live text: what the writing network makes of a prompt, token by token."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from assistant.errors import BadModel, BadOption, BadText
from assistant.language.cache import CacheSettings
from assistant.language.complete import Completer
from assistant.language.copies import WINDOW, CopyFilter, NoCopies, Run
from assistant.language.sampling import (
    RECENT,
    Observed,
    RecentPenalty,
    sampling_filters,
    seeded,
)
from assistant.language.search import Banned, Choice, LogitFilter, generate
from assistant.language.tokenizer import START, Subwords, TextStream
from assistant.messages import Alternative, Completion, Token
from assistant.models.language_model import LanguageModel

PROMPT_LIMIT = 20_000
"""Characters."""
READ_LIMIT = 600
"""Tokens of a prompt that are read: its end, as the state forgets what is further back."""
TOKEN_LIMIT = 5_000
ALTERNATIVES_LIMIT = 100
FEW_COPIED = 8
"""Words: as long a run may be chance, or a saying."""
OPENINGS = {"talk": "- "}
"""Style -> what every text of it begins with."""


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
    """One of `Writer.styles`; None leaves it to the prompt. See `opened`."""
    repetition: float = 0.0
    """What a token that was written lately costs more, as a natural logarithm; 0 is off."""
    alternatives: int = 0
    """How many to tell with each token."""
    copies: int | None = None
    """Words in a row that may be copied from the training text at most; 0 is no limit, and None is
    `FEW_COPIED` if the model knows its training texts."""
    cache: float = 0.0
    """Share of the probability that goes to what followed similar places of this text, below 1;
    0 is off. What came among the last tokens gets none of it when one is drawn: else the text
    goes round in circles. See `assistant.language.cache`."""

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
        if not 0 <= self.repetition <= 10:
            raise BadOption("repetition must be from 0 to 10.")
        if not 0 <= self.alternatives <= ALTERNATIVES_LIMIT:
            raise BadOption(f"alternatives must be from 0 to {ALTERNATIVES_LIMIT}.")
        if self.copies and not WINDOW <= self.copies <= 1000:
            raise BadOption(f"copies must be 0 (no limit) or from {WINDOW} words.")
        CacheSettings(self.cache)


def opened(prompt: str, style: str | None) -> str:
    """A prompt that begins as a text of its style does: a conversation with a dash."""
    opening = OPENINGS.get(style or "", "")
    if prompt.lstrip().startswith(opening.strip()):
        return prompt
    return opening + prompt.lstrip()


class Writer:
    """Writes with one network. Holds no state between texts, so that threads can share it."""

    def __init__(self, loaded: Any) -> None:
        """loaded : `assistant.checkpoint.LoadedModel`

        Raises:
            BadModel: it is not a network that writes.
        """
        subwords = loaded.tokenizers.get("text")
        if loaded.kind != "language_model" or not isinstance(subwords, Subwords):
            raise BadModel(f"{loaded.folder} does not hold a network that writes with subwords.")
        self.model: LanguageModel = loaded.model
        self.tokenizer = subwords
        # A style that was learnt later has its mark behind the subwords.
        marks = (*self.tokenizer.styles, *self.tokenizer.controls)
        self.styles = tuple(mark.strip("<>") for mark in marks)
        """What `WritingOptions.style` can be."""
        self.copies = CopyFilter.read(loaded.folder)
        """What knows the training texts; None if the model has none beside it."""
        self._marks = self.tokenizer.marks
        self._pieces = tuple(self.tokenizer.decode([index]) for index in range(len(self.tokenizer)))
        knows = self.copies.knows if self.copies else lambda word: True
        self._completer = Completer(self.model, self.tokenizer, knows)

    def write(
        self, prompt: str, options: WritingOptions | None = None, begun: Sequence[int] = ()
    ) -> Iterator[Token]:
        """What follows the prompt, token by token; the prompt itself is not repeated.

        begun : ids of the tokens that stand after the prompt already, to go on from there

        Raises:
            BadText: the prompt is too long.
            BadOption: an unknown style, an id that is no token, or copies are to be refused by
                a model that does not know its training texts.
        """
        options = options or WritingOptions()
        prompt = opened(prompt, options.style)
        decoder = self._decoder(prompt, begun, options.style, options.cache)
        generator = seeded(options.seed) if options.temperature else None
        filters = self._filters(prompt, options, tuple(begun), decoder)
        choices = generate(decoder, options.tokens, filters, generator)
        spaced = prompt.endswith(" ") and not begun
        return self._spoken(choices, begun, spaced, decoder, options)

    def alternatives(
        self,
        prompt: str,
        begun: Sequence[int] = (),
        style: str | None = None,
        count: int = 10,
        cache: float = 0.0,
    ) -> tuple[Alternative, ...]:
        """What is likely after the prompt and the tokens after it, likeliest first.

        cache : as `WritingOptions.cache`

        Raises:
            BadText, BadOption: as `write`.
        """
        decoder = self._decoder(opened(prompt, style), begun, style, cache)
        with torch.inference_mode():
            decoder.step(decoder.start_ids, decoder.start())
        return self._likeliest(decoder.log_probs[0], count)

    def longest_copy(self, text: str) -> Run | None:
        """The longest run of words that the training texts hold as well; None if there is none of
        `copies.TOLD` words, or if the model does not know its training texts."""
        return self.copies.longest(text) if self.copies else None

    def suggest(
        self,
        text: str,
        threshold: float = 0.0,
        words: int = 5,
        style: str | None = None,
        cache: float = 0.0,
    ) -> Completion:
        """What could follow, as long as it is likely enough; see `Completer.suggest`.

        cache : as `WritingOptions.cache`

        Raises:
            BadText: the text is too long.
            BadOption: no words are asked for, a threshold or cache outside its range, or an
                unknown style.
        """
        self._check(text, style)
        settings = CacheSettings(cache) if cache else None
        text = opened(text, style)
        return self._completer.suggest(text, threshold, words, self._mark(style), settings)

    def complete(self, text: str, words: int = 5) -> str:
        """The likeliest few words after `text`, leading space included; a word typed in part is
        finished first. Stops early at the end of a sentence.

        Raises:
            BadText, BadOption: as `suggest`.
        """
        self._check(text, None)
        found = self._completer.continuations(text, words, self._mark(None))
        return found[-1][0] if found else ""

    def _filters(
        self, prompt: str, options: WritingOptions, begun: tuple[int, ...], decoder: Observed
    ) -> list[LogitFilter]:
        filters: list[LogitFilter] = [Banned(self._marks)]
        if options.repetition or options.cache:
            read = (*self.tokenizer.encode(prompt)[-RECENT:], *begun)
            own = (lambda: decoder.own) if options.cache else None
            filters.append(RecentPenalty(options.repetition, read[-RECENT:], own))
        limit = options.copies
        if limit is None and self.copies is not None:
            limit = FEW_COPIED
        if limit:
            if self.copies is None:
                raise BadOption(
                    "This model does not know its training texts, so it can't refuse copies: make "
                    "its filter with `python -m training.copies`, or leave copies out."
                )
            before = prompt.rstrip(" ") + self.tokenizer.decode(begun)
            decode = self.tokenizer.decode
            filters.append(NoCopies(self.copies, limit, self._pieces, before, decode))
        return [*filters, *sampling_filters(options.temperature, options.top_k, options.top_p)]

    def _check(self, prompt: str, style: str | None) -> None:
        if len(prompt) > PROMPT_LIMIT:
            raise BadText(
                f"The prompt has {len(prompt)} characters; at most {PROMPT_LIMIT} can be read."
            )
        if style is not None and style not in self.styles:
            raise BadOption(f"There is no style {style!r}; choose one of {', '.join(self.styles)}.")

    def _mark(self, style: str | None) -> int:
        return self.tokenizer.id(START if style is None else f"<{style}>")

    def _decoder(
        self, prompt: str, begun: Sequence[int], style: str | None, cache: float
    ) -> Observed:
        """What goes on from a prompt behind its style's mark, and from what follows it.

        A cache needs the places themselves: with one, all that it has room for is read.
        """
        prompt = prompt.rstrip(" ")
        self._check(prompt, style)
        if any(not 0 <= index < len(self._pieces) or index in self._marks for index in begun):
            raise BadOption("There is no such token to go on from.")
        read = [*self.tokenizer.encode(prompt), *begun] if prompt else list(begun)
        limit = max(READ_LIMIT, CacheSettings(cache).window) if cache else READ_LIMIT
        return Observed(self.model, [self._mark(style), *read[-limit:]], cache)

    def _likeliest(self, log_probs: Tensor, count: int) -> tuple[Alternative, ...]:
        log_probs = log_probs.index_fill(0, torch.tensor(self._marks), -torch.inf)
        scores, ids = log_probs.topk(min(count, len(log_probs) - len(self._marks)))
        return tuple(
            Alternative(index, self.tokenizer.piece(index), score)
            for index, score in zip(ids.tolist(), scores.tolist(), strict=True)
        )

    def _spoken(
        self,
        choices: Iterator[Choice],
        begun: Sequence[int],
        spaced: bool,
        decoder: Observed,
        options: WritingOptions,
    ) -> Iterator[Token]:
        """Choices as tokens with their text; the first space is dropped if there is one already.

        begun : what stands before them, perhaps with the beginning of a character
        """
        stream = TextStream(self.tokenizer)
        for index in begun:
            stream.add(index)
        first = True
        for choice in choices:
            others: tuple[Alternative, ...] = ()
            if options.alternatives:
                others = self._likeliest(decoder.log_probs[0], options.alternatives)
            text = stream.add(choice.id)
            if first and spaced:
                text = text.removeprefix(" ")
            first = False
            yield Token(choice.id, text, choice.log_probability, others)
