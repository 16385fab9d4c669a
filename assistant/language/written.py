"""Spoken form -> written form: `at half past seven` -> `At 7:30.`

Figures for numbers, capitals for names and sentences, a mark where a pause ends a sentence.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from assistant.language.figures import MONTHS, Token, figures
from assistant.language.normalise import capitalise_names, closing_mark
from assistant.messages import Transcript, Word

SENTENCE_PAUSE = 0.6
"""Seconds between two words that end a sentence."""


def written(heard: Transcript) -> Transcript:
    """A transcript in written form: figures, capitals, full stops at pauses.

    A figure lasts from its first word to its last, and is as sure as the least sure of them.
    """
    words = heard.words
    tokens = figures([word.text for word in words])
    breaks = [b.start - a.end >= SENTENCE_PAUSE for a, b in pairwise(words)] + [True]
    sentences: list[list[Token]] = [[]]
    for token in tokens:
        sentences[-1].append(token)
        if breaks[token.end - 1]:
            sentences.append([])
    found = tuple(
        Word(
            token.text,
            words[token.first].start,
            words[token.end - 1].end,
            min(word.confidence for word in words[token.first : token.end]),
        )
        for sentence in sentences
        for token in _punctuated(sentence)
    )
    return replace(heard, text=" ".join(word.text for word in found), words=found)


def written_text(text: str) -> str:
    """One spoken sentence in written form."""
    return " ".join(token.text for token in _punctuated(figures(text.split())))


def _punctuated(sentence: list[Token]) -> list[Token]:
    """Capitals for names and at the start, and a mark at the end."""
    if not sentence:
        return []
    texts = [capitalise_names(token.text) for token in sentence]
    for at, token in enumerate(sentence):
        near = [texts[i] for i in (at - 1, at + 1) if 0 <= i < len(texts)]
        if token.text in MONTHS and any(text[0].isdigit() for text in near):
            texts[at] = token.text.capitalize()  # not every march, may or august is a month
        if token.text == "of" and at and at + 1 < len(texts) and _is_day(texts[at - 1]):
            texts[at + 1] = texts[at + 1].capitalize()
    mark = closing_mark(" ".join(texts))
    texts[0] = texts[0][:1].upper() + texts[0][1:]
    lone_figure = len(texts) == 1 and not texts[0].isalpha()
    if not lone_figure and not texts[-1].endswith(mark):
        texts[-1] += mark
    return [replace(token, text=text) for token, text in zip(sentence, texts, strict=True)]


def _is_day(text: str) -> bool:
    return text[0].isdigit() and text[-2:] in ("st", "nd", "rd", "th")
