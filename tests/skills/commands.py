"""Commands written with their slots marked, and a world in memory, for tests."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, cast

from assistant.messages import Slot, Understanding
from assistant.skills.base import Gap, Home, Response, Skill, Store, Taught, World, expand
from assistant.skills.values import resolve

NOW = datetime(2026, 3, 4, 15, 30, tzinfo=UTC)
_MARKED = re.compile(r"\[([^\]]*)\]\((\w+)\)")


class Memory:
    """The part of a `Store` that these skills use."""

    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}
        self.phrases: list[Taught] = []

    def get(self, key: str) -> Any:
        return self.kept.get(key)

    def put(self, key: str, value: Any) -> None:
        self.kept[key] = value

    def taught(self) -> list[Taught]:
        return list(self.phrases)

    def teach(self, phrase: str, command: str) -> Taught:
        self.phrases = [one for one in self.phrases if one.phrase != phrase]
        self.phrases.append(Taught(len(self.phrases) + 100, phrase, command))
        return self.phrases[-1]

    def change_taught(self, id: int, phrase: str, command: str) -> bool:
        found = [one for one in self.phrases if one.id == id]
        self.phrases = [
            Taught(id, phrase, command) if one.id == id else one for one in self.phrases
        ]
        return bool(found)

    def remove_taught(self, id: int) -> bool:
        before = len(self.phrases)
        self.phrases = [one for one in self.phrases if one.id != id]
        return len(self.phrases) < before


def world(home: Home | None = None, said: Sequence[str] = (), seed: int = 1) -> World:
    store = cast(Store, Memory())
    return World(lambda: NOW, store, random.Random(seed), home=home, said=said)


def understood(skill: Skill, intent: str, marked: str) -> Understanding:
    """`put the [kitchen](room) light on` -> the understanding, values resolved by type."""
    types = next(one.slots for one in skill.intents if one.name == intent)
    slots: list[Slot] = []
    text, end = "", 0
    for found in _MARKED.finditer(marked):
        text += marked[end : found.start()]
        start, end = len(text), found.end()
        text += found[1]
        value = resolve(types[found[2]], found[1], NOW)
        slots.append(Slot(found[2], found[1], value, start, len(text)))
    return Understanding(text + marked[end:], intent, 1.0, tuple(slots), 0.0)


class Asked:
    """One skill, and turns in order: the last command is remembered."""

    def __init__(self, skill: Skill, place: World | None = None) -> None:
        self.skill, self.world = skill, place or world()
        self.response = Response("")

    def __call__(self, intent: str, marked: str) -> str:
        heard = understood(self.skill, intent, marked)
        self.response = self.skill.handle(heard, self.world)
        self.world = replace(self.world, last=heard)
        return self.response.text

    @property
    def details(self) -> Mapping[str, Any]:
        return self.response.actions[0].details


def filled(skill: Skill, fillers: Mapping[str, str]) -> Iterator[Understanding]:
    """Every sentence of every template, each slot with the filler of its name."""
    for intent in skill.intents:
        for template in intent.examples:
            for sentence in expand(template):
                yield understood(
                    skill,
                    intent.name,
                    "".join(
                        f"[{fillers[piece.name]}]({piece.name})"
                        if isinstance(piece, Gap)
                        else piece
                        for piece in sentence
                    ),
                )
