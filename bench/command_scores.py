"""Commands with what they mean, and whether they were understood.

A slot is right if its type is and if either its text is the same, but for capitals, punctuation,
figures written as words and articles before it; or both texts stand for the same value. A command
is all right if its intent is, all its slots are found and right, and there are no others.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from assistant.errors import BadData
from assistant.language.command_words import pieces
from assistant.skills.base import Intent
from assistant.skills.values import resolve
from bench.verdicts import read_rows
from training.misheard import SPREAD, Mishearing

NOW = datetime(2025, 3, 12, 14, 30, tzinfo=UTC)
"""When all is said: a Wednesday afternoon. Days and times are reckoned from it."""
ARTICLES = ("a", "an", "the", "my", "our", "some")

Slots = tuple[tuple[str, str], ...]
"""(slot, text) in the order of the sentence."""


@dataclass(frozen=True)
class Command:
    """What was said and what it means."""

    text: str
    intent: str
    slots: Slots


@dataclass(frozen=True)
class Found:
    """What somebody made of a sentence."""

    intent: str | None
    slots: Slots
    confidence: float
    seconds: float


Understand = Callable[[str], Found]
Types = Mapping[str, Mapping[str, str]]
"""Intent -> its slots -> their types."""


def read_commands(path: Path, intents: Mapping[str, Intent]) -> list[Command]:
    """
    Raises:
        BadData: the file can't be read, or names an intent or slot that no skill has.
    """
    found = []
    for place, row in read_rows(path, ("text", "intent", "slots")):
        try:
            slots = tuple((str(slot["type"]), str(slot["text"])) for slot in row["slots"])
        except (KeyError, TypeError) as error:
            raise BadData(f'{place}: a slot needs "type" and "text" ({error!r}).') from error
        if row["intent"] not in intents:
            raise BadData(f"{place}: no skill has an intent {row['intent']!r}.")
        known = intents[row["intent"]].slots
        if unknown := [slot for slot, _ in slots if slot not in known]:
            raise BadData(f"{place}: {row['intent']} has no slot {unknown[0]!r}.")
        found.append(Command(row["text"], row["intent"], slots))
    return found


def same(type: str, one: str, other: str) -> bool:
    """Whether two texts of a slot mean the same."""
    if _bare(one) == _bare(other):
        return True
    values = [resolve(type, text, NOW) for text in (one, other)]
    return values[0] is not None and values[0] == values[1]


def _bare(text: str) -> list[str]:
    words = [piece.word for piece in pieces(text)]
    while len(words) > 1 and words[0] in ARTICLES:
        words = words[1:]
    return words


def all_right(command: Command, found: Found, types: Types) -> bool:
    """Intent and slots; see above."""
    if found.intent != command.intent or len(found.slots) != len(command.slots):
        return False
    left = list(found.slots)
    for slot, text in command.slots:
        type = types[command.intent][slot]
        match = next((s for s in left if s[0] == slot and same(type, text, s[1])), None)
        if match is None:
            return False
        left.remove(match)
    return True


def misheard(command: Command, mishearing: Mishearing, numbers: random.Random) -> Command:
    """The same with one word replaced by one that sounds like it; in a slot, the slot's text is
    then what was heard there. As it was if no word has any that sounds like it."""
    said = pieces(command.text)
    places = [place for place, piece in enumerate(said) if mishearing.neighbours(piece.word)]
    if not places:
        return command
    place = numbers.choice(places)
    near = mishearing.neighbours(said[place].word)
    weights = [float(np.exp(-cost / SPREAD)) for _, cost in near]
    heard = numbers.choices([word for word, _ in near], weights)[0]
    words = [heard if row == place else piece.word for row, piece in enumerate(said)]
    slots, start = [], 0
    for slot, text in command.slots:
        first = command.text.lower().find(text.lower(), start)
        if first < 0:
            first = command.text.lower().find(text.lower())
        start = end = first + len(text)
        inside = [words[row] for row, piece in enumerate(said) if first <= piece.start < end]
        slots.append((slot, " ".join(inside) if first >= 0 else text))
    return replace(command, text=" ".join(words), slots=tuple(slots))


@dataclass(frozen=True)
class Judged:
    """A command and what was made of it."""

    command: Command
    found: Found
    right: bool

    def shown(self) -> str:
        wanted, got = (
            f"{intent} " + ", ".join(f"{slot}={text}" for slot, text in slots)
            for intent, slots in (
                (self.command.intent, self.command.slots),
                (self.found.intent or "none", self.found.slots),
            )
        )
        return (
            f"{self.command.text}\n    wanted {wanted}\n"
            f"    got    {got} ({self.found.confidence:.2f})"
        )


def judge(commands: Sequence[Command], understand: Understand, types: Types) -> list[Judged]:
    """What somebody makes of each."""
    found = [understand(command.text) for command in commands]
    return [
        Judged(command, one, all_right(command, one, types))
        for command, one in zip(commands, found, strict=True)
    ]


def accepted(lines: Sequence[str], understand: Understand) -> list[tuple[str, Found]]:
    """Of lines that are no commands, those taken for one, the surest first."""
    found = [(line, understand(line)) for line in lines]
    return sorted(
        ((line, one) for line, one in found if one.intent is not None),
        key=lambda pair: -pair[1].confidence,
    )
