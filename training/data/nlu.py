"""Sentences with an intent and, in most sets, slots: JSON lines, gzipped or not.

    {"text": "wake me at six", "tokens": ["wake", ...], "slots": ["O", ...] or null, "intent": "x"}

`slots` are BIO tags, one a token. Words are normalised as the product normalises them; sets that
are compared with the literature keep their figures, so that their tokens stay what they were.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assistant.errors import BadData
from assistant.language.command_words import pieces, same_words
from assistant.models.classifier import NONE
from training.data.source import data_folder

Split = Literal["train", "dev", "test"]

SETS = (
    "snips",
    "atis",
    "clinc150",
    "fb_alarm_reminder_weather",
    "nlu_eval",
    "home_assistant",
)
OUT_OF_SCOPE = {"oos", NONE}
"""What sets call a sentence that is none of their commands."""
_TAG = re.compile(r"O|[BI]-\S+")


@dataclass(frozen=True)
class Example:
    """A sentence and what it asks for."""

    words: tuple[str, ...]
    """At least one."""
    tags: tuple[str, ...] | None
    """BIO, one a word; None where slots were not marked."""
    intent: str
    """`none` for what is no command."""


def read_set(name: str, split: Split, say: bool = False) -> list[Example]:
    """One of the bundled sets.

    say : figures and signs become words, as in `pieces`

    Raises:
        BadData: there is no such set, or its file is missing or damaged.
    """
    if name not in SETS:
        raise BadData(f"There is no set {name!r}; known are {', '.join(SETS)}.")
    path = data_folder("text") / "nlu" / f"{name}.{split}.jsonl.gz"
    if not path.exists():
        raise BadData(f"{path} is missing.")
    return read_examples(path, say)


def read_examples(path: Path, say: bool = False) -> list[Example]:
    """Sentences of any file in this format; those without a word that is said are left out.

    Raises:
        BadData: it can't be read, or a line is not in the format; says which and why.
    """
    opener: Any = gzip.open if path.suffix == ".gz" else open
    examples: list[Example] = []
    try:
        with opener(path, "rt", encoding="utf-8") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip() and (example := _example(line, f"{path}, line {number}", say)):
                    examples.append(example)
    except (OSError, EOFError, zlib.error, UnicodeDecodeError) as error:
        raise BadData(f"{path} can't be read: {error}.") from error
    if not examples:
        raise BadData(f"{path} holds no sentences.")
    return examples


def _example(line: str, where: str, say: bool) -> Example | None:
    try:
        row = json.loads(line)
    except ValueError as error:
        raise BadData(f"{where} is not JSON: {error}.") from error
    if not isinstance(row, dict) or not isinstance(row.get("intent", 0), str | None):
        raise BadData(f"{where} needs an object with an `intent`, a text or null.")
    intent = row["intent"] or NONE
    tokens, slots = row.get("tokens"), row.get("slots")
    if tokens is None and slots is None and isinstance(row.get("text"), str):
        tokens = row["text"].split()
    if not isinstance(tokens, list) or not all(isinstance(t, str) and t.strip() for t in tokens):
        raise BadData(f"{where} needs `tokens`, a list of words, or only a `text`.")
    if slots is not None:
        _check_tags(slots, len(tokens), where)
    words, tags = same_words(tokens, slots or ["O"] * len(tokens), say)
    if not words:
        return None
    intent = NONE if intent in OUT_OF_SCOPE else intent
    return Example(tuple(words), None if slots is None else tuple(tags), intent)


def _check_tags(slots: Any, count: int, where: str) -> None:
    if not isinstance(slots, list) or len(slots) != count:
        raise BadData(f"{where} needs one of `slots` for each of its {count} tokens, or null.")
    for tag in slots:
        if not isinstance(tag, str) or not _TAG.fullmatch(tag):
            raise BadData(f"{where} has the slot {tag!r}, which is not O, B-name or I-name.")


def no_commands(texts: Sequence[str], longest: int = 30) -> list[Example]:
    """Talk as examples of what is no command; sentences of more words are left out."""
    found = [tuple(piece.word for piece in pieces(text)) for text in texts]
    return [
        Example(words, ("O",) * len(words), NONE) for words in found if 0 < len(words) <= longest
    ]


def intents_of(examples: Sequence[Example]) -> tuple[str, ...]:
    """All intents in alphabetical order."""
    return tuple(sorted({example.intent for example in examples}))


def slots_of(examples: Sequence[Example]) -> tuple[str, ...]:
    """All slots in alphabetical order."""
    tags = {tag for example in examples for tag in example.tags or ()}
    return tuple(sorted({tag[2:] for tag in tags if tag != "O"}))
